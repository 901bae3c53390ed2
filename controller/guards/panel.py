"""The switch on the panel wins: in HAND or OFF nothing but the heartbeat is sent."""

from __future__ import annotations

from dataclasses import replace

from controller.allowed import Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "panel"


def panel(allowed: Allowed, seen: Situation) -> Allowed:
    """No commands while a person at the panel rules; the PLC would not obey them, and must not be argued with."""
    off, hand = seen.image.state("panel_off"), seen.image.state("panel_hand")
    if not off and not hand:
        return allowed
    phrase = Phrase.PANEL_OFF if off else Phrase.PANEL_HAND
    return replace(allowed, commands=False).because(GUARD, phrase)
