"""One tracker, and somebody who manages trackers, for tests of what may be done to it."""

from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import make_order
from order_tracking.tests.people import make_approver


class TrackerTestCase(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.manager = make_approver()

	def setUp(self):
		super().setUp()
		self.tracker = self.tracker_of(make_order([{"qty": 10}]))
