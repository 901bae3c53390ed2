"""The language of the trade: sites, points, readings, quality, time, tariffs, plans, commands, alarms.

Standard library only, no I/O. Every other room speaks in these types; what two rooms share across a seam
is a protocol in `domain.ports`.
"""
