"""What the surplus melt water carries: salt, acidity, particles and oil."""

from __future__ import annotations

# Melt water of tipped street snow: salt leaves first, particles follow flow, oil stays below 1 mg/l while the
# separator works (orders of magnitude after Havs- och vattenmyndigheten, "Vad kan snö innehålla?"; pH 4-8 there).
_SALT_SPRING_US_CM, _SALT_LATE_US_CM = 600.0, 120.0
_CLEAR_NTU, _NTU_PER_M3_H = 6.0, 0.9
_CLEAN_OIL_MG_L, _PH = 0.3, 7.2
# What the faults bring: a broken bag of fines, a burst hydraulic hose of a loader.
_FOUL_NTU, _FOUL_OIL_MG_L = 400.0, 18.0
# The pond mixes what comes in.
_MIXING_S = 900.0


class WaterQuality:
    """Moves with `step`; `conductivity_us_cm`, `turbidity_ntu`, `ph`, `oil_mg_l` of what would be discharged."""

    def __init__(self) -> None:
        self.conductivity_us_cm = _SALT_LATE_US_CM
        self.turbidity_ntu = _CLEAR_NTU
        self.ph = _PH
        self.oil_mg_l = _CLEAN_OIL_MG_L

    def step(self, seconds: float, *, melt_m3_h: float, molten_share: float, foul: bool, oily: bool) -> None:
        """Move by `seconds` with `melt_m3_h` running in and `molten_share` 0…1 of the season's snow gone."""
        follow = min(seconds / _MIXING_S, 1.0)
        salt = _SALT_LATE_US_CM + (_SALT_SPRING_US_CM - _SALT_LATE_US_CM) * (1.0 - molten_share) ** 4
        turbid = _FOUL_NTU if foul else _CLEAR_NTU + _NTU_PER_M3_H * melt_m3_h
        self.conductivity_us_cm += follow * (salt - self.conductivity_us_cm)
        self.turbidity_ntu += follow * (turbid - self.turbidity_ntu)
        self.oil_mg_l += follow * ((_FOUL_OIL_MG_L if oily else _CLEAN_OIL_MG_L) - self.oil_mg_l)
        self.ph += follow * (_PH + 0.4 * min(self.turbidity_ntu / _FOUL_NTU, 1.0) - self.ph)
