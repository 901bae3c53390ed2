"""What each page says, as plain data: no HTML, no I/O."""
