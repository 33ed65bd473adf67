"""Making the report and its parts, and keeping what is current."""
