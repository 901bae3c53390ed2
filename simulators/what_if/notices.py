"""What a what-if must say beside its figures, in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulators.season.inputs import Notice
from simulators.season.outcome import SeasonOutcome, SeasonWarning
from simulators.season.strategies import PERFECT
from simulators.what_if.sizing import Knobs
from simulators.what_if.summers import Given

# The two halves of one saying: without every price the answer must not be used for choosing a size.
NOT_A_BASIS = (
    "Bara driftkostnad, inget underlag för dimensionering: pris saknas för {keys}.",
    "operating cost only, not a basis for sizing: no price for {keys}.",
)
_TEXTS = {
    "generated_weather": (
        "Vädret är påhittat ur mätta timmar (FMI Jokioinen 2015–2017, flyttade till Östersunds klimat enligt "
        "ERA5); ge --weather för ortens eget.",
        "The weather is generated from measured hours (FMI Jokioinen 2015–2017, moved to the climate of Östersund "
        "by ERA5); give --weather for the place's own.",
    ),
    "synthetic_prices": (
        "Elpriserna är syntetiska, ingen marknad ligger bakom dem; ge --prices.",
        "The electricity prices are synthetic, no market lies behind them; give --prices.",
    ),
    "generated_load": (
        "Kylbehovet är skapat ur vädret och nätets toppeffekt; ge --load för det uppmätta.",
        "The cooling load is generated from the weather and the network's peak; give --load for the measured one.",
    ),
    "plant_alone": (
        "Effektavgiften är räknad som om anläggningen vore ensam på sin anslutning (plant alone): anslutningens "
        "övriga effekt, base_power_kw i en lastfil, är inte känd.",
        "The demand charge is that of the plant alone on its connection: the connection's other power, "
        "base_power_kw of a load file, is not known.",
    ),
    "load_not_warmed": (
        "Kylbehovet i filen är detsamma i den varmare sommaren, fast det skulle ha ökat: --warmer-c ändrar bara "
        "smältning, köldfaktor och frikyla.",
        "The load in the file is the same in the warmer summer, though it would have risen: --warmer-c changes "
        "melt, COP and free cooling alone.",
    ),
    "weather_not_of_the_load": (
        "Kylbehovet i filen hör inte till de påhittade somrarna: varma dagar och stor last faller inte samman.",
        "The load in the file does not belong to the generated summers: hot days and high load do not coincide.",
    ),
    "lower_bound": (
        "perfect är en undre gräns som ingen styrning når: driftkostnaden blir högre i verkligheten.",
        "perfect is a lower bound that no control reaches: operation costs more in reality.",
    ),
    "several_summers": (
        "Filerna har {rows} somrar; de turas om.",
        "The files hold {rows} summers; they take turns.",
    ),
    "does_not_fit": (
        "Fall med mer snö än lagret rymmer ({room} t) är inte räknade: {rows} st.",
        "Cases with more snow than the store holds ({room} t) are not worked out: {rows}.",
    ),
}


def own_notices(given: Given, knobs: Knobs, years: int) -> Iterator[Notice]:
    """What is to be said of where the summers come from."""
    if given.weather is None:
        yield Notice("generated_weather")
    if given.prices is None:
        yield Notice("synthetic_prices")
    if given.load is None:
        yield Notice("generated_load")
    elif given.weather is None:
        yield Notice("weather_not_of_the_load")
    if given.load is not None and any(knobs.warmer_c):
        yield Notice("load_not_warmed")
    if knobs.strategy == PERFECT:
        yield Notice("lower_bound")
    if years > 1:
        yield Notice("several_summers", years)


def unfit_notice(count: int, room_t: float) -> Notice:
    """How many cases are left out because their snow has no room."""
    return Notice("does_not_fit", count, (("room", round(room_t)),))


def warnings_of(
    notices: Iterable[Notice], outcomes: Iterable[SeasonOutcome], language: str
) -> tuple[SeasonWarning, ...]:
    """The seasons' own warnings, each code once with its largest count, and those of the comparison."""
    found: dict[str, SeasonWarning] = {}
    for outcome in outcomes:
        for warning in outcome.warnings:
            if warning.code not in found or (warning.rows or 0) > (found[warning.code].rows or 0):
                found[warning.code] = warning
    # There may be no load file that its own words could speak of.
    alone = [Notice("plant_alone")] if "plant_alone" in found else []
    for notice in (*alone, *notices):
        text = _TEXTS[notice.code][0 if language == "sv" else 1]
        found[notice.code] = SeasonWarning(notice.code, notice.filled(text, language), notice.rows)
    return tuple(found.values())
