"""What the reports share: the permitted query, their layout, on time in full, prepared copies."""
