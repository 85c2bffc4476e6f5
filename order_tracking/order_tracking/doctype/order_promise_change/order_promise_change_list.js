frappe.listview_settings["Order Promise Change"] = {
	add_fields: ["status", "kind", "old_date", "new_date", "author"],
	hide_name_column: true,

	// What somebody still has to say or to answer comes before what is settled.
	get_indicator(doc) {
		const colors = {
			Counts: "green",
			"Asks for Reason": "orange",
			Waiting: "yellow",
			Accepted: "gray",
			Refused: "gray",
		};
		return [
			__(doc.status, null, "Order Promise Change"),
			colors[doc.status] || "gray",
			`status,=,${doc.status}`,
		];
	},

	onload(listview) {
		const status = (...values) => [["Order Promise Change", "status", "in", values.join(",")]];
		const mine = ["Order Promise Change", "author", "=", frappe.session.user];
		const apply = async (filters) => {
			await listview.filter_area.clear(false);
			await listview.filter_area.add(filters);
		};
		listview.page.add_inner_button(__("Waits for My Reason"), () =>
			apply([...status("Asks for Reason"), mine])
		);
		listview.page.add_inner_button(__("Requests"), () => apply(status("Waiting")));
	},

	formatters: {
		order_tracker: (name) =>
			name
				? `<a href="${frappe.utils.get_form_link(
						"Order Tracker",
						name
				  )}">${frappe.utils.escape_html(name)}</a>`
				: "",
	},
};
