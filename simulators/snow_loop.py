"""The melt-water side: pump, filter, snow, three-way valve and plates, following a set-point in kilowatts."""

from __future__ import annotations

from dataclasses import dataclass

from domain.plant import Exchanger, Pump
from physics import heat_exchanger, pump
from physics.melt_water import DRIVE_LOSS_SHARE, TREATMENT_KW
from physics.snow_outlet import LEAST_CHANNEL_FACTOR, outlet_temp_c
from physics.water import capacity_rate_kw_k
from simulators.plant_truth import PlantTruth

# The pump's drive goes from standstill to full speed in about two minutes.
_FULL_SPEED_S = 120.0
# Slowest speed of the drive: the least that lifts the water over the rim with some flow. For less cooling than
# that the three-way valve leads melt water past the plates; without it the pump would start and stop.
MIN_SPEED = 0.35
_VALVE_RANGE = 0.3
_MOST_PER_STEP = 0.5
# Nameplate power and flow give the head: an efficiency of 0.5 with motor and drive, as for the site's 20 m.
_EFFICIENCY = 0.5
# Of the head at nameplate flow a tenth is lift from the pond over the rim of the pile (2 m of 20) and a sixth the
# clean filter (25 kPa at design flow); the rest is friction in pipes, plates and valves (assumed).
_LIFT_SHARE, _FILTER_SHARE = 0.10, 0.17
_PLATES_PA = 35000.0
# A filter on tipped snow doubles its resistance in about two weeks at design flow (assumed).
_DOUBLES_AFTER_H = 14.0 * 24.0
# Chips that have come loose close it within an hour or two; rinsing does not help against them.
_CLOGS_PER_H, _CLOGGED = 10.0, 14.0
# Rinsing takes a third of the water and most of the dirt in ten minutes.
_RINSE_WATER, _RINSED_S, RINSED_TO = 0.3, 300.0, 0.05
# Below this level the pump draws air.
_POND_DRY_MM = 100.0
# Water in pipes, plates and pond follows with a time constant of a few minutes; standing, that of the hour.
_WATER_LAG_S, _STANDING_LAG_S = 120.0, 3600.0
# Return water that runs at one place has melted its channel to the end in about this time.
_CHANNEL_H = 3.0
OUTLETS = 4
_ROTATED_EVERY_S = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class LoopConditions:
    """What the loop meets: network water, snow 0…1 of a full store, pond, air, and what faults do."""

    network_flow_m3_h: float
    entering_c: float
    volume_share: float
    pond_level_mm: float
    air_temp_c: float
    rinsing: bool = False
    clogged: bool = False
    channel_hours: float = 0.0


def pond_pickup_k(air_temp_c: float) -> float:
    """Warming [K] between snow and exchanger: to about 1 °C in summer (Sundsvall), next to none in frost."""
    return min(max(0.5 + 0.02 * air_temp_c, 0.05), 1.0)


