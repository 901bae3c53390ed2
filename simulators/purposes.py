"""What a square metre of each kind of municipal building uses, and whose real load shape it replays.

Annual figures are of the year 2010, rounded assumptions of the order that Energistatistik för lokaler and STIL2
(Energimyndigheten) give for Swedish premises; they are for a demonstration, not statistics to quote.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """Annual electricity and heat [kWh/m2], share of the heat that is hot water, water [m3/m2], and shapes.

    `electricity_shape` and `heat_shape` name recorded Cambridge buildings, `cooling_weight` is that of a square
    metre in the comfort cooling of a network, `processes` marks rooms whose electricity becomes cooling load.
    """

    electricity_kwh_m2: float
    heat_kwh_m2: float
    hot_water_share: float
    water_m3_m2: float
    electricity_shape: str
    heat_shape: str
    cooling_weight: float = 1.0
    processes: bool = False


PURPOSES: dict[str, Purpose] = {
    "school": Purpose(62.0, 135.0, 0.10, 0.25, "b12", "b24"),
    "preschool": Purpose(68.0, 155.0, 0.14, 0.45, "b23", "b104"),
    "care_home": Purpose(82.0, 150.0, 0.25, 1.20, "b13", "b22"),
    "hospital": Purpose(110.0, 140.0, 0.20, 1.00, "b31", "b27", cooling_weight=1.5),
    "swimming_hall": Purpose(190.0, 260.0, 0.45, 3.50, "b27", "b58"),
    "sports_hall": Purpose(70.0, 120.0, 0.30, 0.60, "b62", "b104"),
    "ice_rink": Purpose(230.0, 70.0, 0.50, 1.50, "b109", "b58", cooling_weight=0.3),
    "town_hall": Purpose(88.0, 115.0, 0.05, 0.20, "b104", "b0"),
    "office": Purpose(88.0, 110.0, 0.05, 0.20, "b104", "b0"),
    "library": Purpose(80.0, 110.0, 0.05, 0.20, "b0", "b0"),
    "cultural_centre": Purpose(85.0, 120.0, 0.06, 0.25, "b22", "b0"),
    "museum": Purpose(75.0, 115.0, 0.05, 0.15, "b22", "b27"),
    "fire_station": Purpose(78.0, 150.0, 0.15, 0.60, "b28", "b22"),
    "depot": Purpose(65.0, 140.0, 0.08, 0.50, "b31", "b24"),
    "workshop": Purpose(85.0, 130.0, 0.08, 0.30, "b31", "b24"),
    "data_room": Purpose(1500.0, 10.0, 0.00, 0.05, "b33", "b27", cooling_weight=0.0, processes=True),
}
OTHER = Purpose(80.0, 130.0, 0.12, 0.40, "b31", "b27")


def purpose_of(name: str) -> Purpose:
    """Figures for purpose `name`; those of an ordinary building for a word that is not in the table."""
    return PURPOSES.get(name, OTHER)
