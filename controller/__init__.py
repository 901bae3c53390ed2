"""From state and forecast to Command: one frozen image in, guards narrow, one set of commands out.

guards/ one safety rule per file. No sockets, files or clocks of its own. May import domain and physics.
"""
