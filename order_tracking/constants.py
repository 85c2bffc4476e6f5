"""Names that stand in more than one file. Nothing here reads the database."""

from typing import Final

MODULE: Final = "Order Tracking"

TRACKER: Final = "Order Tracker"
TRACKER_LINE: Final = "Order Tracker Item"
PROMISE_CHANGE: Final = "Order Promise Change"
APPROVAL: Final = "Order Approval"
EVENT: Final = "Order Tracking Event"
MARK: Final = "Order Tracking Mark"
FAILURE: Final = "Order Tracking Failure"
SETTINGS: Final = "Order Tracking Settings"

USER_ROLE: Final = "Order Tracking User"
MANAGER_ROLE: Final = "Order Tracking Manager"
READER_ROLES: Final = ("Sales User", "Stock User", "Manufacturing User", "Accounts User")

# --- workflow states: what people decided ---------------------------------------------------------

PENDING_APPROVAL: Final = "Pending Approval"
APPROVED: Final = "Approved"
REJECTED: Final = "Rejected"
ON_HOLD: Final = "On Hold"
CLOSED: Final = "Closed"
CANCELLED: Final = "Cancelled"

WORKFLOW_STATES: Final = (PENDING_APPROVAL, APPROVED, REJECTED, ON_HOLD, CLOSED, CANCELLED)

# --- stages: where the order is -------------------------------------------------------------------

COMPLETED: Final = "Completed"
DELIVERED: Final = "Delivered"
PARTLY_DELIVERED: Final = "Partly Delivered"
READY: Final = "Ready"
IN_PROGRESS: Final = "In Progress"
CONFIRMED: Final = "Confirmed"

STAGES: Final = (
	PENDING_APPROVAL,
	CONFIRMED,
	IN_PROGRESS,
	READY,
	PARTLY_DELIVERED,
	DELIVERED,
	COMPLETED,
	ON_HOLD,
	REJECTED,
	CLOSED,
	CANCELLED,
)
# Nothing that the calendar does can change the judgement of an order in one of these.
ENDED_STAGES: Final = (COMPLETED, CLOSED, CANCELLED)

# --- line stages: where one line is; Gone is a line struck from the order ---------------------------

GONE: Final = "Gone"

LINE_STAGES: Final = (CONFIRMED, IN_PROGRESS, READY, PARTLY_DELIVERED, DELIVERED, CLOSED, CANCELLED, GONE)

# --- health ---------------------------------------------------------------------------------------

ON_TRACK: Final = "On Track"
DUE_SOON: Final = "Due Soon"
AT_RISK: Final = "At Risk"
OVERDUE: Final = "Overdue"
DELIVERED_ON_TIME: Final = "Delivered On Time"
DELIVERED_LATE: Final = "Delivered Late"

HEALTHS: Final = (
	ON_TRACK,
	DUE_SOON,
	AT_RISK,
	OVERDUE,
	ON_HOLD,
	DELIVERED_ON_TIME,
	DELIVERED_LATE,
	CLOSED,
	CANCELLED,
)

# --- who caused a move, a hold, a close -----------------------------------------------------------

CUSTOMER: Final = "Customer"
US: Final = "Us"
SUPPLIER: Final = "Supplier"
NOT_GIVEN: Final = "Not Given"

CAUSES: Final = (CUSTOMER, US, SUPPLIER, NOT_GIVEN)

# --- the ledger of promises -----------------------------------------------------------------------

REQUESTED: Final = "Requested"
FIRST_PROMISE: Final = "First Promise"
MOVED: Final = "Moved"
LINE_GONE: Final = "Line Gone"

PROMISE_KINDS: Final = (REQUESTED, FIRST_PROMISE, MOVED, LINE_GONE)

# --- notes ----------------------------------------------------------------------------------------

NOTE: Final = "Order Note"
NOTE_ATTRIBUTE: Final = "Order Note Attribute"
NOTE_INSTALMENT: Final = "Order Note Instalment"
NOTE_READER: Final = "Order Note Reader"
NOTE_AUDIENCE: Final = "Order Note Audience"
NOTE_AUDIENCE_ROLE: Final = "Order Note Audience Role"
NOTE_ACKNOWLEDGEMENT: Final = "Order Note Acknowledgement"
NOTE_VERSION: Final = "Order Note Version"
STANDING_NOTE: Final = "Standing Order Note"
NOTE_HOLDERS: Final = (NOTE, STANDING_NOTE)
OF_NOTE: Final = (NOTE_ACKNOWLEDGEMENT, NOTE_VERSION)
GATE_OVERRIDE: Final = "Order Gate Override"
PUBLISHED_NOTE: Final = "Published Order Note"

