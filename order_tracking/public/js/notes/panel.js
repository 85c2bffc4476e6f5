// The notes of an order on top of the documents that work on it. They come with the form, so nothing more is asked.
frappe.provide("order_tracking.notes");

const GATED = ["Pick List", "Work Order", "Delivery Note", "Sales Invoice"];
const SHOWN_AT_ONCE = 3;
const MOST = 50; // that come with a form

// Every one of these forms loads this file; the first one speaks for all.
if (!order_tracking.notes.has_panels) {
	order_tracking.notes.has_panels = true;
	for (const doctype of [
		"Order Tracker",
		"Order Note",
		"Sales Order",
		...GATED,
		"Job Card",
		"Shipment",
	])
		frappe.ui.form.on(doctype, { refresh: show_panel });
}

function show_panel(frm) {
	frm.layout.wrapper.find(".ot-notes-panel").remove();
	const notes = notes_of(frm);
	if (frm.is_new() || !notes.length) return;
	const $panel = $(panel_html(frm, notes)).prependTo(frm.layout.wrapper);
	$panel.on("click", "[data-all]", () => $panel.toggleClass("ot-notes-all"));
	order_tracking.notes.bind(
		$panel,
		(name) => notes.find((note) => note.name === name),
		(card, note) => {
			const all = frm.doc.__onload.order_notes;
			all.splice(all.indexOf(note), 1, card);
			show_panel(frm);
			// The tracker's timeline shows the same note; the form of a note shows its fields.
			if (frm.doctype === "Order Tracker") order_tracking.timeline.show(frm);
			if (frm.doctype === "Order Note") frm.reload_doc();
		}
	);
	if (frm.doc.docstatus === 0 && GATED.includes(frm.doctype)) show_gate(frm, notes, $panel);
}

// The tracker has a timeline of all notes: on top of it stands what somebody has to look at.
function notes_of(frm) {
	const notes = frm.doc.__onload?.order_notes || [];
	if (frm.doctype !== "Order Tracker") return notes;
	return notes.filter((note) => note.is_pinned || note.is_in_conflict || note.asks_me);
}

function panel_html(frm, notes) {
	const conflicts = notes.filter((note) => note.is_in_conflict).length;
	const unread = notes.filter((note) => note.asks_me).length;
	const hidden = notes.length - SHOWN_AT_ONCE;
	const told = [
		conflicts && order_tracking.pill(__("{0} in conflict", [conflicts]), "red"),
		unread && order_tracking.pill(__("{0} to be read by you", [unread]), "orange"),
	];
	return `<section class="ot-notes-panel" aria-label="${__("Notes on the Order")}">
		<h4 class="ot-label">${__("Notes on the Order")} (${notes.length}${
		notes.length < MOST ? "" : "+"
	}) ${told.filter(Boolean).join(" ")}</h4>
		<div class="ot-gate"></div>
		<div class="ot-notes">${notes
			.map((note) => order_tracking.notes.card_html(note, frm.doctype !== "Order Note"))
			.join("")}</div>
		${
			hidden > 0
				? `<button class="btn btn-xs btn-default" data-all>${__("{0} more", [
						hidden,
				  ])}</button>`
				: ""
		}
	</section>`;
}

// Only where a note could hold the document up is the server asked whether it does. Times and payments are held against
// the days of the document itself, whatever the order says.
async function show_gate(frm, notes, $panel) {
	if (
		!notes.some(
			(note) =>
				note.waits_for.length ||
				note.result !== "Pass" ||
				["Delivery Time", "Payment"].includes(note.kind)
		)
	)
		return;
	const found = await frappe.xcall("order_tracking.gates.submit.what_holds_up", {
		doctype: frm.doctype,
		name: frm.doc.name,
	});
	if (!found.sentences.length) return;
	const { escape } = order_tracking.notes;
	const title = found.is_overridden
		? __("A manager has let this document pass:")
		: __("This document cannot be submitted yet:");
	const may = found.may_override && !found.is_overridden;
	$panel
		.find(".ot-gate")
		.html(
			`<div class="ot-gate-banner ${
				found.is_overridden ? "" : "ot-gate-closed"
			}"><div><strong>${title}</strong><ul>${found.sentences
				.map((sentence) => `<li>${escape(sentence)}</li>`)
				.join("")}</ul></div>${
				may
					? `<button class="btn btn-sm btn-default" data-override>${__(
							"Override"
					  )}</button>`
					: ""
			}</div>`
		)
		.off("click")
		.on("click", "[data-override]", () => override(frm));
}

async function override(frm) {
	const made = await order_tracking.notes.prompt(
		__("Let This Document Pass"),
		__("Reason"),
		(reason) =>
			frappe.xcall("order_tracking.gates.submit.override", {
				doctype: frm.doctype,
				name: frm.doc.name,
				reason,
			})
	);
	if (made) show_panel(frm);
}
