"""Alarms: definitions with cause, consequence and action, rules, and the state of each.

No plant logic. May import domain.
"""
