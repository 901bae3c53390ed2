"""One safety rule per file; each narrows what dispatch may do and says why."""
