"""The yearly account: use per carrier and building, indicators of ISO 50001, targets."""
