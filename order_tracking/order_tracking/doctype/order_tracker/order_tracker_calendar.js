frappe.provide("order_tracking.gantt");

order_tracking.gantt.COLORS = {
	"On Track": "#a8d1f7",
	"Due Soon": "#f9e0a2",
	"At Risk": "#f8c9a0",
	Overdue: "#f2a9a3",
	"On Hold": "#d5bdf0",
	"Delivered On Time": "#b5e3bd",
	"Delivered Late": "#f3bfd3",
};

// Frappe asks for the progress of each order before it paints the bar, and paints it in the order's colour if it has one.
order_tracking.gantt.progress = function (order) {
	order.color = order_tracking.gantt.COLORS[order.health];
	return order.per_delivered_value;
};

// The calendar shows lines on the day they are promised for, the Gantt view orders from their date to their promise.
frappe.views.calendar["Order Tracker"] = {
	field_map: {
		id: "name",
		start: "start",
		end: "end",
		title: "title",
		allDay: "allDay",
		convertToUserTz: "convertToUserTz",
	},
	gantt: {
		field_map: {
			id: "name",
			start: "transaction_date",
			end: "current_promise",
			title: "customer_name",
			progress: order_tracking.gantt.progress,
			allDay: "allDay",
			convertToUserTz: "convertToUserTz",
		},
		order_by: "current_promise",
	},
	options: { selectable: false, editable: false },
	get_events_method: "order_tracking.views.calendars.get_line_promises",
	get_css_class(entry) {
		if (entry.is_overdue) return "danger";
		if (entry.is_delivered) return "success";
		if (entry.order_health === "On Hold") return "purple";
		if (entry.is_at_risk) return "warning";
		return entry.order_health === "Due Soon" ? "yellow" : "default";
	},
};
