"""One module per verb of the command line; each imports what is heavy inside its function."""
