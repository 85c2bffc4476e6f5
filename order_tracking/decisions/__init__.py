"""What people decide about an order: buttons, approvals, promises, and what nobody may write."""