REQUIREMENT: Final = "Requirement"
SPECIAL_REQUEST: Final = "Special Request"
DELIVERY_TIME: Final = "Delivery Time"
PAYMENT: Final = "Payment"
COMMUNICATION: Final = "Communication"
INTERNAL: Final = "Internal"

NOTE_KINDS: Final = (REQUIREMENT, SPECIAL_REQUEST, DELIVERY_TIME, PAYMENT, COMMUNICATION, INTERNAL)

PASS: Final = "Pass"
OPEN: Final = "Open"
CONFLICT: Final = "Conflict"

NOTE_RESULTS: Final = (PASS, OPEN, CONFLICT)

DONE: Final = "Done"
SUPERSEDED: Final = "Superseded"

NOTE_STATES: Final = (OPEN, DONE, SUPERSEDED)

# The event of a mark that says that the notes of an order changed.
NOTED: Final = "noted"
# And of one that says that somebody asked to move promises.
ASKED: Final = "asked"

SALES: Final = "Sales"
PRODUCTION: Final = "Production"
WAREHOUSE: Final = "Warehouse"
LOGISTICS: Final = "Logistics"
FINANCE: Final = "Finance"

# --- alerts ---------------------------------------------------------------------------------------

ALERT_RULE: Final = "Order Alert Rule"
ALERT: Final = "Order Alert"

# How an order stands: looked at once a day, told in steps of working days.
DUE: Final = "Due"
HOLD_OVERRUN: Final = "Hold Overrun"
APPROVAL_WAITING: Final = "Approval Waiting"
NOTE_UNREAD: Final = "Note Unread"
NOTE_IN_CONFLICT: Final = "Note in Conflict"
PAYMENT_DUE: Final = "Payment Due"

STANDING_EVENTS: Final = (
	OVERDUE,
	DUE,
	AT_RISK,
	APPROVAL_WAITING,
	ON_HOLD,
	HOLD_OVERRUN,
	NOTE_UNREAD,
	NOTE_IN_CONFLICT,
	PAYMENT_DUE,
)

# What happens to an order: told once, when it happened.
PROMISE_MOVED: Final = "Promise Moved"
RESUMED: Final = "Resumed"

PASSING_EVENTS: Final = (CONFIRMED, PROMISE_MOVED, RESUMED, PARTLY_DELIVERED, DELIVERED)

ALERT_EVENTS: Final = (*STANDING_EVENTS, *PASSING_EVENTS)

# Who hears of it.
RESPONSIBLE: Final = "Responsible"
MANAGER_OF_RESPONSIBLE: Final = "Manager of Responsible"
SALES_TEAM: Final = "Sales Team"
ROLE: Final = "Role"
DEPARTMENT: Final = "Department"
NOTE_DEPARTMENTS: Final = "Departments of the Note"
APPROVERS: Final = "Approvers"
CUSTOMER_CONTACT: Final = "Customer Contact"

ALERT_AUDIENCES: Final = (
	RESPONSIBLE,
	MANAGER_OF_RESPONSIBLE,
	SALES_TEAM,
	ROLE,
	DEPARTMENT,
	NOTE_DEPARTMENTS,
	APPROVERS,
	CUSTOMER_CONTACT,
)

DAILY_LETTER: Final = "Daily Letter"
AT_ONCE: Final = "At Once"

ALERT_TIMINGS: Final = (DAILY_LETTER, AT_ONCE)

MAIL: Final = "Mail"
BELL: Final = "Bell"
MAIL_AND_BELL: Final = "Mail and Bell"

ALERT_CHANNELS: Final = (MAIL, BELL, MAIL_AND_BELL)

# What became of an alert.
TO_ADDRESS: Final = "To Address"
WAITS_FOR_SENDING: Final = "Waiting"
SENT: Final = "Sent"
NOT_SENT: Final = "Not Sent"
NO_LONGER_TRUE: Final = "No Longer True"

ALERT_STATES: Final = (TO_ADDRESS, WAITS_FOR_SENDING, SENT, NOT_SENT, NO_LONGER_TRUE)
