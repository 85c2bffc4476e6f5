// A walk through the form, in the menu of orders and of notes: the Form Tour that is named like its DocType.
frappe.provide("order_tracking");

// Both forms load this file; the first one speaks for both.
if (!order_tracking.has_tours) {
	order_tracking.has_tours = true;
	for (const doctype of ["Order Tracker", "Order Note"])
		frappe.ui.form.on(doctype, { refresh: offer_tour });
}

function offer_tour(frm) {
	frm.page.add_menu_item(__("Show Me Around"), async () => {
		frm.layout.tabs[0]?.set_active();
		await frm.tour.init({ tour_name: frm.doctype });
		frm.tour.start();
	});
}
