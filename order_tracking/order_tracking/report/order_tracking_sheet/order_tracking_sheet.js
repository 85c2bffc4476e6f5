{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Order Tracking Sheet"] = {
	filters: [
		order_tracking.reports.company(),
		...order_tracking.reports.period(3),
		order_tracking.reports.select(
			"dates",
			__("Period Of"),
			[
				["Order", __("Order Date")],
				["Promise", __("Promise")],
			]
		),
		order_tracking.reports.select(
			"rows",
			__("One Row For"),
			[
				["Line", __("Each Line")],
				["Order", __("Each Order")],
			]
		),
		order_tracking.reports.select(
			"stage",
			__("Stage"),
			[
				["", __("All")],
				["Open", __("Open", null, "Order Tracker")],
				["Pending Approval", __("Pending Approval")],
				["Confirmed", __("Confirmed")],
				["In Progress", __("In Progress")],
				["Ready", __("Ready")],
				["Partly Delivered", __("Partly Delivered")],
				["Delivered", __("Delivered")],
				["Completed", __("Completed")],
				["On Hold", __("On Hold")],
				["Rejected", __("Rejected")],
				["Closed", __("Closed")],
				["Cancelled", __("Cancelled")],
			]
		),
		...order_tracking.reports.people(),
		...order_tracking.reports.goods(),
		order_tracking.reports.select(
			"language",
			__("Column Heads"),
			[
				["", __("My Language")],
				["en", __("English")],
				["zh", __("Chinese")],
			]
		),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter(),
};
