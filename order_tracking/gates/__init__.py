"""What must be settled before a document of an order is submitted."""
