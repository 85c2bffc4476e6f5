{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Overdue and At Risk Orders"] = {
	filters: [
		order_tracking.reports.company(),
		order_tracking.reports.select(
			"show",
			__("Show"),
			[
				["", __("Overdue and At Risk")],
				["Overdue", __("Overdue")],
				["At Risk", __("At Risk")],
			]
		),
		{ fieldname: "ageing", label: __("Ageing Steps (Days)"), fieldtype: "Data", default: "7, 14, 30, 60" },
		...order_tracking.reports.period(),
		...order_tracking.reports.people(),
		...order_tracking.reports.goods(),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter(),
};
