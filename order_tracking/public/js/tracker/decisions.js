// The buttons of the Order Tracker form. They only offer what makes sense; the server decides.
frappe.provide("order_tracking.decisions");

order_tracking.decisions.add_buttons = function (frm) {
	const { doc, order_overview: o } = frm;
	const decisions = order_tracking.decisions;
	const is_open = !order_tracking.ENDED_STAGES.includes(doc.stage);
	const is_held = doc.stage === "On Hold";
	const works =
		is_open && !is_held && !["Pending Approval", "Rejected", "Delivered"].includes(doc.stage);

	if (is_open && order_tracking.promises.open_lines(frm).length) {
		const label = o.may.change_order ? __("Move Promise") : __("Ask for a New Promise");
		frm.add_custom_button(label, () => order_tracking.promises.move(frm));
	}
	const status = (condition, label, action) =>
		condition && frm.add_custom_button(label, action, __("Status"));
	const decide = o.may.decide;
	status(works && o.may.submit_order, __("Hold"), () => decisions.hold(frm));
	status(is_held && o.may.submit_order, __("Resume"), () => decisions.resume(frm));
	status(is_held && o.may.submit_order, __("Change Reason or End of Hold"), () =>
		decisions.hold(frm)
	);
	status(works && decide && doc.stage === "Confirmed", __("Work Has Begun"), () =>
		decisions.say(frm, "begin_work")
	);
	status(works && decide && ["Confirmed", "In Progress"].includes(doc.stage), __("Ready"), () =>
		decisions.say(frm, "say_ready")
	);
	status(
		works && decide && doc.work_begun_on && !doc.said_ready_on,
		__("Work Has Not Begun"),
		() => decisions.say(frm, "take_back", { what: "In Progress" })
	);
	status(works && decide && doc.said_ready_on, __("Not Ready"), () =>
		decisions.say(frm, "take_back", { what: "Ready" })
	);
	status(is_open && decide && decisions.services(frm).length, __("Accept Service"), () =>
		decisions.accept(frm)
	);
	status(is_open && decide && decisions.returns(frm).length, __("Promise Replacement"), () =>
		decisions.replace(frm)
	);
	status(doc.stage === "Rejected" && decide, __("Ask for Approval Again"), () =>
		decisions.say(frm, "request_approval")
	);
	status(doc.stage === "Pending Approval" && o.may.approve, __("Reject"), () =>
		decisions.reject(frm)
	);
	status(is_open && o.may.submit_order, __("Close"), () => decisions.close(frm));
	status(doc.stage === "Closed" && o.may.submit_order, __("Reopen"), () =>
		decisions.reopen(frm)
	);

	const create = (condition, doctype, action) =>
		condition && frm.add_custom_button(__(doctype), action, __("Create"));
	create(works && o.may.deliver, "Delivery Note", () => decisions.deliver(frm));
	create(is_open && !is_held && !doc.is_billed && o.may.bill, "Sales Invoice", () =>
		decisions.bill(frm)
	);
};

// --- the one next thing -----------------------------------------------------------------------------

order_tracking.decisions.NEXT = {
	amend: [() => __("Open Amendment"), (frm) => order_tracking.decisions.open_amendment(frm)],
	approve: [() => __("Approve"), (frm) => order_tracking.decisions.approve(frm), "approve"],
	change_order: [
		() => __("Open Sales Order"),
		(frm) => frappe.set_route("Form", "Sales Order", frm.doc.sales_order),
	],
	resume: [() => __("Resume"), (frm) => order_tracking.decisions.resume(frm), "submit_order"],
	answer_request: [
		() => __("Answer"),
		(frm) => order_tracking.promises.answer(frm, frm.order_overview.next.change),
		"change_order",
	],
	deliver: [
		() => __("Make Delivery Note"),
		(frm) => order_tracking.decisions.deliver(frm),
		"deliver",
	],
	accept_service: [
		() => __("Accept Service"),
		(frm) => order_tracking.decisions.accept(frm),
		"decide",
	],
	move_promise: [() => __("Move Promise"), (frm) => order_tracking.promises.move(frm)],
	bill: [() => __("Make Sales Invoice"), (frm) => order_tracking.decisions.bill(frm), "bill"],
	collect: [
		() => __("Open Invoices"),
		(frm) => order_tracking.decisions.open_invoices(frm),
		"collect",
	],
	give_reason: [
		() => __("Say Why"),
		(frm) => order_tracking.promises.say_why(frm, frm.order_overview.next.change),
	],
};

order_tracking.decisions.next_label = function (o) {
	const [label, , right] = order_tracking.decisions.NEXT[o.next.kind] || [];
	return label && (!right || o.may[right]) ? label() : null;
};

order_tracking.decisions.do_next = (frm) =>
	order_tracking.decisions.NEXT[frm.order_overview.next.kind][1](frm);

// --- asking the server --------------------------------------------------------------------------------

// Calls a decision, closes its dialog and shows the outcome: the answer comes when the tracker has followed.
order_tracking.decisions.call = async function (frm, method, args, dialog) {
	await frappe.xcall(method, args);
	dialog?.hide();
	frappe.show_alert({ message: __("Saved"), indicator: "green" });
	if (!frm.is_dirty()) await frm.reload_doc();
};

