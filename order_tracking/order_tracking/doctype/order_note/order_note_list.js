frappe.listview_settings["Order Note"] = {
	add_fields: ["state", "result", "kind", "subject"],

	// A conflict comes before all else; what is done or superseded holds up nothing any more.
	get_indicator(doc) {
		if (doc.state !== "Open")
			return [__(doc.state, null, "Order Note"), "gray", `state,=,${doc.state}`];
		const colors = { Pass: "green", Open: "orange", Conflict: "red" };
		return [
			__(doc.result, null, "Order Note"),
			colors[doc.result],
			`state,=,Open|result,=,${doc.result}`,
		];
	},
};
