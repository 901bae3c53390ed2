"""Many buildings added up."""
