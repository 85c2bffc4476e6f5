"""The customer's own view: what is published, and the pages that show it and nothing else."""
