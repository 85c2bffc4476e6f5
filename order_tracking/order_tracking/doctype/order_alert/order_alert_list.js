frappe.listview_settings["Order Alert"] = {
	add_fields: ["status", "recipient", "reason"],
	hide_name_column: true,

	get_indicator(doc) {
		const colors = {
			"To Address": "blue",
			Waiting: "blue",
			Sent: "green",
			"Not Sent": "red",
			"No Longer True": "gray",
		};
		return [
			__(doc.status, null, "Order Alert"),
			colors[doc.status] || "gray",
			`status,=,${doc.status}`,
		];
	},
};
