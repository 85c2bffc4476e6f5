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
			progress: "per_delivered_value",
			allDay: "allDay",
			convertToUserTz: "convertToUserTz",
		},
		order_by: "current_promise",
	},
	options: { selectable: false, editable: false },
	get_events_method: "order_tracking.calendars.get_line_promises",
	get_css_class(entry) {
		if (entry.is_overdue) return "danger";
		if (entry.is_delivered) return "success";
		if (entry.order_health === "On Hold") return "purple";
		if (entry.is_at_risk) return "warning";
		return entry.order_health === "Due Soon" ? "yellow" : "default";
	},
};
