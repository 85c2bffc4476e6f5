"""What the reports share: the permitted query, their rows and layout, on time in full, prepared copies."""
