"""The further formats of a report: tables, spreadsheets, Word, pictures, and the notebooks as pages."""
