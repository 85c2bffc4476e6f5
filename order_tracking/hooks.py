from order_tracking import __version__

app_name = "order_tracking"
app_title = "Order Tracking"
app_publisher = "Order Tracking contributors"
app_description = "Where is it, will it be on time, what did we promise"
app_license = "gpl-3.0"
required_apps = ["erpnext"]

before_install = "order_tracking.compatibility.before_install"
after_install = "order_tracking.install.after_install"
after_migrate = "order_tracking.install.after_migrate"
before_uninstall = "order_tracking.uninstall.before_uninstall"

# Plain assets are cached for long: the version in the address makes browsers fetch the new one.
app_include_css = [
	f"/assets/order_tracking/css/order_tracking.css?v={__version__}",
	f"/assets/order_tracking/css/tables_and_lists.css?v={__version__}",
	f"/assets/order_tracking/css/notes.css?v={__version__}",
]

_NOTES_PANEL = ["public/js/words.js", "public/js/notes/cards.js", "public/js/notes/panel.js"]

doctype_js = {
	"Order Tracker": [
		"public/js/words.js",
		"public/js/tracker/overview.js",
		"public/js/tracker/promises.js",
		"public/js/tracker/decisions.js",
		"public/js/notes/cards.js",
		"public/js/notes/panel.js",
		"public/js/notes/dialog.js",
		"public/js/tracker/timeline.js",
		"public/js/tour.js",
	],
	"Sales Order": [*_NOTES_PANEL, "public/js/sales_order.js"],
	"Delivery Note": _NOTES_PANEL,
	"Pick List": _NOTES_PANEL,
	"Work Order": _NOTES_PANEL,
	"Job Card": _NOTES_PANEL,
	"Sales Invoice": _NOTES_PANEL,
	"Shipment": _NOTES_PANEL,
	"Order Note": [
		*_NOTES_PANEL,
		"public/js/notes/dialog.js",
		"public/js/note_publishing.js",
		"public/js/tour.js",
	],
	"Order Tracking Settings": ["public/js/alert_settings.js"],
}
doctype_list_js = {"Order Tracker": ["public/js/words.js"]}

override_doctype_dashboards = {
	"Sales Order": "order_tracking.connections.extend_sales_order_dashboard",
	"Customer": "order_tracking.connections.extend_customer_dashboard",
}

website_route_rules = [{"from_route": "/order-tracking/<path:name>", "to_route": "tracked-order"}]
standard_portal_menu_items = [
	{
		"title": "Order Tracking",
		"route": "/order-tracking",
		"reference_doctype": "Order Tracker",
		"role": "Customer",
	}
]

jinja = {
	"methods": [
		"order_tracking.reporting.status_sheet.open_lines_of_customer",
		"order_tracking.views.printing.order_notes",
	]
}

doc_events = {
	"Sales Order": {
		"on_submit": "order_tracking.doc_events.sales_order.on_submit",
		"on_update_after_submit": "order_tracking.doc_events.sales_order.on_update_after_submit",
		"on_change": "order_tracking.doc_events.sales_order.on_change",
		"on_discard": "order_tracking.doc_events.sales_order.on_discard",
		"on_trash": "order_tracking.doc_events.sales_order.on_trash",
		"onload": "order_tracking.doc_events.sales_order.onload",
	},
	"Pick List": {
		"before_submit": "order_tracking.doc_events.pick_list.before_submit",
		"onload": "order_tracking.doc_events.pick_list.onload",
	},
	"Delivery Note": {
		"before_submit": "order_tracking.doc_events.delivery_note.before_submit",
		"onload": "order_tracking.doc_events.delivery_note.onload",
	},
	("Pick List", "Delivery Note", "Payment Entry", "Journal Entry"): {
		"before_submit": "order_tracking.doc_events.acting_documents.before_submit",
		"on_submit": "order_tracking.doc_events.acting_documents.on_submit",
		"before_cancel": "order_tracking.doc_events.acting_documents.before_cancel",
		"on_cancel": "order_tracking.doc_events.acting_documents.on_cancel",
	},
	"Payment Entry": {
		"on_update_after_submit": "order_tracking.doc_events.payment_entry.on_update_after_submit"
	},
	"Journal Entry": {
		"on_update_after_submit": "order_tracking.doc_events.journal_entry.on_update_after_submit"
	},
	"Sales Invoice": {
		"before_submit": "order_tracking.doc_events.sales_invoice.before_submit",
		"on_change": "order_tracking.doc_events.sales_invoice.on_change",
		"onload": "order_tracking.doc_events.sales_invoice.onload",
	},
	"Purchase Order": {
		"on_change": "order_tracking.doc_events.purchase_order.on_change",
		"on_update_after_submit": "order_tracking.doc_events.purchase_order.on_update_after_submit",
	},
	"Work Order": {
		"before_submit": "order_tracking.doc_events.work_order.before_submit",
		"on_change": "order_tracking.doc_events.work_order.on_change",
		"onload": "order_tracking.doc_events.work_order.onload",
	},
	"Shipment": {
		"on_change": "order_tracking.doc_events.shipment.on_change",
		"onload": "order_tracking.doc_events.shipment.onload",
	},
	"Job Card": {"onload": "order_tracking.doc_events.job_card.onload"},
	"Delivery Trip": {"on_change": "order_tracking.doc_events.delivery_trip.on_change"},
	"Transaction Deletion Record": {
		"on_change": "order_tracking.doc_events.transaction_deletion_record.on_change"
	},
	"File": {
		"validate": "order_tracking.doc_events.file.validate",
		"on_change": "order_tracking.doc_events.file.on_change",
		"after_delete": "order_tracking.doc_events.file.after_delete",
	},
	"DocShare": {"validate": "order_tracking.doc_events.docshare.validate"},
	"Auto Email Report": {"validate": "order_tracking.doc_events.auto_email_report.validate"},
	"Dashboard Chart": {"validate": "order_tracking.doc_events.dashboard_chart.validate"},
	"Web Form": {"validate": "order_tracking.doc_events.web_form.validate"},
	"Holiday List": {"on_update": "order_tracking.doc_events.holiday_list.on_update"},
	"Report": {"validate": "order_tracking.doc_events.report.validate"},
	"Kanban Board": {"validate": "order_tracking.doc_events.kanban_board.validate"},
	"Notification": {
		"validate": "order_tracking.doc_events.notification.validate",
		"on_change": "order_tracking.doc_events.notification.on_change",
		"on_trash": "order_tracking.doc_events.notification.on_trash",
	},
	"Webhook": {
		"validate": "order_tracking.doc_events.webhook.validate",
		"on_change": "order_tracking.doc_events.webhook.on_change",
		"on_trash": "order_tracking.doc_events.webhook.on_trash",
	},
	"Assignment Rule": {
		"validate": "order_tracking.doc_events.assignment_rule.validate",
		"on_change": "order_tracking.doc_events.assignment_rule.on_change",
		"on_trash": "order_tracking.doc_events.assignment_rule.on_trash",
	},
	"Server Script": {
		"on_change": "order_tracking.doc_events.server_script.on_change",
		"on_trash": "order_tracking.doc_events.server_script.on_trash",
	},
}

