{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Promise Reliability"] = {
	filters: [
		order_tracking.reports.company(),
		order_tracking.reports.select(
			"group_by",
			__("Group By"),
			[
				["Customer", __("Customer")],
				["Month", __("Month")],
				["Item", __("Item")],
				["Item Group", __("Item Group")],
				["Sales Person", __("Sales Person")],
				["Cause", __("Cause")],
				["Moved By", __("Moved By")],
				["Each Move", __("Each Move")],
			]
		),
		...order_tracking.reports.period(12),
		...order_tracking.reports.people(),
		order_tracking.reports.link("item_code", __("Item"), "Item"),
		order_tracking.reports.link("item_group", __("Item Group"), "Item Group"),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter(),
};
