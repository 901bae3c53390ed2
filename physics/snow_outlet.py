"""Temperature of the melt water that a snow pile gives back."""

from __future__ import annotations

from math import exp

# Calibration: about 1 °C out at design flow and 15 °C back while more than half the snow is left (Sundsvall,
# Bellona 2000: "about 1 °C out, about 15 °C back"); 4-6 °C near empty. exp(−2.7) · 15 = 1.0.
DESIGN_NTU = 2.7
_MELTING_C = 0.0
_WETTED_SHARE_NEAR_EMPTY = 0.4
_FULLY_WETTED_ABOVE = 0.5
# Water that runs in melted channels still touches this share of the snow's contact area (proposal).
LEAST_CHANNEL_FACTOR = 0.3


def wetted_share(volume_share: float) -> float:
    """Share 0.4…1 of the design contact area A_wet at `volume_share` 0…1 of the full store; 0 without snow.

    Constant above half full, falling linearly below (proposal: no published curve was found).
    """
    if volume_share <= 0.0:
        return 0.0
    filled = min(volume_share / _FULLY_WETTED_ABOVE, 1.0)
    return _WETTED_SHARE_NEAR_EMPTY + (1.0 - _WETTED_SHARE_NEAR_EMPTY) * filled


def kept_share(flow_share: float, volume_share: float, channel_factor: float = 1.0) -> float:
    """Share exp(−NTU) of its warmth [1] that water keeps on its way through the snow; 0: no flow, 1: no snow.

    NTU = U A_wet/(ṁ c) = 2.7 · A_wet/A_wet,design · f_channel/(V̇/V̇_design), U taken as constant. `flow_share`
    0…1.5; `channel_factor` 0.3…1 for flow that has melted channels.
    """
    if flow_share <= 0.0:
        return 0.0
    return exp(-DESIGN_NTU * wetted_share(volume_share) * channel_factor / flow_share)


def outlet_temp_c(
    return_temp_c: float, flow_share: float, volume_share: float, channel_factor: float = 1.0
) -> float:
    """T_out = T_m + (T_ret − T_m) exp(−NTU) [°C] with the share of `kept_share`.

    T_m 0 °C: clean snow. Proposed form, calibrated on two temperatures of one plant.
    """
    if flow_share <= 0.0:
        return _MELTING_C
    return _MELTING_C + (return_temp_c - _MELTING_C) * kept_share(flow_share, volume_share, channel_factor)


def channel_factor(outlets_open: int, outlets: int, hours_unrotated: float = 0.0) -> float:
    """Contact factor f = max(0.3, (m/n)^½ · e^(−t/τ)) [1], τ = 240 h, of m of n return outlets open for t hours.

    Water let back at few places touches less snow, and where it runs for days it melts channels; rotating the
    outlets sets t back. Proposal after the practice of rotating outlets: no measured curve was found.
    """
    if outlets_open <= 0:
        return LEAST_CHANNEL_FACTOR
    spread = (min(outlets_open, outlets) / outlets) ** 0.5
    return float(max(LEAST_CHANNEL_FACTOR, spread * exp(-hours_unrotated / _CHANNEL_GROWS_H)))


_CHANNEL_GROWS_H = 240.0
