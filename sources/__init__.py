"""What comes in beside the field: CSV files of officers and services, checked and typed.

No decisions. May import domain.
"""
