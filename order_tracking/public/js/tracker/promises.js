// The promise history of the Order Tracker form, and the dialogs that move a promise or say why it moved.
frappe.provide("order_tracking.promises");

order_tracking.promises.SHORT_HISTORY = 12;

order_tracking.promises.KIND_COLORS = {
	Requested: "gray",
	"First Promise": "blue",
	Moved: "orange",
	"Line Gone": "gray",
};

// A row that somebody without the right to change the order asked for.
order_tracking.promises.REQUEST_WORDS = {
	Waiting: { word: () => __("Asked For"), color: "yellow" },
	Accepted: { word: () => __("Accepted"), color: "gray" },
	Refused: { word: () => __("Refused"), color: "gray" },
};

// --- history --------------------------------------------------------------------------------------

order_tracking.promises.show_history = function (frm, show_all) {
	const promises = order_tracking.promises;
	const rows = frm.order_overview.history;
	const $wrapper = $(frm.fields_dict.promise_history.wrapper).empty();
	if (!rows.length) {
		$wrapper.html(
			`<p class="ot-empty">${__("No promise has been recorded for this order.")}</p>`
		);
		return;
	}
	const shown = show_all ? rows : rows.slice(0, promises.SHORT_HISTORY);
	const headings = [
		__("When"),
		__("Item"),
		__("Event"),
		__("From"),
		__("To"),
		__("Days"),
		__("Cause"),
		__("Reason"),
		__("Who"),
	];
	const html = `<div class="ot-table-scroll"><table class="ot-table ot-history">
		<thead><tr>${headings.map((heading) => `<th>${heading}</th>`).join("")}</tr></thead>
		<tbody>${shown.map((row) => promises.history_row(row, frm)).join("")}</tbody></table></div>`;
	const $history = $(html).appendTo($wrapper);
	if (shown.length < rows.length) {
		$(
			`<button class="btn btn-xs btn-default mt-2">${__("Show all {0}", [
				rows.length,
			])}</button>`
		)
			.appendTo($wrapper)
			.on("click", () => promises.show_history(frm, true));
	}
	$history.on("click", "[data-say-why]", (event) =>
		promises.say_why(frm, event.currentTarget.dataset.sayWhy)
	);
	$history.on("click", "[data-withdraw]", (event) =>
		order_tracking.decisions.call(frm, "order_tracking.decisions.promises.refuse_request", {
			change: event.currentTarget.dataset.withdraw,
		})
	);
	$history.on("click", "[data-answer]", (event) =>
		promises.answer(frm, event.currentTarget.dataset.answer)
	);
};

order_tracking.promises.history_row = function (row, frm) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	const request = order_tracking.promises.REQUEST_WORDS[row.status];
	const [kind, color] = request
		? [request.word(), request.color]
		: [
				__(row.kind, null, "Order Promise Change"),
				order_tracking.promises.KIND_COLORS[row.kind] || "gray",
		  ];
	const button = (what, label) =>
		` <button class="btn btn-xs btn-default" data-${what}="${escape(
			row.name
		)}">${label}</button>`;
	let reason = escape(row.reason);
	if (row.status === "Asks for Reason") {
		reason = `<span class="text-muted">${__("not said yet")}</span>`;
		if (row.may_say_why) reason += button("say-why", __("Say Why"));
	}
	if (row.status === "Waiting" && frm.order_overview.may.change_order)
		reason += button("answer", __("Answer"));
	else if (row.status === "Waiting" && row.is_mine) reason += button("withdraw", __("Withdraw"));
	const days =
		row.kind === "Moved" && row.days ? (row.days > 0 ? `+${row.days}` : row.days) : "";
	const cause = row.cause && row.cause !== "Not Given" ? __(row.cause) : "";
	return `<tr>
		<td class="ot-nowrap" title="${frappe.datetime.str_to_user(
			row.happened_at
		)}">${order_tracking.date(row.happened_at.split(" ")[0])}</td>
		<td>${escape(row.item_code)}</td>
		<td>${order_tracking.pill(kind, color)}</td>
		<td class="ot-nowrap">${row.kind === "Moved" ? order_tracking.date(row.old_date) : ""}</td>
		<td class="ot-nowrap">${order_tracking.date(row.new_date)}</td>
		<td class="ot-number">${days}</td>
		<td>${cause}</td><td>${reason}</td><td class="ot-nowrap">${escape(row.author_name)}</td></tr>`;
};

// --- moving ---------------------------------------------------------------------------------------

order_tracking.promises.open_lines = (frm) =>
	(frm.doc.lines || []).filter(
		(line) => !line.is_struck && !line.is_closed && line.remaining_qty > 0
	);

order_tracking.promises.move = function (frm) {
	const promises = order_tracking.promises;
	const lines = promises.open_lines(frm);
	const asks = !frm.order_overview.may.change_order;
	const dialog = new frappe.ui.Dialog({
		title: asks ? __("Ask for a New Promise") : __("Move Promise"),
		size: "large",
		fields: [
			{ fieldname: "tools", fieldtype: "HTML" },
			{ fieldname: "dates", fieldtype: "HTML" },
			{ fieldtype: "Section Break" },
			order_tracking.cause_field(),
			{ fieldtype: "Column Break" },
			order_tracking.reason_field(),
			order_tracking.customer_reason_field(),
		],
		primary_action_label: asks ? __("Send Request") : __("Move Promise"),
		primary_action: (values) => promises.send_move(frm, dialog, values, controls),
	});
	const controls = promises.make_date_table(dialog, lines);
	promises.make_tools(dialog, frm, controls);
	dialog.show();
};

