frappe.ui.form.on("Order Tracker", {
	setup: follow_changes,
	onload: colour_lines,
	refresh: show_order,
});

function show_order(frm) {
	order_tracking.overview.load(frm);
}

// The tracker changed behind the open form: a clean form shows it at once, a form with changes says so and waits.
function follow_changes(frm) {
	frappe.realtime.on("order_tracking_update", ({ name }) => {
		if (frm.doc?.name !== name) return;
		if (!frm.is_dirty()) {
			frm.reload_doc();
			return;
		}
		frm.dashboard.set_headline_alert(
			__("This order has just moved on. Save, and you see both: your changes and the news."),
			"blue"
		);
	});
}

function colour_lines(frm) {
	const today = () => frm.order_overview?.today;
	frm.set_indicator_formatter("item_code", (line) => order_tracking.line_state(line, today())[1]);
	const field = (name) => frappe.meta.get_docfield("Order Tracker Item", name, frm.doc.name);
	field("line_stage").formatter = (value, df, options, line) =>
		line ? order_tracking.pill(...order_tracking.line_state(line, today())) : __(value);
	field("delivered_qty").formatter = (value, df, options, line) =>
		`<div class="text-right">${order_tracking.number(value)}${
			line ? `<span class="text-muted"> / ${order_tracking.number(line.qty)}</span>` : ""
		}</div>`;
	// Judgement: there is nothing to tick, add or delete.
	$(frm.fields_dict.lines.wrapper).addClass("ot-lines");
}
