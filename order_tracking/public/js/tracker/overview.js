// The header of the Order Tracker form: where, on time or not, promised what, paid how far, what next.
frappe.provide("order_tracking.overview");

order_tracking.overview.load = async function (frm) {
	if (frm.is_new()) return;
	const name = frm.doc.name;
	const overview = await frappe.xcall("order_tracking.views.overview.get_overview", {
		tracker: name,
	});
	if (frm.doc.name !== name) return;
	frm.order_overview = overview;
	order_tracking.overview.show(frm);
	order_tracking.promises.show_history(frm);
	order_tracking.decisions.add_buttons(frm);
	frm.refresh_field("lines");
};

order_tracking.overview.show = function (frm) {
	const o = frm.order_overview;
	const overview = order_tracking.overview;
	const $wrapper = $(frm.fields_dict.overview.wrapper).empty();
	$(`<div class="ot-overview">
		${overview.facts_html(frm.doc)}
		${overview.banner_html(frm.doc, o)}
		${overview.next_html(o)}
		<div class="ot-steps" role="list">${o.steps.map(overview.step_html).join("")}</div>
		<div class="ot-cards">
			<section class="ot-card">${overview.health_html(frm.doc, o)}</section>
			<section class="ot-card">${overview.promise_html(frm.doc, o)}</section>
			<section class="ot-card">${overview.money_html(frm.doc)}</section>
		</div>
	</div>`)
		.appendTo($wrapper)
		.on("click", "[data-next]", () => order_tracking.decisions.do_next(frm));
};

// Who ordered what when: the words by which people on the phone ask for an order.
order_tracking.overview.facts_html = function (doc) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	const link = (doctype, name, text) =>
		`<a href="${frappe.utils.get_form_link(doctype, name)}">${escape(text || name)}</a>`;
	const facts = [
		[__("Sales Order"), link("Sales Order", doc.sales_order)],
		[__("Customer"), link("Customer", doc.customer, doc.customer_name)],
		[__("Customer's PO"), escape(doc.po_no)],
		[__("Contact"), escape(doc.contact_display)],
		[__("Order Date"), order_tracking.date(doc.transaction_date)],
		[
			__("Responsible", null, "Order Tracker"),
			escape(doc.responsible_user && frappe.user_info(doc.responsible_user).fullname),
		],
	];
	return `<div class="ot-facts">${facts
		.filter(([, value]) => value)
		.map(([label, value]) => `<span><span class="text-muted">${label}</span> ${value}</span>`)
		.join("")}</div>`;
};

order_tracking.overview.banner_html = function (doc, o) {
	if (!o.banner) return "";
	const color = { "On Hold": "purple", Rejected: "red" }[doc.stage] || "gray";
	return `<div class="ot-banner" style="background: var(--bg-${color}); color: var(--text-on-${color})">
		<strong>${__(doc.stage, null, "Order Tracker")}</strong><span>${frappe.utils.escape_html(
		o.banner
	)}</span></div>`;
};

order_tracking.overview.next_html = function (o) {
	const label = order_tracking.decisions.next_label(o);
	return `<div class="ot-next">
		<div><span class="ot-label">${__(
			"Next Step"
		)}</span><span class="ot-next-sentence">${frappe.utils.escape_html(
		o.next.sentence
	)}</span></div>
		${label ? `<button class="btn btn-sm btn-primary" data-next>${label}</button>` : ""}
	</div>`;
};

order_tracking.overview.step_html = function (step, number, steps) {
	const told = {
		done: __("done"),
		now: __("now"),
		stopped: __("stopped here"),
		ahead: __("still to come"),
	};
	const stage = __(step.stage, null, "Order Tracker");
	const is_current = step.state === "now" || step.state === "stopped";
	return `<div class="ot-step ot-step-${step.state}" role="listitem" ${
		is_current ? 'aria-current="step"' : ""
	}
		title="${stage}: ${told[step.state]}"><span class="ot-step-name">${stage}</span>
		<span class="ot-step-count">${__("Step {0} of {1}", [number + 1, steps.length])}</span></div>`;
};

