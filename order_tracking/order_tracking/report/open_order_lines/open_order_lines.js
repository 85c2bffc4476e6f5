{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Open Order Lines"] = {
	filters: [
		order_tracking.reports.company(),
		order_tracking.reports.select(
			"group_by",
			__("Group By"),
			[
				["", __("No Grouping")],
				["Customer", __("Customer")],
				["Item", __("Item")],
				["Item Group", __("Item Group")],
				["Sales Person", __("Sales Person")],
				["Responsible", __("Responsible", null, "Order Tracker")],
				["Warehouse", __("Warehouse")],
				["Week", __("Week")],
			]
		),
		...order_tracking.reports.period(),
		...order_tracking.reports.people(),
		...order_tracking.reports.goods(),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter("Open Order Lines"),
};
