"""What goes with the report as pages: the explorer of all values."""
