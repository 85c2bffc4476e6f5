"""An invoice that is due and not paid: who is responsible for the order hears of it, once a step."""

from datetime import timedelta

from order_tracking.tests.alerting import WorkingWeekTestCase
from order_tracking.tests.factories import bill, make_order, pay

RULE = "Payment due: who is responsible"


class TestPaymentDueIsTold(WorkingWeekTestCase):
	def setUp(self):
		super().setUp()
		self.switch_on(RULE)
		self.order = make_order([{"qty": 2}])
		self.invoice = bill(self.order, due_date=self.monday)
		self.take_on(self.order)

	def take_on(self, order) -> None:
		"""The order belongs to the seller."""
		tracker = self.tracker_of(order)
		tracker.db_set("responsible_user", self.seller, commit=True)

	def told_until(self, count: int, since: int = 0) -> dict[int, list[str]]:
		"""By days after the Monday, who got a letter."""
		told = {}
		for days in range(since, count + 1):
			before = len(self.mails())
			self.turn_to(self.monday + timedelta(days=days))
			if new := [recipient for recipient, _subject in self.mails()[before:]]:
				told[days] = new
		return told

	def test_who_is_responsible_hears_after_one_and_seven_working_days_and_nobody_else(self):
		self.assertEqual(self.told_until(14), {1: [self.seller], 9: [self.seller]})
		subjects = {subject for _recipient, subject in self.mails()}
		self.assertEqual(subjects, {"Your orders: 1 to be paid"})

	def test_once_it_is_paid_nobody_hears_of_it(self):
		self.assertEqual(self.told_until(1), {1: [self.seller]})
		pay(self.invoice)
		self.settle()
		self.assertEqual(self.told_until(14, since=2), {})

	def test_a_part_that_is_paid_leaves_the_rest_due(self):
		pay(self.invoice, amount=50)
		self.settle()
		self.assertEqual(self.told_until(1), {1: [self.seller]})

	def test_an_invoice_that_is_not_due_yet_is_no_news(self):
		self.assertEqual(self.told_until(0), {})

	def test_two_invoices_of_one_order_are_told_as_one(self):
		self.order = make_order([{"qty": 2}])
		for _half in range(2):
			invoice = bill(self.order, due_date=self.monday, submit=False)
			invoice.items[0].qty = 1
			invoice.save()
			invoice.submit()
		pay(self.invoice)
		self.take_on(self.order)
		self.assertEqual(self.told_until(3), {1: [self.seller]})

	def test_the_rule_is_off_until_somebody_wants_it(self):
		self.restore_rules()
		self.told_until(1)
		self.assertEqual(self.ledger(rule=RULE), [])
