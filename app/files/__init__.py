"""Files that a person wrote, read with their faults; files that a verb writes, whole or not at all."""
