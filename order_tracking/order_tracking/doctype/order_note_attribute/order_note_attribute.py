from order_tracking.append_only import RowOfNote


class OrderNoteAttribute(RowOfNote):
	pass
