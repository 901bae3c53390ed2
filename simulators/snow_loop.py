"""The melt-water side: pump, filter, snow and exchanger, following a set-point in kilowatts."""

from __future__ import annotations

from domain.plant import Exchanger, Pump
from physics import heat_exchanger, pump
from physics.snow_outlet import outlet_temp_c
from physics.water import capacity_rate_kw_k
from simulators.plant_truth import PlantTruth

# The pump's drive goes from standstill to full speed in about two minutes.
_FULL_SPEED_S = 120.0
_MIN_SPEED = 0.15
_CLEAN_FILTER_PA = 25000.0
# A filter on tipped snow doubles its resistance in about two weeks at design flow (assumed).
_DOUBLES_AFTER_H = 14.0 * 24.0
# Losses of drive and motor while the pump turns, share of its nameplate power; screens, oil separator and return
# valves. Together with the pump they give the snow loop a COP of 35-50, as the 65 MWh a year at Sundsvall do.
DRIVE_LOSS_SHARE = 0.08
TREATMENT_KW = 3.5
# Below this level the pump draws air.
_POND_DRY_MM = 100.0
# Water in pipes, plates and pond follows with a time constant of a few minutes.
_WATER_LAG_S = 120.0


def _pond_pickup_k(air_temp_c: float) -> float:
    """Warming [K] between snow and exchanger: to about 1 °C in summer (Sundsvall), next to none in frost."""
    return min(max(0.5 + 0.02 * air_temp_c, 0.05), 1.0)


def _pump_kw(motor: Pump, speed: float) -> float:
    loss_kw = DRIVE_LOSS_SHARE * motor.max_power_kw if speed > 0.0 else 0.0
    return loss_kw + pump.power_kw(motor.max_power_kw, speed)


class SnowLoop:
    """Moves with `step`; `flow_m3_h`, temperatures [°C], `cooling_kw`, `speed` 0…1, `clogging` 0 when clean."""

    def __init__(self, exchanger: Exchanger, motor: Pump, truth: PlantTruth) -> None:
        self._exchanger = exchanger
        self._pump = motor
        self._contact = truth.contact
        self._conductance_kw_k = truth.conductance * heat_exchanger.conductance_kw_k(
            exchanger.effectiveness, exchanger.design_flow_m3_h
        )
        self.speed = 0.0
        self.tripped = False
        self.clogging = 0.1
        self.flow_m3_h = 0.0
        self.leaving_c = 2.0
        self.return_c = 4.0
        self.cooling_kw = 0.0

    def step(
        self,
        seconds: float,
        *,
        setpoint_kw: float,
        network_flow_m3_h: float,
        entering_c: float,
        volume_share: float,
        pond_level_mm: float,
        air_temp_c: float,
    ) -> None:
        """Move by `seconds`, at most 10."""
        self._turn(seconds, setpoint_kw)
        wet = pond_level_mm >= _POND_DRY_MM and volume_share > 0.0
        clean_flow = pump.flow_m3_h(self._pump.max_flow_m3_h, self.speed, 1.0 + 0.5 * self.clogging)
        self.flow_m3_h = clean_flow if wet else 0.0
        if self.flow_m3_h <= 0.0:
            self.cooling_kw = 0.0
            return
        flow_share = self.flow_m3_h / self._exchanger.design_flow_m3_h
        leaving = outlet_temp_c(self.return_c, flow_share, volume_share, self._contact)
        leaving = min(leaving + _pond_pickup_k(air_temp_c), max(self.return_c, 1.0))
        follow = min(seconds / _WATER_LAG_S, 1.0)
        self.leaving_c += follow * (leaving - self.leaving_c)
        self.cooling_kw = heat_exchanger.transfer_kw(
            self._conductance_kw_k, self.flow_m3_h, network_flow_m3_h, self.leaving_c, entering_c
        )
        warmed = self.leaving_c + self.cooling_kw / capacity_rate_kw_k(self.flow_m3_h)
        self.return_c += follow * (warmed - self.return_c)
        self.clogging += flow_share * seconds / 3600.0 / _DOUBLES_AFTER_H

    def _turn(self, seconds: float, setpoint_kw: float) -> None:
        """Integral control of the speed on the power, as the drive's own regulator does."""
        if self.tripped or setpoint_kw <= 0.0:
            self.speed = max(self.speed - seconds / _FULL_SPEED_S, 0.0) if not self.tripped else 0.0
            return
        error = (setpoint_kw - self.cooling_kw) / self._exchanger.capacity_kw
        faster = self.speed + max(-1.0, min(1.0, 2.0 * error)) * seconds / _FULL_SPEED_S
        self.speed = min(max(faster, _MIN_SPEED), 1.0)

    @property
    def pump_kw(self) -> float:
        """Electric power of the pump with its drive [kW]."""
        return _pump_kw(self._pump, self.speed)

    @property
    def electric_kw(self) -> float:
        """Electric power of the loop: pump and water treatment [kW]."""
        return self.pump_kw + (TREATMENT_KW if self.speed > 0.0 else 0.0)

    @property
    def filter_pressure_drop_pa(self) -> float:
        """Pressure drop over the filter [Pa]."""
        share = self.flow_m3_h / self._exchanger.design_flow_m3_h
        return pump.pressure_drop_pa(_CLEAN_FILTER_PA, share, self.clogging)
