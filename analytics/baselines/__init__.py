"""Baseline models behind one shape: fit a table, predict a table."""
