from order_tracking.append_only import AppendOnly


class OrderNoteAcknowledgement(AppendOnly):
	pass