order_tracking.overview.health_html = function (doc, o) {
	const color = order_tracking.HEALTH_COLORS[doc.health] || "gray";
	const escape = frappe.utils.escape_html;
	const reasons = o.why
		.map((reason) => {
			const link = reason.document
				? `<a href="${frappe.utils.get_form_link(reason.doctype, reason.document)}">${__(
						reason.doctype
				  )} ${escape(reason.document)}</a>: `
				: "";
			return `<li class="indicator ${reason.color}"><span>${link}${escape(
				reason.text
			)}</span></li>`;
		})
		.join("");
	return `<h6 class="ot-label">${__("Health")}</h6>
		<div class="ot-health"><span class="indicator-pill ${color} ot-health-pill">${__(
		doc.health,
		null,
		"Order Tracker"
	)}</span>
		<span class="ot-health-detail">${escape(o.health.detail)}</span></div>
		${
			reasons
				? `<ul class="ot-why">${reasons}</ul>`
				: `<p class="ot-quiet">${order_tracking.overview.quiet(doc)}</p>`
		}`;
};

order_tracking.overview.quiet = function (doc) {
	if (doc.health === "Delivered On Time") return __("Everything arrived by its promise.");
	if (doc.health === "Delivered Late") return __("Everything is delivered, after its promise.");
	if (doc.health === "On Hold") return __("Nobody works on it until it goes on.");
	if (order_tracking.ENDED_STAGES.includes(doc.stage))
		return __("Nothing is expected any more.");
	return __("No line is overdue and nothing speaks against the promise.");
};

order_tracking.overview.promise_html = function (doc, o) {
	const promise = o.promise;
	const days = order_tracking.days;
	const times =
		promise.moves === 1
			? __("moved once")
			: promise.moves
			? __("moved {0} times", [promise.moves])
			: "";
	const shift = promise.moved_days
		? `${promise.moved_days > 0 ? "+" : ""}${promise.moved_days}`
		: "";
	const moved = [shift && __("{0} d", [shift]), times].filter(Boolean).join(", ");
	const arrived = promise.late_days
		? `<span class="text-danger">${__("{0} late", [days(promise.late_days)])}</span>`
		: __("on time");
	const waits = ["Pending Approval", "Rejected"].includes(doc.stage);
	const is_next_apart = promise.next && promise.next !== promise.current;
	const rows = [
		[__("Requested"), promise.requested, ""],
		[
			__("First promise"),
			promise.first,
			promise.first ? "" : waits ? __("after approval") : __("not known"),
		],
		[__("Current promise"), promise.current, moved || (is_next_apart ? __("last line") : "")],
	];
	if (is_next_apart)
		rows.push([
			__("Next line"),
			promise.next,
			order_tracking.from_today(promise.next, o.today),
		]);
	const is_over = order_tracking.ENDED_STAGES.includes(doc.stage);
	rows.push([
		__("Delivered"),
		promise.actual,
		promise.actual ? arrived : is_over ? __("not in full") : __("not yet"),
	]);
	return `<h6 class="ot-label">${__("Promise")}</h6><dl class="ot-dates">${rows
		.map(
			([label, date, remark]) =>
				`<dt>${label}</dt><dd><span>${date ? order_tracking.date(date) : "&ndash;"}</span>
				<span class="ot-remark">${remark}</span></dd>`
		)
		.join("")}</dl>`;
};

order_tracking.overview.money_html = function (doc) {
	const money = (amount) => format_currency(amount, doc.currency);
	const bar = (label, percent, amount, color) => {
		const width = Math.min(Math.max(percent, 0), 100);
		const shown = percent > 99 && percent < 100 ? 99 : Math.round(percent);
		return `<div class="ot-bar"><div class="ot-bar-text"><span>${label}</span><span><span class="ot-remark">${money(
			amount
		)}</span> <strong>${shown}%</strong></span></div>
		<div class="ot-bar-track" role="img" aria-label="${label} ${shown}%"><div style="width: ${width}%; background: var(--${color}-500)"></div></div></div>`;
	};
	return `<h6 class="ot-label">${__("Money")}<span class="ot-total">${money(
		doc.grand_total
	)}</span></h6>
		${bar(__("Delivered"), doc.per_delivered_value, doc.delivered_amount, "blue")}
		${bar(__("Billed"), doc.per_billed_value, doc.billed_amount, "purple")}
		${bar(__("Paid"), doc.per_paid_value, doc.paid_amount, "green")}`;
};
