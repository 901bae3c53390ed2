"""The answer of `verify`: choice of model, claim, verdict, words."""
