"""Frappe's own ways to tell somebody, ready for a site to switch on and to tune: made once, all off, never changed again.

They tell one document at a time and know nothing of the ledger of alerts. What must reach people once is told by an Order
Alert Rule; these are for what a site wants besides.
"""

from order_tracking.constants import TRACKER

PREFIX = "Order Tracking"

# name, what its event needs, subject, message
NOTIFICATIONS = (
	(
		"the promise is in three days",
		{"event": "Days Before", "date_changed": "next_promise", "days_in_advance": 3},
		"{{ doc.sales_order }} is promised for {{ frappe.utils.format_date(doc.next_promise) }}",
		"{{ doc.customer_name }}: {{ doc.stage }}.",
	),
	(
		"overdue since yesterday",
		{"event": "Days After", "date_changed": "overdue_since", "days_in_advance": 1},
		"{{ doc.sales_order }} is overdue",
		"{{ doc.customer_name }} was promised {{ frappe.utils.format_date(doc.overdue_since) }}.",
	),
	(
		"the stage has changed",
		{"event": "Value Change", "value_changed": "stage"},
		"{{ doc.sales_order }} is {{ doc.stage }}",
		"{{ doc.customer_name }}: {{ doc.stage }}.",
	),
)

# name, subject, text; the names in braces are fields of the tracker from which the mail is written
TEMPLATES = (
	(
		"new delivery date",
		"New delivery date for your order {{ sales_order }}",
		"<p>Dear {{ customer_name }},</p><p>we now expect to deliver your order {{ sales_order }} on"
		" {{ frappe.utils.format_date(current_promise) }}. We apologise for the delay.</p>",
	),
	(
		"state of the order",
		"Your order {{ sales_order }}",
		"<p>Dear {{ customer_name }},</p><p>your order {{ sales_order }} is promised for"
		" {{ frappe.utils.format_date(current_promise) }}.</p>",
	),
	(
		"新的交付日期",
		"订单 {{ sales_order }} 的新交付日期",
		"<p>{{ customer_name }}，您好：</p><p>您的订单 {{ sales_order }} 现预计于"
		" {{ frappe.utils.format_date(current_promise) }} 交付。由此带来的不便，敬请谅解。</p>",
	),
	(
		"订单情况",
		"您的订单 {{ sales_order }}",
		"<p>{{ customer_name }}，您好：</p><p>您的订单 {{ sales_order }} 承诺的交付日期为"
		" {{ frappe.utils.format_date(current_promise) }}。</p>",
	),
)

REPORT = "Overdue and At Risk Orders"


def records(address: str) -> list[tuple[str, str, dict]]:
	"""DocType, name and values of each; `address` gets the report by mail once somebody switches it on."""
	return [
		*[("Notification", f"{PREFIX}: {name}", notification(*rest)) for name, *rest in NOTIFICATIONS],
		*[
			("Email Template", f"{PREFIX}: {name}", {"subject": subject, "response": text})
			for name, subject, text in TEMPLATES
		],
		("Auto Email Report", f"{PREFIX}: overdue and at risk", report_by_mail(address)),
	]


def notification(event: dict, subject: str, message: str) -> dict:
	return {
		"document_type": TRACKER,
		"enabled": 0,
		"is_standard": 0,
		"channel": "Email",
		"subject": subject,
		"message": message,
		"recipients": [{"receiver_by_document_field": "responsible_user"}],
		**event,
	}


def report_by_mail(address: str) -> dict:
	return {
		"report": REPORT,
		"enabled": 0,
		"user": "Administrator",
		"email_to": address,
		"frequency": "Weekly",
		"day_of_week": "Monday",
		"format": "HTML",
		"send_if_data": 1,
	}
