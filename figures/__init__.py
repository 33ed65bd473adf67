"""The charts and tables of the report: indicators in; a drawing, its alternative text and the table behind it out."""
