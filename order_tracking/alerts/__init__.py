"""Who hears of what, once: rules, the ledger of what was told, mails at once and the daily letter."""
