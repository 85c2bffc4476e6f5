frappe.provide("order_tracking.state");

frappe.ui.form.on("Order Tracking Settings", {
	setup(frm) {
		frappe.realtime.on("progress", ({ percent }) =>
			order_tracking.state.show_progress(frm, percent)
		);
	},
	refresh: (frm) => order_tracking.state.load(frm),
});

order_tracking.state.load = async function (frm) {
	const state = await frappe.xcall("order_tracking.views.state_of_tracking.get_state");
	const $wrapper = $(frm.fields_dict.state_html.wrapper).empty();
	const { cards_html, backfill_html, failures_html } = order_tracking.state;
	$(
		`<div class="ot-overview">${cards_html(state)}${backfill_html(state)}${failures_html(
			state
		)}</div>`
	)
		.appendTo($wrapper)
		.on("click", "[data-start]", () => order_tracking.state.start_backfill(frm))
		.on("click", "[data-repair]", (event) =>
			order_tracking.state.repair(frm, event.currentTarget)
		);
	clearTimeout(frm.state_timer);
	if (state.backfill_status === "Running") {
		frm.state_timer = setTimeout(
			() => frm.wrapper.offsetParent && order_tracking.state.load(frm),
			5000
		);
	}
};

order_tracking.state.cards_html = function (state) {
	const when = (time) => (time ? frappe.datetime.comment_when(time) : __("never"));
	const count = (number) => order_tracking.state.number(number);
	const card = (
		label,
		value,
		remark,
		color
	) => `<section class="ot-card"><h6 class="ot-label">${label}</h6>
		<div class="ot-figure">${value}</div><div class="indicator ${color}"><span>${remark}</span></div></section>`;
	const drift = cint(state.last_check_drift);
	return `<div class="ot-cards ot-cards-four">
		${card(
			__("Orders Tracked"),
			count(state.trackers),
			state.untracked
				? __("{0} old orders are not tracked yet", [count(state.untracked)])
				: __("none is left out"),
			state.untracked ? "orange" : "green"
		)}
		${card(
			__("Waiting"),
			count(state.marks),
			state.marks
				? __("changes, the oldest {0}", [when(state.oldest_mark)])
				: __("everything is worked off"),
			state.marks ? "blue" : "green"
		)}
		${card(
			__("Last Check"),
			when(state.last_check_on),
			!state.last_check_on
				? __("runs every night")
				: drift
				? __("{0} of {1} orders had drifted and were put right", [
						count(drift),
						count(state.last_check_orders),
				  ])
				: __("{0} orders checked, none had drifted", [count(state.last_check_orders)]),
			drift ? "orange" : "green"
		)}
		${card(
			__("Calendar"),
			state.last_daily_run ? frappe.datetime.str_to_user(state.last_daily_run) : __("never"),
			state.last_daily_run
				? __("last day on which promises were compared with the date")
				: __("runs right after midnight"),
			!state.last_daily_run
				? "gray"
				: state.last_daily_run === frappe.datetime.get_today()
				? "green"
				: "orange"
		)}
	</div>`;
};

order_tracking.state.number = (number) => format_number(number || 0, null, 0);

// --- old orders -----------------------------------------------------------------------------------------

order_tracking.state.backfill_html = function (state) {
	const count = order_tracking.state.number;
	const is_running = state.backfill_status === "Running";
	if (!is_running && !state.untracked) return "";
	const percent = state.backfill_total
		? Math.min(100, Math.floor((state.backfill_done * 100) / state.backfill_total))
		: 0;
	const text = is_running
		? __("{0} of {1} old orders have their tracker", [
				count(state.backfill_done),
				count(state.backfill_total),
		  ])
		: __(
				"{0} orders were submitted before order tracking came. Give them their trackers in the background.",
				[count(state.untracked)]
		  );
	const button =
		state.may_repair && !is_running
			? `<button class="btn btn-sm btn-primary" data-start>${__(
					"Track Old Orders"
			  )}</button>`
			: "";
	const bar = is_running
		? `<div class="ot-bar-track" role="progressbar" aria-valuenow="${percent}" aria-valuemin="0" aria-valuemax="100">
			<div class="ot-progress" style="width: ${percent}%; background: var(--blue-500)"></div></div>`
		: "";
	return `<section class="ot-card"><h6 class="ot-label">${__("Old Orders")}</h6>
		<div class="ot-row"><span>${text}</span>${button}</div>${bar}</section>`;
};

order_tracking.state.show_progress = function (frm, percent) {
	$(frm.fields_dict.state_html?.wrapper)
		.find(".ot-progress")
		.css("width", `${Math.min(100, percent)}%`);
};

order_tracking.state.start_backfill = async function (frm) {
	await frappe.xcall("order_tracking.backfill.start");
	frappe.show_alert({
		message: __("Old orders get their trackers in the background."),
		indicator: "blue",
	});
	order_tracking.state.load(frm);
};

// --- failures -------------------------------------------------------------------------------------------

order_tracking.state.failures_html = function (state) {
	const escape = (text) => frappe.utils.escape_html(text || "");
	if (!state.failure_count) {
		return `<section class="ot-card"><h6 class="ot-label">${__("Failures")}</h6>
			<p class="ot-quiet">${__("No order failed to be brought up to date.")}</p></section>`;
	}
	const rows = state.failures.map(
		(failure) => `<tr>
			<td class="ot-nowrap"><a href="${frappe.utils.get_form_link(
				"Sales Order",
				failure.sales_order
			)}">${escape(failure.sales_order)}</a></td>
			<td><a class="text-muted" href="${frappe.utils.get_form_link(
				"Order Tracking Failure",
				failure.name
			)}">${escape(failure.reason)}</a></td>
			<td class="ot-number">${failure.attempts}</td>
			<td class="ot-nowrap">${frappe.datetime.comment_when(failure.last_tried_on)}</td>
			<td class="ot-number">${
				state.may_repair
					? `<button class="btn btn-xs btn-default" data-repair="${escape(
							failure.sales_order
					  )}">${__("Repair Tracker")}</button>`
					: ""
			}</td></tr>`
	);
	const headings = [__("Sales Order"), __("Reason"), __("Attempts"), __("Last Tried"), ""];
	return `<section class="ot-card"><h6 class="ot-label">${__(
		"Failures"
	)}<span class="ot-total">${order_tracking.state.number(state.failure_count)}</span></h6>
		<div class="ot-table-scroll"><table class="ot-table"><thead><tr>${headings
			.map((heading) => `<th>${heading}</th>`)
			.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
};

order_tracking.state.repair = async function (frm, button) {
	button.disabled = true;
	try {
		await frappe.xcall("order_tracking.jobs.repair", { order: button.dataset.repair });
	} finally {
		button.disabled = false;
	}
	frappe.show_alert({
		message: __("Order {0} was looked at again.", [button.dataset.repair]),
		indicator: "blue",
	});
	order_tracking.state.load(frm);
};
