{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Order Tracking Audit"] = {
	filters: [
		order_tracking.reports.company(),
		order_tracking.reports.date(
			"from_date",
			__("From Date"),
			frappe.datetime.add_days(frappe.datetime.get_today(), -7)
		),
		order_tracking.reports.date("to_date", __("To Date"), frappe.datetime.get_today()),
		order_tracking.reports.link("sales_order", __("Sales Order"), "Sales Order"),
		order_tracking.reports.link("actor", __("Who"), "User"),
		order_tracking.reports.select(
			"what",
			__("What"),
			[
				["", __("All")],
				["promise", __("Promises")],
				["workflow_state", __("Workflow State")],
				["stage", __("Stage")],
				["health", __("Health")],
				["hold_cause", __("Hold Cause")],
				["close_cause", __("Close Cause")],
				["responsible_user", __("Responsible", null, "Order Tracker")],
				["mode_of_payment", __("Mode of Payment")],
			]
		),
		...order_tracking.reports.people(),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter(),
};
