// One line on top of a Sales Order: how it stands, and the way to its tracker.
frappe.ui.form.on("Sales Order", {
	refresh(frm) {
		if (frm.doc.docstatus > 0) show_tracker(frm);
	},
});

async function show_tracker(frm) {
	const name = frm.doc.name;
	const found = await frappe.xcall("order_tracking.views.overview.get_headline", {
		sales_order: name,
	});
	if (!found || frm.doc.name !== name) return;
	const promise = found.actual_date
		? __("Delivered on {0}", [order_tracking.date(found.actual_date)])
		: found.next_promise
		? __("Next promise {0}", [order_tracking.date(found.next_promise)])
		: "";
	const color = order_tracking.HEALTH_COLORS[found.health] || "gray";
	frm.layout.wrapper.find(".ot-headline").remove();
	$(`<div class="ot-headline">
		<span class="indicator-pill ${color}">${__(found.health, null, "Order Tracker")}</span>
		<span>${frappe.utils.escape_html(found.detail)}</span>
		<span class="text-muted">${__(found.stage, null, "Order Tracker")}</span>
		<span class="text-muted">${promise}</span>
		<a href="${frappe.utils.get_form_link("Order Tracker", found.tracker)}">${__(
		"Open Order Tracker"
	)}</a>
	</div>`).prependTo(frm.layout.wrapper);
}
