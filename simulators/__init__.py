"""A site that is not there: weather, buildings, snow plant, PLC and meters on real wires, and their faults.

Nothing the real system needs. May import domain, physics and config (the register maps it serves).
"""
