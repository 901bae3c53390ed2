"""The safety rules in the order in which they are told."""

from __future__ import annotations

from controller.allowed import Guard
from controller.guards.blind import blind
from controller.guards.comfort import comfort
from controller.guards.condensation import condensation
from controller.guards.filter import filter_
from controller.guards.frost import frost
from controller.guards.min_on_off import min_on_off
from controller.guards.outlet_temp import outlet_temp
from controller.guards.panel import panel
from controller.guards.pond_level import pond_level
from controller.guards.pump import pump

GUARDS: tuple[Guard, ...] = (
    panel,
    blind,
    frost,
    comfort,
    pump,
    pond_level,
    filter_,
    outlet_temp,
    condensation,
    min_on_off,
)
