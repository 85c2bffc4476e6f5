{% include "order_tracking/public/js/words.js" %}
{% include "order_tracking/public/js/reports.js" %}

frappe.query_reports["Order Cash View"] = {
	filters: [
		order_tracking.reports.company(),
		...order_tracking.reports.period(),
		...order_tracking.reports.people(),
		order_tracking.reports.rows(),
	],
	formatter: order_tracking.reports.formatter(),
};
