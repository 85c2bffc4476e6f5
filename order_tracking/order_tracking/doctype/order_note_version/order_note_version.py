from order_tracking.append_only import AppendOnly


class OrderNoteVersion(AppendOnly):
	pass
