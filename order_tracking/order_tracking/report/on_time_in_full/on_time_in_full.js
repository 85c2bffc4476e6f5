{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["On Time In Full"] = {
	filters: [
		order_tracking.reports.company(),
		order_tracking.reports.select(
			"group_by",
			__("Group By"),
			[
				["Month", __("Month")],
				["Customer", __("Customer")],
				["Item Group", __("Item Group")],
				["Sales Person", __("Sales Person")],
				["Warehouse", __("Warehouse")],
				["Item", __("Item")],
				["Responsible", __("Responsible", null, "Order Tracker")],
			]
		),
		order_tracking.reports.select(
			"measure",
			__("Count"),
			[
				["Orders", __("Orders")],
				["Lines", __("Lines")],
				["Quantity", __("Quantity")],
				["Value", __("Value")],
			]
		),
		...order_tracking.reports.period(12),
		...order_tracking.reports.people(),
		...order_tracking.reports.goods(),
	],
	formatter: order_tracking.reports.formatter("Order Tracking Sheet", { dates: "Promise" }),
};
