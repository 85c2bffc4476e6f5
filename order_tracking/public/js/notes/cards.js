// A note as every form shows it: what it asks for, whether the order agrees, who has read it, and what one can do.
frappe.provide("order_tracking.notes");

order_tracking.notes.COLORS = { Pass: "green", Open: "orange", Conflict: "red" };

order_tracking.notes.escape = (text) => frappe.utils.escape_html(text || "");

// A card; `is_short` leaves out what only the order's own timeline needs.
order_tracking.notes.card_html = function (note, is_short) {
	const { escape, state_html, readers_html, buttons_html } = order_tracking.notes;
	const says = note.text && note.text !== note.subject ? note.text : "";
	// Without a text of its own the subject is made of the details, cut short.
	const subject = note.text || !note.details.length ? note.subject : "";
	const about = [
		note.item_code,
		note.due_on && __("to do by {0}", [order_tracking.date(note.due_on)]),
	];
	return `<article class="ot-note ${note.is_in_conflict ? "ot-note-conflict" : ""} ${
		note.asks_me ? "ot-note-unread" : ""
	} ${note.state === "Open" ? "" : "ot-note-ended"}" data-note="${escape(note.name)}">
		<header>
			${note.is_pinned ? order_tracking.pill(__("Pinned"), "gray") : ""}
			<span class="ot-label">${__(note.kind, null, "Order Note")}</span>
			${state_html(note)}
			${note.priority === "High" ? order_tracking.pill(__("High", null, "Order Note"), "red") : ""}
			<span class="text-muted">${about.filter(Boolean).map(escape).join(" · ")}</span>
		</header>
		${subject ? `<div class="ot-note-subject">${escape(subject)}</div>` : ""}
		${says ? `<div class="ot-note-text">${escape(says)}</div>` : ""}
		${
			note.details.length
				? `<div class="ot-note-details">${note.details.map(escape).join(" · ")}</div>`
				: ""
		}
		${note.sentence ? `<div class="ot-note-sentence">${escape(note.sentence)}</div>` : ""}
		<footer>
			<span class="text-muted">${escape(
				note.author_name || note.author
			)}, ${frappe.datetime.comment_when(note.written_at)}</span>
			${note.version > 1 ? `<span class="text-muted">${__("version {0}", [note.version])}</span>` : ""}
			${readers_html(note)}
			${buttons_html(note, is_short)}
		</footer>
	</article>`;
};

// In words and with a colour, so that colour is not the only sign.
order_tracking.notes.state_html = function (note) {
	if (note.state !== "Open")
		return order_tracking.pill(__(note.state, null, "Order Note"), "gray");
	if (note.kind === "Internal") return "";
	const words = { Pass: __("Fits"), Open: __("Still open"), Conflict: __("Conflict") };
	return order_tracking.pill(words[note.result], order_tracking.notes.COLORS[note.result]);
};

order_tracking.notes.readers_html = function (note) {
	const { escape } = order_tracking.notes;
	if (!note.must_acknowledge) {
		const names = note.readers.map((reader) => __(reader.audience)).join(", ");
		return `<span class="text-muted">${__("for {0}", [escape(names)])}</span>`;
	}
	return note.readers
		.map((reader) => {
			const who = reader.has_read ? reader.reader : __("not read yet");
			return `<span class="${
				reader.has_read ? "text-muted" : "ot-note-waits"
			}" title="${escape(who)}">${reader.has_read ? "✓" : "○"} ${escape(
				__(reader.audience)
			)}</span>`;
		})
		.join(" ");
};

order_tracking.notes.buttons_html = function (note, is_short) {
	const button = (action, label, style = "btn-default") =>
		`<button class="btn btn-xs ${style}" data-action="${action}">${label}</button>`;
	const buttons = [];
	if (note.asks_me) buttons.push(button("acknowledge", __("I Have Read It"), "btn-primary"));
	if (!is_short && note.may_write && note.state === "Open") {
		buttons.push(button("edit", __("Edit")));
		buttons.push(button("pin", note.is_pinned ? __("Unpin") : __("Pin")));
		if (note.change_kind && !note.settlement) buttons.push(button("settle", __("Settle")));
		buttons.push(button("finish", __("Done", null, "Order Note")));
	}
	if (!is_short && note.may_write && note.state !== "Superseded")
		buttons.push(button("answer", __("Answer")));
	const link = frappe.utils.get_form_link("Order Note", note.name);
	return `<span class="ot-note-actions">${buttons.join("")}<a href="${link}">${__(
		"Open"
	)}</a></span>`;
};

// The buttons of all cards in a place; `changed` is given each card as it stands afterwards.
order_tracking.notes.bind = function ($place, find, changed) {
	$place.off("click.ot").on("click.ot", "[data-action]", async function () {
		const note = find($(this).closest("[data-note]").data("note"));
		if (!note) return;
		$(this).prop("disabled", true);
		try {
			const card = await order_tracking.notes.actions[$(this).data("action")](note);
			if (card) changed(card, note);
		} catch {
			// The server has told why.
		} finally {
			$(this).prop("disabled", false);
		}
	});
};

order_tracking.notes.call = (method, values) =>
	frappe.xcall(`order_tracking.notes.actions.${method}`, values);

order_tracking.notes.actions = {
	acknowledge: (note) =>
		order_tracking.notes.call("acknowledge", { note: note.name, version: note.version }),
	pin: (note) =>
		order_tracking.notes.call("edit", {
			note: note.name,
			version: note.version,
			values: { is_pinned: note.is_pinned ? 0 : 1 },
		}),
	finish: (note) => order_tracking.notes.call("finish", { note: note.name }),
	edit: (note) => order_tracking.notes.write_dialog({ note }),
	answer: (note) =>
		order_tracking.notes.prompt(__("Answer"), __("Answer"), (text) =>
			order_tracking.notes.call("answer", { note: note.name, text })
		),
	settle: (note) => order_tracking.notes.settle_dialog(note),
};

// Asks for one text; resolves with what `send` answers, or with nothing when the user goes away.
order_tracking.notes.prompt = function (title, label, send) {
	return order_tracking.notes.ask(
		title,
		[{ fieldname: "text", fieldtype: "Small Text", label, reqd: 1 }],
		({ text }) => send(text)
	);
};

order_tracking.notes.ask = function (title, fields, send) {
	return new Promise((resolve) => {
		const dialog = new frappe.ui.Dialog({
			title,
			fields,
			primary_action_label: __("Save"),
			async primary_action(values) {
				dialog.disable_primary_action();
				try {
					resolve(await send(values));
					dialog.hide();
				} catch {
					// The server has told why; what was written stays in the dialog.
				} finally {
					dialog.enable_primary_action();
				}
			},
			on_hide: () => resolve(null),
		});
		dialog.show();
	});
};

order_tracking.notes.settle_dialog = function (note) {
	return order_tracking.notes.ask(
		__("Settle the Change Request"),
		[
			{
				fieldname: "settlement",
				fieldtype: "Select",
				label: __("Settlement"),
				options: [
					{ value: "Agreed", label: __("Agreed", null, "Order Note") },
					{ value: "Refused", label: __("Refused", null, "Order Note") },
				],
				reqd: 1,
			},
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				mandatory_depends_on: "eval:doc.settlement=='Refused'",
			},
		],
		({ settlement, reason }) =>
			order_tracking.notes.call("settle", { note: note.name, settlement, reason })
	);
};
