"""The pages say what the report says."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analytics.indicators.savings_summary import count_savings


def test_the_pages_say_what_the_report_says(town, account, document):
    now = datetime(account.year + 1, 3, 1, tzinfo=UTC)
    summary, headline = count_savings(town.site, town.store, now), document.headline
    assert (summary.year, summary.base_year, summary.counted_at) == (account.year, account.base_year, now)
    assert summary.change == pytest.approx(headline.change, abs=1e-6)
    assert summary.interval_90 == pytest.approx(headline.interval_90, abs=1e-6)
    assert (summary.correction, summary.target_change) == (headline.correction, headline.target_change)
    assert summary.path_change == pytest.approx(headline.path_change, abs=1e-6)
    first, last = summary.years[0], summary.years[-1]
    assert (first.year, first.change) == (account.base_year, 0.0)
    assert (last.kwh, last.change) == (pytest.approx(summary.observed_kwh), pytest.approx(summary.change))
    assert [one.kwh for one in summary.buildings] == [one.kwh for one in account.indicators()]


def test_a_new_year_begins_at_the_sites_midnight(town, account):
    # 23:30 UTC on New Year's Eve is already the new year in Östersund.
    eve = datetime(account.year, 12, 31, tzinfo=UTC)
    assert count_savings(town.site, town.store, eve.replace(hour=23, minute=30)).year == account.year
    assert count_savings(town.site, town.store, eve.replace(hour=22, minute=30)).year == account.year - 1


def test_without_a_target_there_is_no_path(town, account):
    site = replace(town.site, target=None)
    summary = count_savings(site, town.store, datetime(account.year + 1, 3, 1, tzinfo=UTC))
    assert (summary.path_change, summary.target_change, summary.target_year) == (None, None, None)
