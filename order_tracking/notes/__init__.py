"""Order Notes: written, checked, judged with their order, acknowledged, seen."""
