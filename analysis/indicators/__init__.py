"""The method: every indicator of the report, one module a subject."""