scheduler_events = {
	"cron": {
		"*/5 * * * *": ["order_tracking.tasks.sweep_order_marks"],
		"*/10 * * * *": ["order_tracking.tasks.send_order_alerts"],
		"1 0 * * *": ["order_tracking.tasks.turn_order_calendar"],
		"30 2 * * *": ["order_tracking.tasks.check_order_trackers"],
	},
}

# A prepared copy of a report holds what one person may see, and version-15 does not ask who may read the next document of a
# list; who asks is known only here.
auth_hooks = [
	"order_tracking.reporting.prepared_copies.guard_request",
	"order_tracking.notes.neighbours.guard_request",
]

# One criterion decides who may read a note, in lists and in forms alike.
permission_query_conditions = {
	"Prepared Report": "order_tracking.reporting.prepared_copies.get_permission_query_conditions",
	"Order Note": "order_tracking.notes.permissions.note_conditions",
	"Order Note Acknowledgement": "order_tracking.notes.permissions.conditions_of_note",
	"Order Note Version": "order_tracking.notes.permissions.conditions_of_note",
	"Standing Order Note": "order_tracking.notes.permissions.standing_conditions",
	"Published Order Note": "order_tracking.customers.publishing_permissions.published_conditions",
	"Comment": "order_tracking.notes.surroundings.hanging_conditions",
	"Communication": "order_tracking.notes.surroundings.hanging_conditions",
	"Deleted Document": "order_tracking.notes.surroundings.deleted_conditions",
	"File": "order_tracking.notes.surroundings.hanging_conditions",
	"ToDo": "order_tracking.notes.surroundings.hanging_conditions",
	"Version": "order_tracking.notes.surroundings.hanging_conditions",
	"Order Note Attribute": "order_tracking.notes.permissions.row_conditions",
	"Order Note Instalment": "order_tracking.notes.permissions.row_conditions",
	"Order Note Reader": "order_tracking.notes.permissions.row_conditions",
}
has_permission = {
	"Prepared Report": "order_tracking.reporting.prepared_copies.has_permission",
	"Order Note": "order_tracking.notes.permissions.has_note_permission",
	"Order Note Acknowledgement": "order_tracking.notes.permissions.has_note_permission",
	"Order Note Version": "order_tracking.notes.permissions.has_note_permission",
	"Standing Order Note": "order_tracking.notes.permissions.has_note_permission",
	"Published Order Note": "order_tracking.customers.publishing_permissions.has_published_permission",
	"Comment": "order_tracking.notes.surroundings.has_hanging_permission",
	"Communication": "order_tracking.notes.surroundings.has_hanging_permission",
	"Deleted Document": "order_tracking.notes.surroundings.has_deleted_permission",
	"File": "order_tracking.notes.surroundings.has_hanging_permission",
	"ToDo": "order_tracking.notes.surroundings.has_hanging_permission",
	"Version": "order_tracking.notes.surroundings.has_hanging_permission",
}

standard_queries = {
	"Order Note": "order_tracking.notes.search.find",
	"Order Note Acknowledgement": "order_tracking.notes.search.find",
	"Order Note Version": "order_tracking.notes.search.find",
	"Standing Order Note": "order_tracking.notes.search.find",
	"Order Note Attribute": "order_tracking.notes.search.find_nothing",
	"Order Note Instalment": "order_tracking.notes.search.find_nothing",
	"Order Note Reader": "order_tracking.notes.search.find_nothing",
}

# Trackers hang on ERPNext's documents, never the other way round.
ignore_links_on_delete = [
	"Order Tracker",
	"Order Promise Change",
	"Order Tracking Event",
	"Order Tracking Failure",
	"Order Note",
	"Order Note Acknowledgement",
	"Order Note Version",
	"Standing Order Note",
	"Order Gate Override",
	"Published Order Note",
	"Order Alert",
]
