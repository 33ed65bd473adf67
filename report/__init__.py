"""The report: from notebooks and indicators to the documents that readers open."""
