"""The yearly report: one document of figures, rendered to PDF, Excel and JSON."""
