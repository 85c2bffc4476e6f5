// Writing a note: a few fields for each kind, checked by the server.
frappe.provide("order_tracking.notes");

order_tracking.notes.KINDS = [
	"Requirement",
	"Special Request",
	"Delivery Time",
	"Payment",
	"Communication",
	"Internal",
];

// Options as people read them; their values are the same in every language.
const choices = (...names) => [
	{ value: "", label: "" },
	...names.map((name) => ({ value: name, label: __(name, null, "Order Note") })),
];
const text = (fieldname, label, more) => ({ fieldname, fieldtype: "Data", label, ...more });
const column = { fieldtype: "Column Break" };

const FIELDS = {
	Requirement: () => [
		{
			fieldname: "attributes",
			fieldtype: "Table",
			label: __("What the Customer Asks For"),
			fields: [
				{
					fieldname: "attribute",
					fieldtype: "Select",
					label: __("Attribute"),
					options: ["Colour", "Size", "Quantity", "Material", "Drawing", "Other"].map(
						(name) => ({ value: name, label: __(name, null, "Order Note Attribute") })
					),
					in_list_view: 1,
					columns: 3,
				},
				{ ...text("value", __("Value")), in_list_view: 1, columns: 4 },
				{ ...text("remark", __("Remark")), in_list_view: 1, columns: 3 },
			],
		},
	],
	"Special Request": () => [
		select("area", __("Area"), ["Processing", "Packaging", "Delivery"], { reqd: 1 }),
		text("process_name", __("Process")),
		column,
		{ fieldname: "is_custom_process", fieldtype: "Check", label: __("Custom Process") },
		{ fieldname: "standard", fieldtype: "Small Text", label: __("Standard") },
	],
	"Delivery Time": () => [
		select("time_kind", __("Deadline or Slot"), ["Deadline", "Slot"], { reqd: 1 }),
		{ fieldname: "deliver_on", fieldtype: "Date", label: __("Day"), reqd: 1 },
		column,
		text("time_from", __("From"), {
			depends_on: "eval:doc.time_kind=='Slot'",
			description: __("For example 9:00"),
		}),
		text("time_to", __("To"), { description: __("For example 11:00") }),
	],
	Payment: () => [
		select(
			"payment_kind",
			__("Payment Kind"),
			["Prepayment", "Cash on Delivery", "Instalments"],
			{
				reqd: 1,
			}
		),
		{
			fieldname: "prepaid_percent",
			fieldtype: "Percent",
			label: __("Prepaid"),
			depends_on: "eval:doc.payment_kind=='Prepayment'",
			description: __("Share of the order's total. Empty: all of it"),
		},
		{
			fieldname: "instalments",
			fieldtype: "Table",
			label: __("Instalments"),
			depends_on: "eval:doc.payment_kind=='Instalments'",
			fields: [
				{ fieldname: "due_on", fieldtype: "Date", label: __("Due On"), in_list_view: 1 },
				{ fieldname: "amount", fieldtype: "Float", label: __("Amount"), in_list_view: 1 },
			],
		},
	],
	Communication: () => [
		select(
			"channel",
			__("Channel"),
			["Phone", "Email", "Meeting", "Chat", "Letter", "Other"],
			{
				reqd: 1,
			}
		),
		select("direction", __("Direction"), ["Received", "Sent"], { reqd: 1 }),
		text("contact_name", __("With Whom")),
		{ fieldname: "happened_at", fieldtype: "Datetime", label: __("When") },
		column,
		select("change_kind", __("Change Request"), ["Quantity", "Specification", "Date"]),
		text("new_value", __("New"), {
			depends_on: "change_kind",
			mandatory_depends_on: "change_kind",
			description: __("A date as year, month and day, for example 2026-12-31"),
		}),
	],
	Internal: () => [],
};

function select(fieldname, label, names, more) {
	return { fieldname, fieldtype: "Select", label, options: choices(...names), ...more };
}

// Either `frm` of a tracker and a kind, or a note to change; resolves with the card, or with nothing.
order_tracking.notes.write_dialog = async function ({ frm, kind, note }) {
	const stored = note && (await frappe.db.get_doc("Order Note", note.name));
	kind = kind || stored.kind;
	const fields = [
		...FIELDS[kind](),
		{ fieldtype: "Section Break" },
		...common_fields(frm, kind),
	];
	if (stored) for (const field of fields) field.default = stored[field.fieldname];
	for (const field of fields)
		if (field.fieldtype === "Table") field.data = rows_of(field, stored);
	const title = note ? __("Change the Note") : __(kind, null, "Order Note");
	return order_tracking.notes.ask(title, fields, (values) => {
		const sent = {
			...values,
			readers: (values.readers || []).map((audience) => ({ audience })),
		};
		if (!note)
			return order_tracking.notes.call("write", {
				order_tracker: frm.doc.name,
				kind,
				values: sent,
			});
		return order_tracking.notes.call("edit", {
			note: note.name,
			version: stored.version,
			values: sent,
		});
	});
};

function rows_of(field, stored) {
	return (stored?.[field.fieldname] || []).map((row) =>
		Object.fromEntries(field.fields.map(({ fieldname }) => [fieldname, row[fieldname]]))
	);
}

function common_fields(frm, kind) {
	const lines = (frm?.doc.lines || []).filter((line) => !line.is_struck);
	const fields = [
		{
			fieldname: "text",
			fieldtype: "Small Text",
			label: __("Text"),
			reqd: kind === "Internal" ? 1 : 0,
		},
		{
			fieldname: "readers",
			fieldtype: "MultiSelectPills",
			label: __("Audience", null, "Order Note"),
			description: __("Departments. Empty: those that the kind of note is meant for"),
			get_data: (txt) => frappe.db.get_link_options("Order Note Audience", txt),
		},
		column,
		{ fieldname: "must_acknowledge", fieldtype: "Check", label: __("Must Be Acknowledged") },
		{ fieldname: "is_pinned", fieldtype: "Check", label: __("Pinned") },
		select("priority", __("Priority"), ["High", "Normal", "Low"], { default: "Normal" }),
		{ fieldname: "due_on", fieldtype: "Date", label: __("To Do By", null, "Order Note") },
		{ fieldname: "assigned_to", fieldtype: "Link", options: "User", label: __("Person") },
	];
	if (lines.length > 1) {
		const options = lines.map((line) => ({
			value: line.sales_order_item,
			label: `${line.idx}. ${line.item_name}`,
		}));
		fields.unshift({
			fieldname: "sales_order_item",
			fieldtype: "Select",
			label: __("Line"),
			options: [{ value: "", label: __("The whole order") }, ...options],
		});
	}
	return fields;
}
