// The timeline of an order: notes of people beside what the system noticed, filtered by kind and searched.
frappe.provide("order_tracking.timeline");

const SYSTEM = ["Events", "Promises", "Documents", "Mails"];

frappe.ui.form.on("Order Tracker", {
	refresh(frm) {
		if (!frm.is_new()) order_tracking.timeline.show(frm);
	},
});

order_tracking.timeline.show = async function (frm) {
	const $place = $(frm.fields_dict.notes_panel.wrapper);
	frm.order_timeline = { kinds: [], text: "", rows: [] };
	$place.html(frame_html());
	bind_toolbar(frm, $place);
	await load(frm, $place);
};

function frame_html() {
	const words = {
		Events: __("Stages and Decisions"),
		Promises: __("Promises"),
		Documents: __("Documents"),
		Mails: __("Mails"),
	};
	const chip = (value, label) =>
		`<button class="btn btn-xs btn-default ot-chip" data-kind="${value}" aria-pressed="false">${label}</button>`;
	return `<div class="ot-timeline">
		<div class="ot-timeline-tools">
			<span class="ot-timeline-write"></span>
			<input type="search" class="form-control input-xs" placeholder="${__(
				"Search in notes, mails and documents"
			)}" aria-label="${__("Search in notes, mails and documents")}">
		</div>
		<div class="ot-chips">${order_tracking.notes.KINDS.map((kind) =>
			chip(kind, __(kind, null, "Order Note"))
		).join("")}<span class="ot-chip-gap"></span>${SYSTEM.map((kind) =>
		chip(kind, words[kind])
	).join("")}</div>
		<div class="ot-rows"></div>
		<button class="btn btn-sm btn-default hidden" data-more>${__("Show earlier ones")}</button>
	</div>`;
}

function bind_toolbar(frm, $place) {
	const again = frappe.utils.debounce(() => load(frm, $place), 300);
	$place.find("input").on("input", function () {
		frm.order_timeline.text = this.value;
		again();
	});
	$place.find(".ot-chip").on("click", function () {
		const is_on = $(this).attr("aria-pressed") !== "true";
		$(this)
			.attr("aria-pressed", is_on)
			.toggleClass("btn-primary", is_on)
			.toggleClass("btn-default", !is_on);
		frm.order_timeline.kinds = $place
			.find('.ot-chip[aria-pressed="true"]')
			.map((_index, chip) => chip.dataset.kind)
			.get();
		again();
	});
	$place
		.find("[data-more]")
		.on("click", () => load(frm, $place, frm.order_timeline.rows.at(-1)));
	$place.on("click", "[data-mail]", async function () {
		await frappe.xcall("order_tracking.notes.mails.from_mail", {
			communication: this.dataset.mail,
			order_tracker: frm.doc.name,
		});
		load(frm, $place);
	});
	order_tracking.notes.bind(
		$place,
		(name) => frm.order_timeline.rows.find((row) => row.note?.name === name)?.note,
		() => load(frm, $place)
	);
}

// The first page, or the one after a row.
async function load(frm, $place, last) {
	const { kinds, text } = frm.order_timeline;
	const name = frm.doc.name;
	const page = await frappe.xcall("order_tracking.notes.timeline.get_timeline", {
		order_tracker: name,
		kinds,
		text,
		before: last?.at,
		beyond: last?.id,
	});
	if (frm.doc.name !== name) return;
	const rows = last ? [...frm.order_timeline.rows, ...page.rows] : page.rows;
	frm.order_timeline.rows = rows;
	const pinned = rows.filter((row) => is_pinned(row));
	const shown = [...pinned, ...rows.filter((row) => !is_pinned(row))];
	$place
		.find(".ot-rows")
		.html(
			shown.map(row_html).join("") ||
				`<p class="text-muted">${__(
					"Nothing here yet. What the customer asks for is written as a note."
				)}</p>`
		);
	$place.find("[data-more]").toggleClass("hidden", !page.has_more);
	show_write_button(frm, $place, page.may_write);
}

const is_pinned = (row) => row.note?.is_pinned && row.note.state === "Open";

function show_write_button(frm, $place, may_write) {
	const $button = $place.find(".ot-timeline-write").empty();
	if (!may_write) return;
	const kinds = order_tracking.notes.KINDS.map(
		(kind) =>
			`<a class="dropdown-item" href="#" data-write="${kind}">${__(
				kind,
				null,
				"Order Note"
			)}</a>`
	).join("");
	$button.html(`<div class="dropdown"><button class="btn btn-sm btn-primary dropdown-toggle" data-toggle="dropdown">
		${__("Write a Note")}</button><div class="dropdown-menu">${kinds}</div></div>`);
	$button.find("[data-write]").on("click", async function (event) {
		event.preventDefault();
		const card = await order_tracking.notes.write_dialog({ frm, kind: this.dataset.write });
		if (card) load(frm, $place);
	});
}

function row_html(row) {
	const { escape, card_html } = order_tracking.notes;
	if (row.type === "note") return card_html(row.note);
	const when = `<span class="text-muted">${frappe.datetime.comment_when(row.at)}</span>`;
	return `<div class="ot-event"><span>${told_html(row)}</span> <span class="text-muted">${escape(
		row.actor_name
	)}</span> ${when}</div>`;
}

function told_html(row) {
	const { escape } = order_tracking.notes;
	if (row.type === "document") {
		const link = frappe.utils.get_form_link(row.doctype, row.name);
		const draft = row.docstatus ? "" : ` (${__("Draft")})`;
		return `${__(row.doctype)} <a href="${link}">${escape(row.name)}</a>${draft}`;
	}
	if (row.type === "mail") {
		const label = row.is_sent ? __("Mail sent") : __("Mail received");
		return `${label}: <strong>${escape(
			row.subject
		)}</strong> <span class="text-muted">${escape(
			row.text
		)}</span> <button class="btn btn-xs btn-default" data-mail="${escape(row.mail)}">${__(
			"Make a Note of It"
		)}</button>`;
	}
	return escape(row.text);
}
