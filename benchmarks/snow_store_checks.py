"""The snow store against published figures; docs/validation_snow.md shows every line."""

from __future__ import annotations

from benchmarks.nordell_checks import cut_rows, nordell_rows, split_rows
from benchmarks.pile_checks import band_rows, chitose_rows, granasen_rows
from benchmarks.regression_checks import regression_rows
from benchmarks.snow_data import Row
from benchmarks.snowpack_checks import snowpack_rows
from benchmarks.sundsvall_checks import sundsvall_rows


def store_rows() -> list[Row]:
    """Every line about a store, in the order of the table."""
    return [
        *nordell_rows("1", 0.20, 0.06, False),
        *nordell_rows("2", 0.10, 0.10, False),
        *nordell_rows("1", 0.20, 0.06, True),
        *nordell_rows("2", 0.10, 0.10, True),
        *regression_rows(),
        *snowpack_rows(),
        *granasen_rows(),
        *band_rows(),
        *cut_rows(),
        *chitose_rows(),
        *sundsvall_rows(),
        *split_rows(),
    ]
