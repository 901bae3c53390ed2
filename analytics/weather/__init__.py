"""Degree days and signatures: what the weather asks of a building."""
