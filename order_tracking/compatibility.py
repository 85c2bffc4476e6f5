"""On which Frappe and ERPNext the app runs. Asked before anything is made on a site."""

import erpnext
import frappe
from frappe import _

FITS = ("15", "16")


def before_install() -> None:
	"""`bench get-app` only warns. Throws IncompatibleApp, whose sentence `install-app` prints as it is."""
	here = {module.__version__.split(".")[0] for module in (frappe, erpnext)}
	if len(here) > 1 or not here <= set(FITS):
		frappe.throw(
			_(
				"Order Tracking runs on version-15 or version-16 of Frappe and ERPNext, both the same. This bench has Frappe {0} and ERPNext {1}, so nothing was installed."
			).format(frappe.__version__, erpnext.__version__),
			frappe.IncompatibleApp,
		)
