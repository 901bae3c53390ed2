"""Laws of nature as pure functions: snow store, heat exchanger, chiller, pump, building load.

Every function gives its equation, units, source and validity range. No decisions, no state, no I/O.
May import domain.
"""
