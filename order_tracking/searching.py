"""What people type into a search stands for itself, also a percent sign."""


def part(text: str) -> str:
	"""The pattern of LIKE that finds this text anywhere."""
	escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return f"%{escaped}%"
