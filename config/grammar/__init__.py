"""What may stand in a configuration file: one model per kind of file, nothing coerced, nothing unknown."""
