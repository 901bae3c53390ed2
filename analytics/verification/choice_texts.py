"""The choice of a model as the document states it, in Swedish and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.records.variables import Variable
from analytics.verification.choice import BLOCK_WEEKS, Choice, HeldOut, Trial
from analytics.verification.question import AUTO, Question


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """How the model was chosen: `test` is null for the only one that could be, or that was asked for.

    `years` are pairs [learned, predicted] of the test by other years; `candidates` go from simple to complex;
    `variables` are the columns that the model knows beside weather and calendar.
    """

    automatic: bool
    test: HeldOut | None
    years: tuple[tuple[int, int], ...]
    candidates: tuple[Trial, ...]
    variables: tuple[str, ...]
    text: str


_ASKED = ("Modellen {model} begärdes.", "The model {model} was asked for.")
_ALONE = (
    "Filernas steg räcker bara till modellen {model}.",
    "The steps of the files carry no other model than {model}.",
)
_TESTS = {
    HeldOut.OTHER_YEARS: (
        "Minst fel på andra år, före åtgärden: {years}. En enklare modell valdes om skillnaden var liten.",
        "Least error on other years, before the measure: {years}. A simpler model was taken where it made little"
        " difference.",
    ),
    HeldOut.HIDDEN_WEEKS: (
        "Minst fel på dolda delar av basperioden, {weeks} veckor i taget; filen har inga andra år. Det är ett"
        " snällare prov än ett nytt år.",
        "Least error on hidden parts of the baseline, {weeks} weeks at a time; the file holds no other years. That"
        " is a kinder test than a new year.",
    ),
}


def choice_document(choice: Choice, question: Question, variables: Sequence[Variable] = ()) -> ModelChoice:
    """The choice in words and figures."""
    automatic = question.model == AUTO
    texts = _TESTS[choice.test] if choice.test is not None else _ALONE if automatic else _ASKED
    years = ", ".join(f"{early} → {late}" for early, late in choice.years)
    text = texts[0 if question.language == "sv" else 1]
    return ModelChoice(
        automatic=automatic,
        test=choice.test,
        years=choice.years,
        candidates=choice.trials,
        variables=tuple(variable.name for variable in variables),
        text=text.format(model=choice.kind.name, years=years, weeks=BLOCK_WEEKS),
    )
