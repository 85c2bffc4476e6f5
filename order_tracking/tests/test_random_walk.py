"""Whatever people do in ERPNext, in any order: the tracker is what a rebuild says, and its history has no gap."""

import os
from contextlib import nullcontext

import frappe
from frappe.utils import add_days, flt, getdate, today
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
	Bundle,
	RuleBasedStateMachine,
	invariant,
	precondition,
	rule,
	run_state_machine_as_test,
)

from order_tracking.drain import drain
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.faults import everything_is_dead
from order_tracking.tests.invariants import what_is_wrong
from order_tracking.trackers import Batch, refresh

STEPS = int(os.environ.get("OT_WALK_STEPS", "200"))
# No shrinking: each step leaves real documents behind, so a walk cannot be walked again.
WALK = settings(
	max_examples=5,
	stateful_step_count=40,
	deadline=None,
	database=None,
	phases=[Phase.generate],
	suppress_health_check=list(HealthCheck),
	print_blob=False,
)
ITEMS = ("Laptop", "Cable", "Consulting")

days = st.integers(-20, 40)
quantities = st.integers(1, 9)
lines = st.lists(st.tuples(st.sampled_from(ITEMS), quantities, days), min_size=1, max_size=3)
chance = st.randoms(use_true_random=False)


def day(offset: int) -> str:
	return add_days(today(), offset)


