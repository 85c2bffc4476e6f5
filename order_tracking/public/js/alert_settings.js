// The part of the settings page that shows what people are told, and sends a letter to look at.
frappe.provide("order_tracking.alert_settings");

frappe.ui.form.on("Order Tracking Settings", {
	refresh: (frm) => order_tracking.alert_settings.load(frm),
});

order_tracking.alert_settings.load = async function (frm) {
	const overview = await frappe.xcall("order_tracking.alerts.overview.get_overview");
	const { rules_html, results_html } = order_tracking.alert_settings;
	const $wrapper = $(frm.fields_dict.alerts_html.wrapper).empty();
	$(`<div class="ot-overview">${rules_html(overview)}${results_html(overview)}</div>`)
		.appendTo($wrapper)
		.on("click", "[data-test]", (event) =>
			order_tracking.alert_settings.send_test(event.currentTarget)
		);
};

order_tracking.alert_settings.rules_html = function (overview) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	const on = overview.rules.filter((rule) => rule.enabled);
	const audience = (rule) =>
		({ Role: rule.role, Department: rule.department }[rule.audience] || rule.audience);
	const rows = on.map(
		(rule) => `<tr>
			<td><a href="${frappe.utils.get_form_link("Order Alert Rule", rule.name)}">${escape(
			__(rule.name)
		)}</a></td>
			<td>${escape(__(audience(rule)))}</td>
			<td class="ot-nowrap">${escape(__(rule.timing))}</td>
			<td class="ot-nowrap">${escape(__(rule.channel))}</td></tr>`
	);
	const headings = [__("Rule"), __("Audience"), __("When"), __("Channel")];
	const table = `<div class="ot-table-scroll"><table class="ot-table"><thead><tr>${headings
		.map((heading) => `<th>${heading}</th>`)
		.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
	return `<section class="ot-card"><h6 class="ot-label">${__(
		"Who Is Told What"
	)}<span class="ot-total">${__("{0} of {1} rules are on", [
		on.length,
		overview.rules.length,
	])}</span></h6>
		${on.length ? table : `<p class="ot-quiet">${__("No rule is on: nobody is told anything.")}</p>`}
		<div class="ot-row"><a href="${order_tracking.alert_settings.list("Order Alert Rule")}">${__(
		"All Rules"
	)}</a></div></section>`;
};

order_tracking.alert_settings.list = (doctype) =>
	frappe.utils.get_form_link(doctype, "").replace(/\/$/, "");

order_tracking.alert_settings.results_html = function (overview) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	const { counts } = overview;
	const states = ["Sent", "Waiting", "Not Sent", "No Longer True"];
	const figures = states
		.map((state) => `${escape(__(state))}: ${counts[state] || 0}`)
		.join(" · ");
	const reasons = overview.reasons.map(
		(row) => `<li>${escape(row.recipient)}: ${escape(row.reason)} (${row.count})</li>`
	);
	const account = overview.has_account
		? ""
		: `<div class="indicator orange"><span>${__(
				"There is no account for outgoing mail, so no mail can be sent."
		  )}</span></div>`;
	const button = overview.may_send
		? `<button class="btn btn-sm btn-default" data-test>${__(
				"Send Me a Test Letter"
		  )}</button>`
		: "";
	return `<section class="ot-card"><h6 class="ot-label">${__("Alerts of the Last {0} Days", [
		overview.days,
	])}</h6>
		<div class="ot-row"><a href="${order_tracking.alert_settings.list(
			"Order Alert"
		)}">${figures}</a>${button}</div>
		${account}${reasons.length ? `<ul>${reasons.join("")}</ul>` : ""}</section>`;
};

order_tracking.alert_settings.send_test = async function (button) {
	button.disabled = true;
	try {
		const address = await frappe.xcall("order_tracking.alerts.overview.send_test");
		frappe.show_alert({
			message: __("A letter to {0} is in the queue for outgoing mail.", [address]),
			indicator: "green",
		});
	} finally {
		button.disabled = false;
	}
};
