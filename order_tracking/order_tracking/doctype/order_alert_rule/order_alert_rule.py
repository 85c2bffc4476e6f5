from frappe.model.document import Document

from order_tracking.alerts import rules as alert_rules


class OrderAlertRule(Document):
	"""What is told to whom, when and how. Data: it can be switched, reworded and copied."""

	def validate(self) -> None:
		alert_rules.check(self)

	def on_change(self) -> None:
		alert_rules.forget_rules()

	def after_rename(self, *args) -> None:
		alert_rules.forget_rules()

	def after_delete(self) -> None:
		alert_rules.forget_rules()
