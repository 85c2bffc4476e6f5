// What all our reports share: their filters, and how a cell shows health, days, links and dates.
// Each report includes this file and words.js, so it works the same in Frappe 15 and 16.
frappe.provide("order_tracking.reports");

order_tracking.reports.GROUP_FILTERS = {
	Customer: "customer",
	Item: "item_code",
	"Item Group": "item_group",
	Warehouse: "warehouse",
	"Sales Person": "sales_person",
	Responsible: "responsible_user",
};

order_tracking.reports.link = (fieldname, label, options, more) => ({
	fieldname,
	label,
	options,
	fieldtype: "Link",
	...more,
});

order_tracking.reports.date = (fieldname, label, value) => ({
	fieldname,
	label,
	fieldtype: "Date",
	default: value,
});

// Options are stored in English and shown in the reader's language.
order_tracking.reports.select = (fieldname, label, options, value) => ({
	fieldname,
	label,
	fieldtype: "Select",
	options: options.map(([option, text]) => ({ value: option, label: text })),
	default: value === undefined ? options[0][0] : value,
});

order_tracking.reports.company = () =>
	order_tracking.reports.link("company", __("Company"), "Company", {
		default: frappe.defaults.get_user_default("Company"),
	});

// From so many months before today until today; without months, an open period.
order_tracking.reports.period = function (months) {
	const today = frappe.datetime.get_today();
	return [
		order_tracking.reports.date(
			"from_date",
			__("From Date"),
			months ? frappe.datetime.add_months(today, -months) : undefined
		),
		order_tracking.reports.date("to_date", __("To Date"), months ? today : undefined),
	];
};

order_tracking.reports.people = () => [
	order_tracking.reports.link("customer", __("Customer"), "Customer"),
	order_tracking.reports.link("sales_person", __("Sales Person"), "Sales Person"),
	order_tracking.reports.link(
		"responsible_user",
		__("Responsible", null, "Order Tracker"),
		"User"
	),
	order_tracking.reports.link("territory", __("Territory"), "Territory"),
];

order_tracking.reports.goods = () => [
	order_tracking.reports.link("item_code", __("Item"), "Item"),
	order_tracking.reports.link("item_group", __("Item Group"), "Item Group"),
	order_tracking.reports.link("warehouse", __("Warehouse"), "Warehouse"),
];

// The most rows that the page shows; 0 shows and exports all of them.
order_tracking.reports.rows = () =>
	order_tracking.reports.select(
		"limit",
		__("Rows"),
		[
			["1000", "1,000"],
			["5000", "5,000"],
			["20000", "20,000"],
			["0", __("All")],
		],
		"1000"
	);

order_tracking.reports.escape = (value) => frappe.utils.escape_html(String(value ?? ""));

order_tracking.reports.anchor = (text, href, title) =>
	`<a href="${href}" title="${order_tracking.reports.escape(
		title || text
	)}">${order_tracking.reports.escape(text)}</a>`;

order_tracking.reports.form_link = (doctype, name, text) =>
	order_tracking.reports.anchor(text || name, frappe.utils.get_form_link(doctype, name), name);

// Filters for the same question about one group only. What the reader left empty is said too: the other report would begin
// with a company and a period of its own. A month counts as far as it lies in the period.
order_tracking.reports.group_filters = function (group_by, group, more) {
	const empty = { company: "", from_date: "", to_date: "" };
	const kept = { ...empty, ...frappe.query_report.get_filter_values(), ...more };
	delete kept.group_by;
	if (group_by === "Month") {
		const first = `${group}-01`;
		const last = frappe.datetime.add_days(frappe.datetime.add_months(first, 1), -1);
		kept.from_date = kept.from_date > first ? kept.from_date : first;
		kept.to_date = kept.to_date && kept.to_date < last ? kept.to_date : last;
	} else if (order_tracking.reports.GROUP_FILTERS[group_by]) {
		kept[order_tracking.reports.GROUP_FILTERS[group_by]] = group;
	} else {
		return null;
	}
	return kept;
};

