"""Temperature of the melt water that a snow pile gives back."""

from __future__ import annotations

from math import exp

# Calibration: about 1 °C out at design flow and 15 °C back while more than half the snow is left (Sundsvall,
# Bellona 2000: "about 1 °C out, about 15 °C back"); 4-6 °C near empty. exp(−2.7) · 15 = 1.0.
DESIGN_NTU = 2.7
_MELTING_C = 0.0
_WETTED_SHARE_NEAR_EMPTY = 0.4
_FULLY_WETTED_ABOVE = 0.5


def wetted_share(volume_share: float) -> float:
    """Share 0.4…1 of the design contact area A_wet at `volume_share` 0…1 of the full store; 0 without snow.

    Constant above half full, falling linearly below (proposal: no published curve was found).
    """
    if volume_share <= 0.0:
        return 0.0
    filled = min(volume_share / _FULLY_WETTED_ABOVE, 1.0)
    return _WETTED_SHARE_NEAR_EMPTY + (1.0 - _WETTED_SHARE_NEAR_EMPTY) * filled


def outlet_temp_c(
    return_temp_c: float, flow_share: float, volume_share: float, channel_factor: float = 1.0
) -> float:
    """T_out = T_m + (T_ret − T_m) exp(−NTU) [°C] with NTU = 2.7 · A_wet/A_wet,design · f_channel / (V̇/V̇_design).

    `flow_share` of the design flow, 0…1.5; `channel_factor` 0.3…1 for flow that has melted channels. T_m 0 °C:
    clean snow. Proposed form, calibrated on two temperatures of one plant.
    """
    if flow_share <= 0.0:
        return _MELTING_C
    ntu = DESIGN_NTU * wetted_share(volume_share) * channel_factor / flow_share
    return _MELTING_C + (return_temp_c - _MELTING_C) * exp(-ntu)
