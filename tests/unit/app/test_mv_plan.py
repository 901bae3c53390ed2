"""A plan is written, frozen and held against what was done: otherwise the saving is exploratory."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from app.cli import run
from app.documents import document_schema

GOLDEN = Path(__file__).parents[2] / "golden" / "measurement_and_verification"
FILES = [
    "--meter",
    str(GOLDEN / "cambridge_b0_electricity_hourly_2016-2017.csv.gz"),
    "--weather",
    str(GOLDEN / "bedford_outside_air_hourly_2016-2017.csv.gz"),
]
PLAN = """\
id: led
measure: LED-belysning
boundary: hela byggnaden
option: C
carrier: electricity
timezone: Europe/London
holidays: GB-ENG
baseline: {from: 2016-01-01, to: 2017-01-01}
reporting: {from: 2017-01-01, to: 2018-01-01}
model: daily
variables: [outside_air_temp_c]
static_factors:
  - {name: Atemp, value: 1000 m2}
meters:
  - {id: el, class: B, calibrated: 2015-06-01}
author: A. Ansvarig
date: 2016-12-01
"""
IN_TIME = "2016-12-02T10:00:00Z"


def frozen(text, at=IN_TIME, folder=None):
    """The plan with the freezing that `freeze` would have written at `at`."""
    from config.load import load_mv_plan

    path = folder / "plan.yaml"
    path.write_text(text)
    path.write_text(f"{text}frozen:\n  at: {at}\n  sha256: {load_mv_plan(path).sha256}\n")
    return path


def verify(capsys, *options):
    code = run(["verify", *FILES, *options, "--json"])
    printed = capsys.readouterr()
    return code, json.loads(printed.out) if printed.out else None, printed.err


def test_a_saving_found_as_planned(capsys, tmp_path):
    code, document, _ = verify(capsys, "--plan", str(frozen(PLAN, folder=tmp_path)))
    jsonschema.validate(document, document_schema("verify"))
    assert code == 0
    assert document["model"] == "daily"
    assert document["baseline"]["from"] == "2016-01-01T00:00:00Z"
    assert document["exploratory"] is False
    assert document["plan"]["exploratory"] is False
    assert document["plan"]["reasons"] == []
    assert document["plan"]["frozen_at"] == IN_TIME
    assert document["metering"]["given"] is True


def test_without_a_plan_there_is_none(capsys):
    periods = ["--baseline", "2016-01-01/2017-01-01", "--reporting", "2017-01-01/2018-01-01", "--model", "daily"]
    _, document, _ = verify(capsys, *periods)
    assert document["plan"] is None
    assert document["exploratory"] is False


@pytest.mark.parametrize(
    ("at", "edit", "options", "reason"),
    [
        (IN_TIME, (), ["--model", "monthly"], "model"),
        (IN_TIME, (), ["--reporting", "2017-02-01/2018-01-01"], "reporting"),
        (IN_TIME, (), ["--carrier", "heat", "--meter-class", "2"], "carrier"),
        (IN_TIME, ("model: daily", "model: monthly"), [], "changed"),
        ("2017-01-02T00:00:00Z", (), [], "frozen_late"),
    ],
)
def test_what_departs_from_the_plan_is_exploratory(capsys, tmp_path, at, edit, options, reason):
    path = frozen(PLAN, at, tmp_path)
    if edit:
        path.write_text(path.read_text().replace(*edit))
    _, document, _ = verify(capsys, "--plan", str(path), *options)
    assert document["exploratory"] is True
    assert reason in [found["clause"] for found in document["plan"]["reasons"]]
    assert all(found["text"] for found in document["plan"]["reasons"])


def test_comments_and_order_do_not_change_the_checksum(tmp_path):
    from config.load import load_mv_plan

    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text(PLAN)
    lines = PLAN.splitlines()
    other.write_text("# en kommentar\n" + "\n".join([*lines[-2:], *lines[:-2]]) + "\n")
    assert load_mv_plan(one).sha256 == load_mv_plan(other).sha256


def test_new_freeze_show_check(capsys, tmp_path):
    path = tmp_path / "ny plan.yaml"
    assert run(["mv-plan", "new", str(path), "--option", "A"]) == 0
    assert run(["mv-plan", "new", str(path)]) == 2
    assert run(["check", str(path)]) == 0
    assert run(["mv-plan", "check", str(path)]) == 7
    capsys.readouterr()
    assert run(["mv-plan", "freeze", str(path)]) == 0
    checksum = capsys.readouterr().out.strip()
    assert run(["mv-plan", "freeze", str(path)]) == 2
    capsys.readouterr()
    assert run(["mv-plan", "check", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, document_schema("mv_plan"))
    assert document["sha256"] == document["frozen_sha256"] == checksum
    assert document["stipulated"]["parameter"] == "drifttid"
    path.write_text(path.read_text().replace("2600", "2601"))
    assert run(["mv-plan", "check", str(path)]) == 7
    assert "ändrats" in capsys.readouterr().out
    assert run(["mv-plan", "show", str(path), "--lang", "en"]) == 0
    assert "Stipulated, not measured" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("edit", "line", "word"),
    [
        (("option: C", "option: A"), 4, "stipulated"),
        (("option: C", "option: X"), 4, "A, B, C, D"),
        (("to: 2017-01-01}", "to: 2015-01-01}"), 8, "baseline.to"),
        (("reporting: {from: 2017", "reporting: {from: 2016"), 9, "reporting.from"),
        (("Europe/London", "Europe/Ostersund"), 6, "time zone"),
        (("class: B", "klass: B"), 15, "class"),
    ],
)
def test_a_faulty_plan_is_exit_3_with_its_line(capsys, tmp_path, edit, line, word):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace(*edit))
    code, document, err = verify(capsys, "--plan", str(path))
    assert (code, document) == (3, None)
    assert f"{path}:{line}:" in err
    assert word in err


@pytest.mark.parametrize("edit", [("option: C", "option: D"), ("model: daily", "model: option_b")])
def test_what_is_not_computed_here_is_refused(capsys, tmp_path, edit):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace(*edit))
    code, _, err = verify(capsys, "--plan", str(path))
    assert code == 3
    assert str(path) in err


def test_periods_are_asked_for_without_a_plan(capsys):
    code, _, err = verify(capsys, "--baseline", "2016-01-01/2017-01-01")
    assert code == 2
    assert "--reporting" in err


def test_an_exploratory_saving_enters_no_sum(capsys, tmp_path):
    frozen(PLAN, folder=tmp_path)
    (tmp_path / "late.yaml").write_text(
        (tmp_path / "plan.yaml").read_text().replace(IN_TIME, "2017-03-01T00:00:00Z")
    )
    for name in ("kept", "late", "free"):
        shutil.copy(FILES[1], tmp_path / f"{name}.csv.gz")
    rows = [
        f"{name},{name}.csv.gz,{FILES[3]},2016-01-01/2017-01-01,2017-01-01/2018-01-01,{plan}"
        for name, plan in (("kept", "plan.yaml"), ("late", "late.yaml"), ("free", ""))
    ]
    (tmp_path / "list.csv").write_text("id,meter,weather,baseline,reporting,plan\n" + "\n".join(rows) + "\n")
    place = ["--timezone", "Europe/London", "--holidays", "GB-ENG", "--model", "daily", "--jobs", "1"]
    assert run(["portfolio", "--buildings", str(tmp_path / "list.csv"), *place, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    counted = {building["id"]: building["counted"] for building in document["buildings"]}
    assert counted == {"kept": True, "late": False, "free": True}
    assert document["roll_up"][0]["buildings"] == 2
    late = next(building for building in document["buildings"] if building["id"] == "late")
    assert late["verification"]["exploratory"] is True


@pytest.mark.parametrize(
    "text", [f"{PLAN}...\n", f"---\n{PLAN}---\n"], ids=["end of document", "another document"]
)
def test_a_plan_that_the_freezing_would_break_stays_as_it_is(capsys, tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text)
    code = run(["mv-plan", "freeze", str(path)])
    printed = capsys.readouterr()
    assert code == 3
    assert printed.out == ""
    assert "plan.yaml" in printed.err
    assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("model: daily", "model: towt", 'model: "towt" is not one of auto, monthly'),
        (
            "holidays: GB-ENG",
            "holidays: XX",
            'holidays: "XX" is not a holiday calendar (write SE, GB-ENG or none)',
        ),
        ("class: B", "class: Z", 'meters.class: "Z" is not one of A, B, C, billing'),
    ],
)
def test_a_plan_that_could_never_be_followed_is_not_frozen(capsys, tmp_path, old, new, said):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace(old, new))
    assert run(["mv-plan", "freeze", str(path)]) == 3
    assert said in capsys.readouterr().err
    assert "frozen" not in path.read_text()


def test_a_template_that_nobody_filled_in_is_said(capsys, tmp_path):
    path = tmp_path / "plan.yaml"
    assert run(["mv-plan", "new", str(path)]) == 0
    assert run(["mv-plan", "freeze", str(path)]) == 0
    assert "words of the template: Åtgärden i en mening; " in capsys.readouterr().err
    filled = tmp_path / "filled.yaml"
    filled.write_text(PLAN)
    assert run(["mv-plan", "freeze", str(filled)]) == 0
    assert "template" not in capsys.readouterr().err


def test_a_plan_in_braces_is_refused_with_what_to_do(capsys, tmp_path):
    plan = json.dumps(
        {
            "id": "led",
            "measure": "LED",
            "boundary": "hela byggnaden",
            "option": "C",
            "carrier": "electricity",
            "timezone": "Europe/London",
            "holidays": "GB-ENG",
            "baseline": {"from": "2016-01-01", "to": "2017-01-01"},
            "reporting": {"from": "2017-01-01", "to": "2018-01-01"},
            "model": "daily",
            "variables": ["outside_air_temp_c"],
            "static_factors": [{"name": "Atemp", "value": "1000 m2"}],
            "meters": [{"id": "el", "class": "B", "calibrated": "2015-06-01"}],
            "author": "A. Ansvarig",
            "date": "2016-12-01",
        }
    )
    path = tmp_path / "plan.yaml"
    path.write_text(plan)
    assert run(["mv-plan", "freeze", str(path)]) == 3
    assert "without braces" in capsys.readouterr().err
    assert path.read_text() == plan


def test_a_linked_plan_is_frozen_where_it_lies(capsys, tmp_path):
    path, link = tmp_path / "plan.yaml", tmp_path / "link.yaml"
    path.write_text(PLAN)
    link.symlink_to("plan.yaml")
    assert run(["mv-plan", "freeze", str(link)]) == 0
    sha256 = capsys.readouterr().out.strip()
    assert link.is_symlink()
    assert f"sha256: {sha256}" in path.read_text()


def test_a_disk_that_fills_while_freezing_leaves_the_plan_as_it_was(capsys, tmp_path, monkeypatch):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.output.os.fsync", full)
    assert run(["mv-plan", "freeze", str(path)]) == 4
    assert "nothing of it was kept" in capsys.readouterr().err
    assert path.read_text() == PLAN
    assert list(tmp_path.iterdir()) == [path]
