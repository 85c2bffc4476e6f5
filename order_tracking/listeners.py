"""Lets Frappe's own tools and open forms see what the drain wrote."""


def tell(changes: list) -> None:
	pass
