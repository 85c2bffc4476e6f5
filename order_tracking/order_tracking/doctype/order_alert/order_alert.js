frappe.ui.form.on("Order Alert", {
	refresh(frm) {
		if (frm.doc.recipient === frappe.session.user && !frm.doc.seen_on) {
			frm.add_custom_button(__("Seen"), () => say_seen(frm));
		}
	},
});

async function say_seen(frm) {
	await frappe.xcall("order_tracking.alerts.run.mark_seen", { alert: frm.doc.name });
	frappe.show_alert({
		message: __("You are not reminded of this again. Others are, until there is a new date."),
		indicator: "green",
	});
	frm.reload_doc();
}
