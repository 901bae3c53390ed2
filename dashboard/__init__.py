"""Live pages, alarms and savings in Swedish and English; shows and asks, calculates nothing.

May import domain.
"""
