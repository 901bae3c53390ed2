"""Every alarm there is, rationalised: what it means, what it leads to, what to do and how soon (ISA-18.2)."""

from __future__ import annotations

from alarms.definitions.field import FIELD
from alarms.definitions.plant import PLANT
from alarms.definitions.system import SYSTEM
from domain.alarm import AlarmDefinition

DEFINITIONS: dict[str, AlarmDefinition] = {definition.id: definition for definition in (*PLANT, *FIELD, *SYSTEM)}
