from order_tracking.append_only import AppendOnly


class PublishedOrderNote(AppendOnly):
	"""A frozen copy of a note: all of a note that a customer ever sees."""