class OrderLife(RuleBasedStateMachine):
	"""A few orders and everything that ERPNext lets people do to them. What it refuses is no step."""

	orders = Bundle("orders")
	steps = 0

	def __init__(self):
		super().__init__()
		self.made = 0
		self.touched = set()
		self.nobody_drains = False

	def did(self, order: str, action) -> None:
		"""Do it as one transaction; ERPNext may say no."""
		OrderLife.steps += 1
		self.touched.add(order)
		try:
			with everything_is_dead() if self.nobody_drains else nullcontext():
				action()
				frappe.db.commit()
		except (frappe.ValidationError, frappe.LinkExistsError) as reason:
			frappe.db.rollback()
			frappe.clear_messages()
			note(f"refused: {str(reason)[:80]}")

	@precondition(lambda self: self.made < 2)
	@rule(target=orders, wanted=lines)
	def order_is_made(self, wanted):
		self.made += 1
		order = factories.make_order(
			[
				{
					"item_code": item,
					"is_stock_item": int(item != "Consulting"),
					"qty": qty,
					"rate": 10,
					"delivery_date": day(offset),
				}
				for item, qty, offset in wanted
			]
		)
		self.did(order.name, lambda: None)
		return order.name

	@rule(order=orders, offset=days, item=st.sampled_from(ITEMS))
	def date_is_edited(self, order, offset, item):
		self.did(order, lambda: factories.move_date(current(order), day(offset), item))

	@rule(order=orders, qty=quantities, offset=days, is_added=st.booleans(), which=chance)
	def items_are_updated(self, order, qty, offset, is_added, which):
		def change(rows):
			if is_added:
				rows.append({"item_code": "Laptop", "qty": qty, "rate": 10, "delivery_date": day(offset)})
			elif len(rows) > 1 and qty == 1:
				rows.remove(which.choice(rows))
			else:
				which.choice(rows).update(qty=qty, delivery_date=day(offset))

		self.did(order, lambda: factories.update_items(current(order), change))

	@rule(order=orders, share=st.sampled_from((0.3, 1)), offset=st.integers(-15, 0))
	def goods_leave(self, order, share, offset):
		def deliver():
			note = factories.deliver(current(order), on=day(offset), submit=False)
			for row in note.items:
				row.qty = max(int(row.qty * share), 1)
			note.save()
			note.submit()

		self.did(order, deliver)

	@rule(order=orders, which=chance, qty=quantities)
	def goods_come_back(self, order, which, qty):
		note = self.one_of(
			"Delivery Note", "Delivery Note Item", "against_sales_order", order, which, is_return=0
		)
		if note:
			item = note.items[0]
			self.did(order, lambda: factories.bring_back(note, {item.item_code: min(qty, flt(item.qty))}))

	@rule(order=orders, which=chance)
	def delivery_is_cancelled(self, order, which):
		note = self.one_of("Delivery Note", "Delivery Note Item", "against_sales_order", order, which)
		if note:
			self.did(order, note.cancel)

	@rule(order=orders, moves_stock=st.booleans(), share=st.sampled_from((0.5, 1)))
	def it_is_billed(self, order, moves_stock, share):
		def bill():
			invoice = factories.bill(current(order), submit=False, update_stock=int(moves_stock))
			for row in invoice.items:
				row.qty = max(int(row.qty * share), 1)
			invoice.save()
			invoice.submit()

		self.did(order, bill)

	@rule(order=orders, which=chance, qty=quantities)
	def it_is_credited(self, order, which, qty):
		invoice = self.one_of("Sales Invoice", "Sales Invoice Item", "sales_order", order, which, is_return=0)
		if invoice:
			item = invoice.items[0]
			self.did(
				order,
				lambda: factories.credit(
					invoice, {item.item_code: min(qty, flt(item.qty))}, update_stock=invoice.update_stock
				),
			)

	@rule(order=orders, which=chance)
	def invoice_is_cancelled(self, order, which):
		invoice = self.one_of("Sales Invoice", "Sales Invoice Item", "sales_order", order, which)
		if invoice:
			self.did(order, invoice.cancel)

	@rule(order=orders, which=chance, share=st.sampled_from((0.3, 1)))
	def it_is_paid(self, order, which, share):
		invoice = self.one_of("Sales Invoice", "Sales Invoice Item", "sales_order", order, which, is_return=0)
		document = invoice or current(order)
		owed = flt(document.get("outstanding_amount") or document.grand_total)
		self.did(order, lambda: factories.pay(document, flt(owed * share, 2)))

	@rule(order=orders, which=chance)
	def payment_is_cancelled(self, order, which):
		names = frappe.get_all(
			"Payment Entry Reference", {"reference_name": current(order).name, "docstatus": 1}, pluck="parent"
		)
		if names:
			self.did(order, frappe.get_doc("Payment Entry", which.choice(names)).cancel)

	@rule(order=orders, status=st.sampled_from(("On Hold", "Closed", "Draft")))
	def it_is_held_closed_or_resumed(self, order, status):
		now = current(order)
		if now.docstatus == 1 and (status != "Draft" or now.status in ("On Hold", "Closed")):
			self.did(order, lambda: factories.set_status(now, status))

	@rule(order=orders, offset=days, qty=quantities)
	def it_is_cancelled_and_amended(self, order, offset, qty):
		def begin_anew():
			old = current(order)
			old.cancel()
			frappe.db.commit()
			factories.amend(old, qty=qty, delivery_date=day(offset))

		self.did(order, begin_anew)

	@precondition(lambda self: not self.nobody_drains)
	@rule(order=orders, offset=st.integers(1, 30))
	def days_go_by(self, order, offset):
		"""The calendar turns for one order, and back again before something else happens."""
		name, later = current(order).name, getdate(day(offset))
		for today_is in (later, getdate(today())):
			OrderLife.steps += 1
			refresh(Batch({name: []}, today=today_is, is_silent=True))
			frappe.db.commit()
			assert what_is_wrong(name, today_is) == []

	@rule()
	def workers_die_or_come_back(self):
		self.nobody_drains = not self.nobody_drains

	@invariant()
	def trackers_are_what_a_rebuild_says(self):
		if self.nobody_drains:
			return
		drain()
		for order in self.touched:
			assert what_is_wrong(current(order).name) == []
		self.touched = set()

	def teardown(self):
		self.nobody_drains = False
		self.trackers_are_what_a_rebuild_says()

	def one_of(self, doctype, child, link, order, which, **filters):
		parents = set(frappe.get_all(child, {link: current(order).name, "docstatus": 1}, pluck="parent"))
		names = frappe.get_all(
			doctype, {"name": ["in", sorted(parents)], **filters}, pluck="name", order_by="name asc"
		)
		return frappe.get_doc(doctype, which.choice(names)) if names else None


def current(order: str):
	"""The order as it stands, in its latest amendment."""
	while later := frappe.db.get_value("Sales Order", {"amended_from": order}):
		order = later
	return frappe.get_doc("Sales Order", order)


class TestRandomWalk(SiteTestCase):
	def test_tracker_is_right_after_every_step(self):
		OrderLife.steps = walk = 0
		while OrderLife.steps < STEPS:
			# The same walk on every machine; the more steps are asked for, the more walks.
			seed(walk)(OrderLife)
			run_state_machine_as_test(OrderLife, settings=WALK)
			walk += 1
