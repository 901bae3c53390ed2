"""Alarms of meters and sensors."""

from __future__ import annotations

from domain.alarm import AlarmDefinition, AlarmPriority

FIELD = (
    AlarmDefinition(
        id="device_silent",
        priority=AlarmPriority.P3,
        title_sv="Mätaren svarar inte",
        title_en="The device does not answer",
        cause_sv="Strömmen, nätkabeln, bussledningen eller adressen till mätaren är fel.",
        cause_en="Its power, network cable, bus wire or address is wrong.",
        consequence_sv="Värden saknas så länge; förbrukningen räknas ikapp när mätaren svarar igen.",
        consequence_en="Values are missing meanwhile; consumption catches up when it answers again.",
        action_sv="Kontrollera att mätaren har ström och att adressen i anläggningsfilen stämmer.",
        action_en="Check that it has power and that its address in the site file is right.",
        minutes=24 * 60,
    ),
    AlarmDefinition(
        id="device_bad_data",
        priority=AlarmPriority.P3,
        title_sv="Mätaren svarar med värden som inte går att använda",
        title_en="The device answers with values that cannot be used",
        cause_sv="En givare är trasig eller urkopplad, eller så stämmer inte registerkartan med mätaren.",
        cause_en="A sensor is broken or unplugged, or the register map does not fit the device.",
        consequence_sv="Värdena lagras som felaktiga och används inte.",
        consequence_en="The values are stored as bad and are not used.",
        action_sv="Jämför mätarens display med värdet här; byt givare eller rätta registerkartan.",
        action_en="Compare its display with the value here; change the sensor or mend the register map.",
        minutes=24 * 60,
    ),
)