order_tracking.decisions.say = (frm, decision, args = {}, dialog = null) =>
	order_tracking.decisions.call(
		frm,
		`order_tracking.decisions.buttons.${decision}`,
		{ tracker: frm.doc.name, ...args },
		dialog
	);

// A dialog whose values, with `args`, go to `method`; a decision about the tracker unless `args` say what about.
order_tracking.decisions.ask = function (
	frm,
	{ title, fields, label, method, args = { tracker: frm.doc.name } }
) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: label,
		primary_action: (values) =>
			order_tracking.decisions.call(frm, method, { ...args, ...values }, dialog),
	});
	dialog.show();
	return dialog;
};

order_tracking.decisions.hold = (frm) =>
	order_tracking.decisions.ask(frm, {
		title: __("Hold Order"),
		fields: [
			{
				...order_tracking.cause_field(),
				default: frm.doc.hold_cause === "Not Given" ? "" : frm.doc.hold_cause,
			},
			{ ...order_tracking.reason_field(), default: frm.doc.hold_reason },
			{
				fieldname: "expected_end",
				fieldtype: "Date",
				label: __("Expected to End On"),
				default: frm.doc.hold_expected_end,
				description: __("Promises before this date are shown as at risk."),
			},
		],
		label: __("Hold"),
		method: "order_tracking.decisions.buttons.hold",
	});

order_tracking.decisions.close = (frm) =>
	order_tracking.decisions.ask(frm, {
		title: __("Close Order"),
		fields: [order_tracking.cause_field(), order_tracking.reason_field()],
		label: __("Close"),
		method: "order_tracking.decisions.buttons.close",
	});

order_tracking.decisions.reject = (frm) =>
	order_tracking.decisions.ask(frm, {
		title: __("Reject Order"),
		fields: [order_tracking.reason_field()],
		label: __("Reject"),
		method: "order_tracking.decisions.buttons.reject",
	});

order_tracking.decisions.resume = (frm) =>
	frappe.confirm(__("Resume work on this order?"), () =>
		order_tracking.decisions.say(frm, "resume")
	);

order_tracking.decisions.reopen = (frm) =>
	frappe.confirm(__("Reopen this order? What is not delivered yet is waited for again."), () =>
		order_tracking.decisions.say(frm, "reopen")
	);

order_tracking.decisions.services = (frm) =>
	(frm.doc.lines || []).filter(
		(line) =>
			line.line_kind === "Service" &&
			!line.accepted_on &&
			!line.is_struck &&
			line.remaining_qty > 0
	);

order_tracking.decisions.accept = function (frm) {
	const services = order_tracking.decisions.services(frm);
	order_tracking.decisions.ask(frm, {
		title: __("Accept Service"),
		fields: [
			order_tracking.decisions.line_field(__("Service"), services),
			{
				fieldname: "accepted_on",
				fieldtype: "Date",
				label: __("Accepted On"),
				reqd: 1,
				default: frm.order_overview.today,
			},
		],
		label: __("Accept"),
		method: "order_tracking.decisions.buttons.accept_service",
	});
};

order_tracking.decisions.returns = (frm) =>
	(frm.doc.lines || []).filter((line) => line.returned_qty > 0 && !line.is_struck);

order_tracking.decisions.replace = (frm) =>
	order_tracking.decisions.ask(frm, {
		title: __("Promise a Replacement"),
		fields: [
			order_tracking.decisions.line_field(
				__("Returned Goods"),
				order_tracking.decisions.returns(frm)
			),
			{
				fieldname: "date",
				fieldtype: "Date",
				label: __("Promised For"),
				description: __("Leave it empty when no replacement is promised any more."),
			},
		],
		label: __("Promise"),
		method: "order_tracking.decisions.buttons.set_return_promise",
	});

order_tracking.decisions.line_field = (label, lines) => ({
	fieldname: "line",
	fieldtype: "Select",
	label,
	reqd: 1,
	default: lines[0].sales_order_item,
	options: lines.map((line) => ({
		value: line.sales_order_item,
		label: line.item_name || line.item_code,
	})),
});

order_tracking.decisions.approve = (frm) =>
	frappe.confirm(__("Approve this order? Its dates become the first promise."), () =>
		order_tracking.decisions.say(frm, "approve")
	);

// --- ERPNext's own documents ----------------------------------------------------------------------------

order_tracking.decisions.deliver = (frm) =>
	frappe.model.open_mapped_doc({
		method: "erpnext.selling.doctype.sales_order.sales_order.make_delivery_note",
		source_name: frm.doc.sales_order,
	});

order_tracking.decisions.bill = (frm) =>
	frappe.model.open_mapped_doc({
		method: "erpnext.selling.doctype.sales_order.sales_order.make_sales_invoice",
		source_name: frm.doc.sales_order,
	});

order_tracking.decisions.open_amendment = (frm) =>
	frappe.set_route("List", "Sales Order", { amended_from: frm.doc.sales_order });

order_tracking.decisions.open_invoices = (frm) =>
	frappe.set_route("List", "Sales Invoice", {
		name: ["in", frm.order_overview.next.invoices],
		docstatus: 1,
	});
