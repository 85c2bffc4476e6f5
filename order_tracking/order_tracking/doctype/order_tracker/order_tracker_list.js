frappe.provide("order_tracking.list");

// Version 16 takes an empty cell for a wide one; this is a letter without width.
order_tracking.list.NOTHING = "<span>&#8203;</span>";

frappe.listview_settings["Order Tracker"] = {
	add_fields: [
		"health",
		"stage",
		"next_promise",
		"overdue_since",
		"currency",
		// what the Gantt view draws
		"transaction_date",
		"current_promise",
		"per_delivered_value",
	],
	hide_name_column: true,
	// Open orders however old: with a filter of our own, large sites get no automatic one by date.
	filters: [["stage", "not in", "Completed,Closed,Cancelled"]],

	onload: (listview) => order_tracking.list.add_quick_filters(listview),
	refresh: (listview) => order_tracking.list.mark_active(listview),

	get_indicator: (doc) => [
		__(doc.health, null, "Order Tracker"),
		order_tracking.HEALTH_COLORS[doc.health] || "gray",
		`health,=,${doc.health}`,
	],

	formatters: {
		stage: (stage) => `<span class="ellipsis">${__(stage, null, "Order Tracker")}</span>`,
		next_promise(date) {
			if (!date) return order_tracking.list.NOTHING;
			return `<span class="ellipsis" title="${order_tracking.from_today(
				date
			)}">${order_tracking.date(date)}</span>`;
		},
		overdue_since(date) {
			if (!date) return order_tracking.list.NOTHING;
			const days = frappe.datetime.get_day_diff(frappe.datetime.get_today(), date);
			return `<span class="ot-late" title="${__("since {0}", [
				order_tracking.date(date),
			])}">${order_tracking.days(days)}</span>`;
		},
	},
};

order_tracking.list.quick_filters = function () {
	const field = (...filter) => ["Order Tracker", ...filter];
	const open = field("stage", "not in", "Completed,Closed,Cancelled");
	const newest = ["creation", "desc"];
	return [
		{ label: __("Open Orders", null, "Order Tracker"), filters: [open], sort: newest },
		{ label: __("My Orders"), is_mine: true },
		{
			label: __("Overdue"),
			filters: [field("health", "=", "Overdue")],
			sort: ["overdue_since", "asc"],
		},
		{
			label: __("Due Soon"),
			filters: [field("health", "=", "Due Soon")],
			sort: ["next_promise", "asc"],
		},
		{
			label: __("At Risk"),
			filters: [field("health", "=", "At Risk")],
			sort: ["next_promise", "asc"],
		},
		{ label: __("All"), filters: [], sort: newest },
	];
};

order_tracking.list.add_quick_filters = function (listview) {
	const $bar = $(
		`<div class="ot-quick-filters" role="group" aria-label="${__("Quick filters")}"></div>`
	);
	for (const quick of order_tracking.list.quick_filters()) {
		$(`<button class="btn btn-xs btn-default">${quick.label}</button>`)
			.appendTo($bar)
			.data("quick", quick)
			.on("click", () => order_tracking.list.apply(listview, quick));
	}
	listview.page.page_form.addClass("flex-wrap").prepend($bar);
	listview.page.main.addClass("ot-list");
	listview.$quick_filters = $bar;
};

// The filters in force, and whether only the user's own orders are shown.
order_tracking.list.current = function (listview) {
	const filters = listview.filter_area.get();
	const others = filters.filter(
		([, field, , value]) => field !== "responsible_user" || value !== frappe.session.user
	);
	return { others, is_mine: others.length < filters.length };
};

// "My Orders" narrows what the other buttons show, until it is pressed again.
order_tracking.list.apply = async function (listview, { is_mine = false, filters, sort }) {
	const current = order_tracking.list.current(listview);
	const wanted = [...(is_mine ? current.others : filters)];
	if (is_mine !== current.is_mine)
		wanted.push(["Order Tracker", "responsible_user", "=", frappe.session.user]);
	await listview.filter_area.clear(false);
	if (wanted.length) await listview.filter_area.add(wanted, false);
	if (sort) {
		[listview.sort_by, listview.sort_order] = sort;
		listview.sort_selector?.set_value(...sort);
	}
	listview.refresh();
};

// The buttons whose filters are the ones in force.
order_tracking.list.mark_active = function (listview) {
	const told = (filters) =>
		JSON.stringify(filters.map((filter) => filter.slice(1, 4).map(String)).sort());
	const current = order_tracking.list.current(listview);
	listview.$quick_filters?.children().each((_, button) => {
		const quick = $(button).data("quick");
		const is_active = quick.is_mine
			? current.is_mine
			: told(quick.filters) === told(current.others);
		$(button).toggleClass("btn-primary", is_active).toggleClass("btn-default", !is_active);
		$(button).attr("aria-pressed", is_active);
	});
};