order_tracking.promises.make_date_table = function (dialog, lines) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	const $table = $(`<div class="ot-table-scroll"><table class="ot-table ot-move"><thead><tr>
		<th>${__("Item")}</th><th class="ot-number">${__("Remaining")}</th><th>${__(
		"Promised"
	)}</th><th>${__("New Date")}</th>
		</tr></thead><tbody></tbody></table></div>`).appendTo(dialog.fields_dict.dates.$wrapper.empty());
	return lines.map((line) => {
		const $row = $(`<tr><td>${escape(line.item_name || line.item_code)}</td>
			<td class="ot-number">${order_tracking.number(line.remaining_qty)}</td>
			<td class="ot-nowrap">${order_tracking.date(line.current_promise) || "&ndash;"}</td>
			<td class="ot-new-date"><div></div><div class="ot-problem"></div></td></tr>`).appendTo(
			$table.find("tbody")
		);
		const control = frappe.ui.form.make_control({
			df: { fieldtype: "Date", fieldname: "new_date", placeholder: __("unchanged") },
			parent: $row.find(".ot-new-date > div:first-child"),
			only_input: true,
			render_input: true,
		});
		control.$input?.attr({ "data-line": line.sales_order_item, "aria-label": __("New Date") });
		return { line, control, $problem: $row.find(".ot-problem") };
	});
};

order_tracking.promises.HOW = () => [
	{ value: "fill", label: __("One date for all lines") },
	{ value: "shift", label: __("Shift all lines by days") },
	{ value: "spread", label: __("Spread by week, beginning on") },
];

// Fills in the new dates of all lines at once; the server works them out and says which cannot be.
order_tracking.promises.make_tools = function (dialog, frm, controls) {
	const promises = order_tracking.promises;
	const $tools = $(`<div class="ot-tools"><div data-how></div><div data-value></div>
		<button class="btn btn-default btn-sm">${__("Fill In")}</button></div>`).appendTo(
		dialog.fields_dict.tools.$wrapper.empty()
	);
	const make = (df, place) =>
		frappe.ui.form.make_control({
			df,
			parent: $tools.find(place).empty(),
			render_input: true,
		});
	let value = null;
	const show_value = () => {
		const df =
			how.get_value() === "shift"
				? { fieldtype: "Int", fieldname: "days", label: __("Days") }
				: { fieldtype: "Date", fieldname: "day", label: __("Date") };
		value = make(df, "[data-value]");
	};
	const how = make(
		{ fieldtype: "Select", fieldname: "how", label: __("All Lines"), options: promises.HOW() },
		"[data-how]"
	);
	how.$input.on("change", show_value);
	how.set_input("fill");
	show_value();
	$tools
		.find("button")
		.on(
			"click",
			() => value.get_value() && promises.fill(frm, controls, how.get_value(), value)
		);
};

order_tracking.promises.fill = async function (frm, controls, how, value) {
	const args = {
		tracker: frm.doc.name,
		how,
		lines: controls.map(({ line }) => line.sales_order_item),
	};
	args[value.df.fieldname] = value.get_value();
	const rows = await frappe.xcall("order_tracking.decisions.promises.preview", args);
	for (const { line, control, $problem } of controls) {
		const row = rows.find((row) => row.line === line.sales_order_item);
		if (row?.new_date) control.set_value(row.new_date);
		$problem.text(row?.problem || "");
	}
};

order_tracking.promises.send_move = async function (frm, dialog, values, controls) {
	const dates = controls
		.map(({ line, control }) => ({
			line: line.sales_order_item,
			date: control.get_value(),
			old: line.current_promise,
		}))
		.filter(({ date, old }) => date && date !== old)
		.map(({ line, date }) => ({ line, date }));
	if (!dates.length) {
		frappe.msgprint({
			title: __("No New Date"),
			message: __("Give at least one line a new date that differs from its promise."),
			indicator: "orange",
		});
		return;
	}
	const { cause, reason, customer_reason } = values;
	const args = { tracker: frm.doc.name, dates, cause, reason, customer_reason };
	await order_tracking.decisions.call(
		frm,
		"order_tracking.decisions.promises.move",
		args,
		dialog
	);
};

// --- reasons and requests ---------------------------------------------------------------------------

order_tracking.promises.say_why = function (frm, change) {
	order_tracking.decisions.ask(frm, {
		title: __("Why Did the Promise Move?"),
		fields: [order_tracking.cause_field(), order_tracking.reason_field()],
		label: __("Save Reason"),
		method: "order_tracking.decisions.promises.give_reason",
		args: { change },
	});
};

order_tracking.promises.answer = function (frm, change) {
	const row = frm.order_overview.history.find((row) => row.name === change);
	const send = (method) =>
		order_tracking.decisions.call(
			frm,
			`order_tracking.decisions.promises.${method}`,
			{ change },
			dialog
		);
	const dialog = new frappe.ui.Dialog({
		title: __("Answer the Request"),
		fields: [
			{
				fieldtype: "HTML",
				options: `<p>${__("{0} asks to move {1} from {2} to {3}.", [
					frappe.utils.escape_html(row.author_name).bold(),
					frappe.utils.escape_html(row.item_code || "").bold(),
					order_tracking.date(row.old_date) || __("no date"),
					order_tracking.date(row.new_date).bold(),
				])}</p><p class="text-muted">${__(row.cause || "")} ${frappe.utils.escape_html(
					row.reason || ""
				)}</p>`,
			},
		],
		primary_action_label: __("Accept"),
		primary_action: () => send("accept_request"),
		secondary_action_label: __("Refuse"),
		secondary_action: () => send("refuse_request"),
	});
	dialog.show();
};
