frappe.ui.form.on("Order Tracker", {
	setup: follow_changes,
	refresh: show_order,
});

function show_order(frm) {
	// Lines are judgement: there is nothing to tick.
	$(frm.fields_dict.lines.wrapper).addClass("ot-lines");
	colour_lines(frm);
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

// Frappe copies the fields of a table for every document and every row, so each copy is told.
function colour_lines(frm) {
	const today = () => frm.order_overview?.today;
	const { line_state, pill, number } = order_tracking;
	const formatters = {
		item_code(value, df, options, line) {
			const color = line ? line_state(line, today())[1] : "gray";
			return `<span class="indicator ${color} ${
				line?.is_struck ? "ot-gone" : ""
			}">${frappe.utils.escape_html(line?.item_name || value || "")}</span>`;
		},
		delivered_qty: (value, df, options, line) =>
			`<div class="text-right">${number(value)}<span class="text-muted"> / ${number(
				line?.qty
			)}</span></div>`,
		remaining_qty: (value) => `<div class="text-right">${number(value)}</div>`,
		line_stage: (value, df, options, line) =>
			line ? pill(...line_state(line, today())) : __(value),
	};
	const copies = [undefined, frm.doc.name, ...(frm.doc.lines || []).map((line) => line.name)];
	for (const [field, formatter] of Object.entries(formatters)) {
		for (const copy of copies)
			frappe.meta.get_docfield("Order Tracker Item", field, copy).formatter = formatter;
	}
}
