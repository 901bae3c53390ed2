"""The chapters of the report, one file each; every one takes the Draft and gives a Section."""
