{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Order Stage Dwell"] = {
	filters: [
		order_tracking.reports.company(),
		...order_tracking.reports.period(6),
		...order_tracking.reports.people(),
		...order_tracking.reports.goods(),
	],
	formatter: order_tracking.reports.formatter(),
};
