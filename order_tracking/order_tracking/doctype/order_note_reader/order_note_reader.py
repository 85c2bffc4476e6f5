from order_tracking.append_only import RowOfNote


class OrderNoteReader(RowOfNote):
	pass
