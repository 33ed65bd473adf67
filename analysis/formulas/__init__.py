"""What an indicator is: terms, formulas, their evaluation, keys, and the way back to observations."""
