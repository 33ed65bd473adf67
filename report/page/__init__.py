"""What the script of the report's page reads: the places, and what is said about each."""
