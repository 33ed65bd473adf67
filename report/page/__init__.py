"""What goes with the report as pages: what its own script reads, and the explorer of all values."""