// The router goes nowhere from a report to itself: there the filters are set.
order_tracking.reports.report_link = function (report, filters, text) {
	if (report === frappe.query_report.report_name) {
		const change = order_tracking.reports.escape(JSON.stringify({ ...filters, group_by: "" }));
		const title = __("Show the rows behind this");
		return `<a href="#" data-ot-filters="${change}" title="${title}">${order_tracking.reports.escape(
			text
		)}</a>`;
	}
	const query = Object.entries(filters)
		.filter(([, value]) => value !== undefined && value !== null)
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.join("&");
	const href = `${frappe.router.make_url(["query-report", report])}?${query}`;
	return order_tracking.reports.anchor(text, href, __("Show the rows behind this"));
};

order_tracking.reports.set_filters = function (event) {
	const link = event.target.closest?.("a[data-ot-filters]");
	if (!link) return;
	event.preventDefault();
	event.stopPropagation();
	frappe.query_report.set_filter_value(JSON.parse(link.dataset.otFilters));
};

// Each report brings this file along; one listener is enough, and it has to be asked before the router.
if (!order_tracking.reports.listens) {
	order_tracking.reports.listens = true;
	document.addEventListener("click", (event) => order_tracking.reports.set_filters(event), true);
}

order_tracking.reports.days_text = function (column, days) {
	if (column.fieldname !== "days_left") return order_tracking.days(days);
	if (days === 0) return __("today");
	return days > 0 ? __("in {0} days", [days]) : __("{0} late", [order_tracking.days(-days)]);
};

order_tracking.reports.days = function (column, value, data) {
	if (value === null || value === undefined || value === "") return "";
	const is_late = column.fieldname === "days_left" ? value < 0 : value > 0;
	const text = order_tracking.reports.escape(order_tracking.reports.days_text(column, value));
	const date = order_tracking.reports.escape(order_tracking.date(data[column.days_of]));
	const color = is_late ? "var(--red-600, #c0392b)" : "inherit";
	return `<span style="color: ${color}" title="${date}">${text}</span>`;
};

order_tracking.reports.group = function (column, value, data, drill, more) {
	const group_by = frappe.query_report.get_filter_value("group_by");
	const text = data[column.shown_as] || value || __("None given");
	const filters =
		value && drill ? order_tracking.reports.group_filters(group_by, value, more) : null;
	if (filters) return order_tracking.reports.report_link(drill, filters, text);
	return column.link_to && value
		? order_tracking.reports.form_link(column.link_to, value, text)
		: order_tracking.reports.escape(text);
};

// One formatter for all reports. Colour never stands alone: there is always the word beside it. A group leads to the
// report `drill`, with the filters of this one and `more`.
order_tracking.reports.formatter = (drill, more) =>
	function (value, row, column, data, default_formatter) {
		const reports = order_tracking.reports;
		if (!data) return default_formatter(value, row, column, data);
		if (column.fieldname === "group") return reports.group(column, value, data, drill, more);
		if (column.shown_as_health && value)
			return order_tracking.pill(__(value), order_tracking.HEALTH_COLORS[value] || "gray");
		if (column.colored_by_health && value)
			return order_tracking.pill(
				value,
				order_tracking.HEALTH_COLORS[data.health] || "gray",
				__(data.health)
			);
		if (column.days_of) return reports.days(column, value, data);
		if (column.warning && value) return order_tracking.pill(value, "orange");
		if (column.empty_text && !value)
			return `<span class="text-muted">${reports.escape(column.empty_text)}</span>`;
		// Frappe would show a number that there is none of as zero.
		if (value === null || value === undefined || (column.empty_zero && !value)) return "";
		if (column.pieces) return `<div class="text-right">${order_tracking.number(value)}</div>`;
		if (column.link_to && value) {
			const name = data[column.link_name || column.fieldname];
			return name
				? reports.form_link(column.link_to, name, data[column.shown_as] || value)
				: reports.escape(value);
		}
		if (column.linked_by && value && data[column.linked_by])
			return reports.form_link(
				data[column.linked_by],
				value,
				`${__(data[column.linked_by])} ${value}`
			);
		if (column.fieldtype === "Date" && value)
			return `<span title="${reports.escape(
				order_tracking.from_today(value)
			)}">${order_tracking.date(value)}</span>`;
		if (column.translated && value) return reports.escape(__(value));
		if (column.is_person && value)
			return `<span title="${reports.escape(value)}">${reports.escape(
				data[column.shown_as] || value
			)}</span>`;
		// Names come from people: Frappe shows the text of a cell as it is.
		if (column.fieldtype === "Data") return reports.escape(value);
		return default_formatter(value, row, column, data);
	};
