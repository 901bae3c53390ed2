"""From wire to Reading and from Command to wire; the only room that touches the field.

fieldbus/ speaks the protocols; normalise gives values unit and quality; the poller keeps time; the commander
writes. No maker's names: they are data in config/devices. May import domain and physics.
"""
