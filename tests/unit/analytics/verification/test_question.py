"""Which kinds of model the files can carry."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.verification.question import AUTO, candidates
from domain.errors import InputError

START = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def file(table):
    """`file("1d", "energy_kwh")`: two years of ones in that step."""

    def make(step, column):
        months = [datetime(2021 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(24)]
        days = [START + timedelta(days=day) for day in range(730)]
        hours = [START + timedelta(hours=hour) for hour in range(730 * 24)]
        times = {"1mo": months, "1d": days, "1h": hours}[step]
        return table(times, step, **{column: np.ones(len(times))})

    return make


@pytest.mark.parametrize(
    ("meter", "weather", "names"),
    [
        ("1h", "1h", ["daily", "hourly", "learned"]),
        ("1h", "1d", ["daily"]),
        ("1d", "1h", ["daily"]),
        ("1mo", "1h", ["monthly"]),
        ("1mo", "1mo", ["monthly"]),
    ],
)
def test_the_coarser_file_says_which_models_there_are(file, meter, weather, names):
    kinds = candidates(AUTO, file(meter, "energy_kwh"), file(weather, "outside_air_temp_c"))
    assert [kind.name for kind in kinds] == names


@pytest.mark.parametrize("model", [AUTO, "monthly"])
@pytest.mark.parametrize("meter", ["1h", "1d"])
def test_weather_by_month_beside_a_finer_meter_is_refused(file, model, meter):
    with pytest.raises(InputError, match="found 1mo, expected 1d or shorter beside this meter"):
        candidates(model, file(meter, "energy_kwh"), file("1mo", "outside_air_temp_c"))
