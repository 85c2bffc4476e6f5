// Colours and words that the form, the list and ERPNext's own forms show alike.
frappe.provide("order_tracking");

order_tracking.HEALTH_COLORS = {
	"On Track": "blue",
	"Due Soon": "yellow",
	"At Risk": "orange",
	Overdue: "red",
	"On Hold": "purple",
	"Delivered On Time": "green",
	"Delivered Late": "pink",
	Closed: "gray",
	Cancelled: "gray",
};

order_tracking.LINE_COLORS = {
	Confirmed: "blue",
	"In Progress": "blue",
	Ready: "light-blue",
	"Partly Delivered": "blue",
	Delivered: "green",
	Closed: "gray",
	Cancelled: "gray",
	Gone: "gray",
};

order_tracking.ENDED_STAGES = ["Completed", "Closed", "Cancelled"];

order_tracking.pill = function (text, color, title) {
	const escape = frappe.utils.escape_html;
	return `<span class="indicator-pill ${color} ot-pill" title="${escape(
		title || text
	)}"><span class="ellipsis">${escape(text)}</span></span>`;
};

order_tracking.days = (count) => (count === 1 ? __("1 day") : __("{0} days", [count]));

// Pieces without decimals that say nothing.
order_tracking.number = (value) =>
	format_number(value || 0, null, Number.isInteger(flt(value)) ? 0 : 3);

order_tracking.date = (date) => (date ? frappe.datetime.str_to_user(date) : "");

// A day as a person says it from today: today, tomorrow, in 5 days, 3 days ago.
order_tracking.from_today = function (date, today) {
	const days = frappe.datetime.get_day_diff(date, today || frappe.datetime.get_today());
	if (days === 0) return __("today");
	if (days === 1) return __("tomorrow");
	return days > 0 ? __("in {0} days", [days]) : __("{0} ago", [order_tracking.days(-days)]);
};

// Word and colour of one line: what is wrong with it, else where it is.
order_tracking.line_state = function (line, today) {
	if (line.is_struck) return [__("Gone"), "gray"];
	if (line.overdue_since) {
		const days = frappe.datetime.get_day_diff(
			today || frappe.datetime.get_today(),
			line.overdue_since
		);
		return [__("Overdue {0}", [order_tracking.days(days)]), "red"];
	}
	if (line.line_stage === "Delivered") {
		const late = Math.max(line.days_late || 0, line.days_late_current || 0);
		return late
			? [__("{0} late", [order_tracking.days(late)]), "pink"]
			: [__("Delivered"), "green"];
	}
	if (line.risk_kind) return [__("At Risk"), "orange"];
	return [
		__(line.line_stage, null, "Order Tracker Item"),
		order_tracking.LINE_COLORS[line.line_stage] || "gray",
	];
};

// --- what every dialog that decides something asks for ---------------------------------------------

order_tracking.cause_field = () => ({
	fieldname: "cause",
	fieldtype: "Select",
	label: __("Cause"),
	reqd: 1,
	options: ["Customer", "Us", "Supplier"].map((cause) => ({ value: cause, label: __(cause) })),
});

order_tracking.reason_field = () => ({
	fieldname: "reason",
	fieldtype: "Small Text",
	label: __("Reason"),
	reqd: 1,
});

order_tracking.customer_reason_field = () => ({
	fieldname: "customer_reason",
	fieldtype: "Small Text",
	label: __("Reason for the Customer"),
	description: __("Stands in the mail to the customer. The reason above never does."),
});
