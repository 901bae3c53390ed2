"""The known word nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean …?` when one of `known` is near `word`, else None."""
    by_small = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(word.lower(), by_small, n=1, cutoff=0.6)
    return f"did you mean {by_small[near[0]]}?" if near else None
