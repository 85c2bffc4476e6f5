{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Order Notes Waiting"] = {
	filters: [
		order_tracking.reports.company(),
		order_tracking.reports.select(
			"show",
			__("Show"),
			[
				["", __("All That Wait")],
				["For Me", __("For Me")],
				["Unread", __("Unread")],
				["In Conflict", __("In Conflict")],
				["To-Do Overdue", __("To-Do Overdue")],
				["Overrides", __("Gates Overridden")],
			]
		),
		...order_tracking.reports.period(),
		...order_tracking.reports.people(),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter(),
};
