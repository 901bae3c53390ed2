"""Longer each time, up to a minute."""

from __future__ import annotations

from gateway.backoff import Backoff


def test_waits_double_up_to_the_ceiling_and_end_with_success() -> None:
    backoff = Backoff(1.0)
    for expected in (1, 2, 4, 8, 16, 32, 60, 60):
        backoff.failed(1000.0)
        assert 0.79 * expected <= backoff.wait_s(1000.0) <= expected
    assert backoff.wait_s(1000.0 + 60) == 0
    backoff.succeeded()
    assert backoff.wait_s(1000.0) == 0


def test_first_failures_may_be_free() -> None:
    backoff = Backoff(2.0, free=1)
    backoff.failed(0)
    assert backoff.wait_s(0) == 0
    backoff.failed(0)
    assert 1.6 <= backoff.wait_s(0) <= 2.0


def test_a_thousand_failures_do_not_overflow() -> None:
    backoff = Backoff(1.0)
    for _ in range(5000):
        backoff.failed(0)
    assert backoff.wait_s(0) <= 60
