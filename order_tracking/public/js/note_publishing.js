// What the customer reads of an Order Note, and the buttons that publish and withdraw it. The server decides.
frappe.ui.form.on("Order Note", {
	refresh(frm) {
		if (!frm.is_new()) show_publication(frm);
	},
});

async function show_publication(frm) {
	const name = frm.doc.name;
	const found = await frappe.xcall("order_tracking.customers.publishing.get_publication", {
		note: name,
	});
	if (frm.doc.name !== name) return;
	frm.layout.wrapper.find(".ot-publication").remove();
	if (found.copy) $(publication_html(found)).prependTo(frm.layout.wrapper);
	if (!found.may_publish || frm.is_dirty()) return;
	const group = __("Customer");
	const is_current = frm.doc.kind !== "Internal" && frm.doc.state !== "Superseded";
	if (is_current && (!found.copy || found.differs)) {
		const label = found.copy ? __("Publish Anew") : __("Publish");
		frm.add_custom_button(label, () => publish(frm), group);
	}
	if (found.copy) frm.add_custom_button(__("Withdraw"), () => withdraw(frm), group);
}

// In words and with a shape, so that colour is not the only sign.
function publication_html({ copy, differs, is_superseded }) {
	const escape = frappe.utils.escape_html;
	const on = escape(frappe.datetime.str_to_user(copy.published_on));
	const by = escape(copy.publisher);
	const told = __("The customer reads this note since {0}; it was published by {1}.", [on, by]);
	const link = frappe.utils.get_form_link("Published Order Note", copy.name);
	const doubt = is_superseded
		? __("This note is superseded, and the customer still reads it.")
		: differs && __("The published version differs from this note.");
	const sign = doubt ? `<span class="indicator-pill orange">${doubt}</span>` : "✓";
	return `<div class="ot-headline ot-publication">
		${sign} <span>${told}</span> <a href="${link}">${__("What the Customer Reads")}</a>
	</div>`;
}

// Shows exactly what the customer would read; only then can it be published.
async function publish(frm) {
	const shown = await frappe.xcall("order_tracking.customers.publishing.preview", {
		note: frm.doc.name,
	});
	const dialog = new frappe.ui.Dialog({
		title: __("The customer will read this"),
		fields: [{ fieldtype: "HTML", fieldname: "preview", options: preview_html(shown) }],
		primary_action_label: __("Publish"),
		async primary_action() {
			dialog.disable_primary_action();
			try {
				await frappe.xcall("order_tracking.customers.publishing.publish", {
					note: frm.doc.name,
					version: shown.version,
				});
				dialog.hide();
				frappe.show_alert({ message: __("The note is published."), indicator: "green" });
			} finally {
				dialog.enable_primary_action();
				frm.reload_doc();
			}
		},
	});
	dialog.show();
}

function preview_html({ kind, item_name, text, customer }) {
	const escape = frappe.utils.escape_html;
	const title = [kind, item_name].filter(Boolean).map(escape).join(" · ");
	return `<p>${__("Everybody who sees the orders of {0} on the website reads it.", [
		`<strong>${escape(customer)}</strong>`,
	])} ${__("Later changes of the note stay inside until you publish it anew.")}</p>
		<blockquote class="ot-preview"><strong>${title}</strong><div>${escape(text)}</div></blockquote>`;
}

function withdraw(frm) {
	const question = __(
		"The customer will no longer find this note on the website. Who has read it before will remember it."
	);
	frappe.confirm(question, async () => {
		await frappe.xcall("order_tracking.customers.publishing.withdraw", { note: frm.doc.name });
		frappe.show_alert({ message: __("The note is withdrawn."), indicator: "orange" });
		frm.reload_doc();
	});
}
