"""The front door: command line, wiring, settings, logging. The only room that builds adapters."""
