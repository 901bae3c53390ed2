"""From history to a verified statement: sufficiency, baselines, savings, uncertainty, indicators, report.

No live data paths, no files. May import domain and physics.
"""
