"""What the desk shows beside the form's own fields: overview, state of tracking, board, calendar, cards."""
