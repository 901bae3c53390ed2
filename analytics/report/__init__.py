"""The yearly report: one frozen document, rendered to PDF, Excel and JSON.

`read_account` (analytics.indicators.energy_account) reads the store, `compose` turns the account into a Document
of sections, tables, charts and figures, the renderers print it. No renderer calculates; every printed number is a
Figure.
"""
