"""A cooling season played from files: strategies against a plant whose coefficients they do not know.

`run_season` plays one, `run_cases` many on all cores; `gather` makes the inputs from interval tables.
"""

from simulators.season.inputs import SeasonInputs
from simulators.season.outcome import SeasonOutcome
from simulators.season.run import Case, run_cases, run_season

__all__ = ["Case", "SeasonInputs", "SeasonOutcome", "run_cases", "run_season"]
