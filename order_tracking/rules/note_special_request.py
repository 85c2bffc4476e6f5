"""Can somebody carry out a special request from what is written?"""

from order_tracking.rules.note_facts import Finding, NoteFacts, Ordered, passed, still_open


def special_request_finding(note: NoteFacts, _order: Ordered) -> Finding:
	"""A process must be named; a custom one needs the standard by which it is checked, or a file that shows it."""
	if not note.process_name:
		return still_open("no_process")
	if note.is_custom_process and not note.standard and not note.files:
		return still_open("no_standard", process=note.process_name)
	return passed("request_complete")