class SnowLoop:
    """Moves with `step`; `flow_m3_h`, temperatures [°C], `cooling_kw`, `speed`, `valve` 0…1, `clogging`."""

    def __init__(self, exchanger: Exchanger, motor: Pump, truth: PlantTruth) -> None:
        self._exchanger = exchanger
        self._pump = motor
        self._truth = truth
        head_pa = _EFFICIENCY * motor.max_power_kw * 1000.0 * 3600.0 / motor.max_flow_m3_h
        self._curve = pump.PumpCurve(motor.max_flow_m3_h, head_pa)
        self._lift_pa, self._filter_pa = _LIFT_SHARE * head_pa, _FILTER_SHARE * head_pa
        self._pipes_pa = head_pa - self._lift_pa - self._filter_pa
        self._demand = 0.0
        self.speed = 0.0
        self.valve = 0.0
        self.tripped = False
        self.clogging = 0.1
        self.flow_m3_h = 0.0
        self.leaving_c = 2.0
        self.return_c = 4.0
        self.cooling_kw = 0.0
        self.started = 0

    def step(self, seconds: float, setpoint_kw: float, met: LoopConditions) -> None:
        """Move by `seconds`, at most 60."""
        self._turn(seconds, setpoint_kw)
        self._filter(seconds, met)
        friction_pa = self._pipes_pa + self._filter_pa * (1.0 + self.clogging)
        flow = self._curve.working_flow_m3_h(self.speed, self._lift_pa, friction_pa)
        if met.rinsing:
            flow *= 1.0 - _RINSE_WATER
        self.flow_m3_h = flow if met.pond_level_mm >= _POND_DRY_MM else 0.0
        if self.flow_m3_h <= 0.0:
            self._stand(seconds, met.air_temp_c)
            return
        flow_share = self.flow_m3_h / self._exchanger.design_flow_m3_h
        snow_c = outlet_temp_c(self.return_c, flow_share, met.volume_share, self._contact(met.channel_hours))
        snow_c = min(snow_c + pond_pickup_k(met.air_temp_c), max(self.return_c, 1.0))
        follow = min(seconds / _WATER_LAG_S, 1.0)
        self.leaving_c += follow * (snow_c - self.leaving_c)
        self.cooling_kw = self._transfer_kw(met)
        warmed = self.leaving_c + self.cooling_kw / capacity_rate_kw_k(self.flow_m3_h)
        self.return_c += follow * (warmed - self.return_c)

    def _transfer_kw(self, met: LoopConditions) -> float:
        """Cooling [kW] by the part of the water that the valve lets through the plates."""
        through = self.flow_m3_h * self.valve
        if through <= 0.0 or met.network_flow_m3_h <= 0.0:
            return 0.0
        plates = heat_exchanger.conductance_at_kw_k(self._exchanger, through, met.network_flow_m3_h)
        return heat_exchanger.transfer_kw(
            plates * self._truth.conductance, through, met.network_flow_m3_h, self.leaving_c, met.entering_c
        )

    def _contact(self, channel_hours: float) -> float:
        """Contact of water and snow, falling to the least while a channel grows."""
        grown = min(channel_hours / _CHANNEL_H, 1.0)
        return self._truth.contact + grown * (LEAST_CHANNEL_FACTOR - self._truth.contact)

    def _turn(self, seconds: float, setpoint_kw: float) -> None:
        """Integral control of the power: first the valve opens at the least speed, then the pump goes faster."""
        stood = self.speed <= 0.0
        if self.tripped or setpoint_kw <= 0.0:
            self.speed = 0.0 if self.tripped else max(self.speed - seconds / _FULL_SPEED_S, 0.0)
            self._demand = 0.0
            self.valve = 0.0 if self.speed <= 0.0 else self.valve
            return
        error = (setpoint_kw / self._truth.energy_meter - self.cooling_kw) / self._exchanger.capacity_kw
        gain = min(2.0 * seconds / _FULL_SPEED_S, _MOST_PER_STEP)
        self._demand = min(max(self._demand + gain * max(-1.0, min(1.0, error)), 0.002), 1.0)
        self.valve = min(self._demand / _VALVE_RANGE, 1.0)
        faster = max(self._demand - _VALVE_RANGE, 0.0) / (1.0 - _VALVE_RANGE)
        target = MIN_SPEED + (1.0 - MIN_SPEED) * faster
        reach = seconds / _FULL_SPEED_S
        self.speed = max(self.speed + max(-reach, min(reach, target - self.speed)), MIN_SPEED)
        self.started += stood

    def _filter(self, seconds: float, met: LoopConditions) -> None:
        hours = seconds / 3600.0
        if met.clogged:
            self.clogging = min(self.clogging + _CLOGS_PER_H * hours, _CLOGGED)
            return
        self.clogging += self.flow_m3_h / self._exchanger.design_flow_m3_h * hours / _DOUBLES_AFTER_H
        if met.rinsing:
            self.clogging += min(seconds / _RINSED_S, 1.0) * (RINSED_TO - self.clogging)

    def _stand(self, seconds: float, air_temp_c: float) -> None:
        """Water that stands in the pipes takes the temperature of the ground and the room around them."""
        self.cooling_kw = 0.0
        around_c = min(max(air_temp_c, 2.0), 12.0)
        follow = min(seconds / _STANDING_LAG_S, 1.0)
        self.leaving_c += follow * (around_c - self.leaving_c)
        self.return_c += follow * (around_c - self.return_c)

    @property
    def pump_kw(self) -> float:
        """Electric power of the pump with its drive [kW]."""
        loss_kw = DRIVE_LOSS_SHARE * self._pump.max_power_kw if self.speed > 0.0 else 0.0
        return loss_kw + self._curve.power_kw(self._pump.max_power_kw, self.flow_m3_h, self.speed)

    @property
    def electric_kw(self) -> float:
        """Electric power of the loop: pump and water treatment [kW]."""
        return self.pump_kw + (TREATMENT_KW if self.speed > 0.0 else 0.0)

    @property
    def filter_pressure_drop_pa(self) -> float:
        """Pressure drop over the filter [Pa]."""
        return pump.pressure_drop_pa(self._filter_pa, self.flow_m3_h / self._pump.max_flow_m3_h, self.clogging)

    @property
    def plates_pressure_drop_pa(self) -> float:
        """Pressure drop over the plates on the side of the melt water [Pa]."""
        return self.side_pressure_drop_pa(self.flow_m3_h * self.valve, self._exchanger.design_flow_m3_h)

    def side_pressure_drop_pa(self, flow_m3_h: float, design_m3_h: float) -> float:
        """Pressure drop [Pa] over one side of the plates; deposits that cost conductance narrow them too."""
        fouled = max(1.0 / self._truth.conductance - 1.0, 0.0)
        return heat_exchanger.pressure_drop_pa(_PLATES_PA, flow_m3_h / design_m3_h, fouled)

    def outlet_open(self, number: int, time_s: float) -> bool:
        """Whether return outlet `number` 1…4 is open: as many as the flow needs, moved on every six hours."""
        if self.flow_m3_h <= 0.0:
            return False
        needed = 1 + int(min(self.flow_m3_h / self._exchanger.design_flow_m3_h, 0.99) * OUTLETS)
        first = int(time_s // _ROTATED_EVERY_S)
        return (number - 1 - first) % OUTLETS < needed
