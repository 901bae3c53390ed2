"""Answers as a person reads them on a terminal, in Swedish and English."""
