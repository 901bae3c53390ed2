"""No alarm is good news only while the site is heard."""

from datetime import timedelta

from domain.quality import Reason, bad
from domain.reading import Reading

UNHEARD = "Inget färskt hörs från anläggningen"
QUIET = "Allt är kvitterat och normalt"


def polled(house):
    return next(name for name, point in house.points.items() if point.expected_interval_s)


def test_fresh_values_and_no_alarm_are_good_news(house, ask):
    house.read(polled(house), 1.0)
    assert QUIET in ask("/").text
    assert UNHEARD not in ask("/").text + ask("/alarms").text
    assert ask("/alarms.json").json() == []


def test_a_silent_device_is_heard_of_as_long_as_the_edge_tells_so(house, ask):
    point = house.points[polled(house)]
    now = house.clock.now()
    house.historian.append([Reading(point.id, now, now, None, point.unit, bad(Reason.NO_COMMUNICATION))])
    assert UNHEARD not in ask("/").text


def test_when_everything_is_old_no_alarm_says_nothing(house, ask):
    house.read(polled(house), 1.0, house.clock.now() - timedelta(hours=2))
    for page in ("/", "/alarms"):
        assert UNHEARD in ask(page).text
        assert QUIET not in ask(page).text
        assert "P1 –" in ask(page).text


def test_an_alarm_that_is_known_is_shown_however_old_the_values_are(house, ask, filter_alarm):
    house.alarms.alarms.append(filter_alarm)
    assert UNHEARD not in ask("/").text
    assert len(ask("/alarms.json").json()) == 1


def test_where_alarms_do_not_reach_an_empty_list_is_not_given(house, ask):
    house.alarms = None
    house.read(polled(house), 1.0)
    assert UNHEARD in ask("/").text
    assert ask("/.json").json()["alarms"] is None
    assert ask("/alarms.json").status_code == ask("/alarms.csv").status_code == 503
