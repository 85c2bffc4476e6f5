from order_tracking.append_only import RowOfNote


class OrderNoteInstalment(RowOfNote):
	pass
