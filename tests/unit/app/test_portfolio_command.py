"""`snokyla portfolio`: the list of buildings, sums, chance, and the same digits wherever it runs."""

import csv
import gzip
import json
import multiprocessing
import os
import re
import signal
import threading
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import jsonschema
import numpy as np
import pytest

from app.cli import run
from app.documents import document_schema
from domain.errors import Unreachable

GOLDEN = Path(__file__).parents[2] / "golden" / "measurement_and_verification"
METER = GOLDEN / "cambridge_b0_electricity_hourly_2016-2017.csv.gz"
WEATHER = GOLDEN / "bedford_outside_air_hourly_2016-2017.csv.gz"
HEAD = "id,meter,weather,baseline,reporting,carrier,type,control\n"
PERIODS = "2016-01-01/2017-01-01,2017-01-01/2018-01-01"
# Saved share of each building; the last two are a control group.
SAVED = {"a": 0.0, "b": 0.2, "c": 0.3, "d": 0.25, "e": 0.0, "f": 0.0}


@pytest.fixture(scope="module")
def buildings(tmp_path_factory):
    """Six buildings of daily values, alike but for their luck and what was saved."""
    folder = tmp_path_factory.mktemp("portfolio")
    sums = {}
    with gzip.open(METER, "rt") as file:
        for row in list(csv.reader(file))[1:]:
            sums[row[0][:10]] = sums.get(row[0][:10], 0.0) + float(row[1])
    rng, lines = np.random.default_rng(8), []
    for name, saved in SAVED.items():
        luck = rng.normal(1, 0.05, len(sums))
        rows = [
            f"{day}T00:00:00Z,{kwh * luck[index] * ((1 - saved) if day >= '2017' else 1):.3f}\n"
            for index, (day, kwh) in enumerate(sums.items())
        ]
        (folder / f"{name}.csv").write_text("time_utc,energy_kwh\n" + "".join(rows))
        control = "yes" if name in "ef" else "no"
        lines.append(f"{name},{name}.csv,{WEATHER},{PERIODS},electricity,university,{control}\n")
    (folder / "list.csv").write_text(HEAD + "".join(lines))
    return folder


def call(capsys, folder, *options, file="list.csv"):
    place = ["--timezone", "Europe/London", "--holidays", "GB-ENG"]
    code = run(["portfolio", "--buildings", str(folder / file), *place, *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_document(capsys, buildings):
    code, out, _ = call(capsys, buildings, "--jobs", "1", "--json")
    document = json.loads(out)
    jsonschema.validate(document, document_schema("portfolio"))
    assert code == 0
    assert document["proven"] == {"count": 3, "judged": 4, "expected_by_chance": pytest.approx(0.2)}
    assert [building["id"] for building in document["buildings"][:3]] == ["c", "d", "b"]
    (total,) = document["roll_up"]
    parts = total["half_width_90_kwh"]
    half = sum(part**2 for part in parts.values()) ** 0.5
    assert total["interval_90_kwh"][1] - total["kwh"] == pytest.approx(half)
    claims = [each["verification"]["avoided_energy"] for each in document["buildings"] if not each["control"]]
    assert total["kwh"] == pytest.approx(sum(claim["kwh"] for claim in claims))
    assert total["proven"]
    control = total["control_group"]
    assert control["buildings"] == 2
    # The untouched use rose by 3 to 4 %: against the control group that is no loss any more.
    assert control["ratio"] == pytest.approx(1.035, abs=0.015)
    assert control["share"] == pytest.approx(0.1875, abs=0.01)
    assert control["share"] > total["share"]
    assert control["half_width_90_kwh"]["drift_common"] == pytest.approx(0.0, abs=1e-6 * total["observed_kwh"])
    assert document["drift"][0]["source"] == "borrowed"
    # What lies beyond ten digits is the processor's, not the meters'.
    for printed in re.findall(r"-?\d+\.\d+", out):
        assert float(printed) == float(f"{float(printed):.9e}")


def test_processes_and_a_cluster_give_the_same_digits(capsys, buildings):
    from distributed import LocalCluster

    alone = call(capsys, buildings, "--jobs", "1", "--json")
    pool = call(capsys, buildings, "--jobs", "2", "--json")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        dask = call(capsys, buildings, "--dask", cluster.scheduler_address, "--json")
    assert alone[0] == pool[0] == dask[0] == 0
    assert pool[1] == alone[1]
    assert dask[1] == alone[1]


def test_no_scheduler_is_exit_4(capsys, buildings, monkeypatch):
    monkeypatch.setattr("app.portfolio_jobs.PATIENCE_S", 0.5)
    code, out, err = call(capsys, buildings, "--dask", "tcp://127.0.0.1:9", "--json")
    assert (code, out) == (4, "")
    assert "tcp://127.0.0.1:9" in err


def test_a_refused_file_is_exit_3_and_the_others_are_answered_for(capsys, buildings):
    (buildings / "broken.csv").write_text("time_utc,energy_kwh\n2016-01-01T00:00:00,1\n")
    rows = (buildings / "list.csv").read_text().splitlines()
    listed = "\n".join([*rows[:2], f"x,broken.csv,{WEATHER},{PERIODS},heat,,no"]) + "\n"
    (buildings / "some.csv").write_text(listed)
    code, out, err = call(capsys, buildings, "--jobs", "1", "--json", file="some.csv")
    document = json.loads(out)
    assert code == 3
    assert [failed["id"] for failed in document["failed"]] == ["x"]
    assert "broken.csv:2" in document["failed"][0]["faults"][0]
    assert "broken.csv:2" in err
    assert document["roll_up"][0]["buildings"] == 1


def kill_who_reads(pipe):
    """Kill the child that opens `pipe`, as the system does when memory runs out."""
    with pipe.open("w"):
        for child in multiprocessing.active_children():
            opened = [os.path.realpath(fd) for fd in Path(f"/proc/{child.pid}/fd").iterdir()]
            if str(pipe.resolve()) in opened:
                os.kill(child.pid, signal.SIGKILL)


def test_a_process_that_is_killed_names_its_building_and_loses_no_other(capsys, buildings):
    pipe = buildings / "heavy.csv"
    os.mkfifo(pipe)
    rows = (buildings / "list.csv").read_text().splitlines()
    heavy = f"heavy,heavy.csv,{WEATHER},{PERIODS},electricity,university,no"
    (buildings / "heavy_list.csv").write_text("\n".join([*rows[:2], heavy, *rows[2:4]]) + "\n")
    killer = threading.Thread(target=kill_who_reads, args=(pipe,), daemon=True)
    killer.start()
    code, out, err = call(capsys, buildings, "--jobs", "2", "--model", "monthly", "--json", file="heavy_list.csv")
    killer.join(10)
    pipe.unlink()
    document = json.loads(out)
    assert code == 3
    assert [failed["id"] for failed in document["failed"]] == ["heavy"]
    assert "building heavy (" in err
    assert "heavy.csv): a process was ended by signal 9" in err
    assert {building["id"] for building in document["buildings"]} == {"a", "b", "c"}
    assert not multiprocessing.active_children()


class Answer:
    """A future of a cluster that fails with `error`."""

    def __init__(self, error):
        self._error = error

    def result(self):
        raise self._error


def test_a_cluster_whose_workers_die_names_the_building_and_one_that_goes_away_is_said(buildings):
    from distributed import KilledWorker

    from app.files.portfolio import read_jobs
    from app.portfolio_jobs import _answer_of
    from app.verbs.portfolio import _usual

    usual = _usual("auto", None, ZoneInfo("Europe/London"), "GB-ENG", "sv")
    job = read_jobs(buildings / "list.csv", usual)[0]
    lost = _answer_of(
        Answer(KilledWorker("run_building-1", SimpleNamespace(address="tcp://one"), 3)), job, "tcp://there"
    )
    assert lost.id == "a"
    assert "building a (" in lost.faults[0]
    assert "workers died" in lost.faults[0]
    for gone in (CancelledError(), ConnectionError("closed")):
        with pytest.raises(Unreachable, match="tcp://there"):
            _answer_of(Answer(gone), job, "tcp://there")


def test_a_building_that_nobody_can_reckon_with_loses_no_other(capsys, buildings, monkeypatch):
    from app import portfolio_jobs

    inquire = portfolio_jobs.inquire

    def fails_for_b(meter, weather, question):
        if meter.source.endswith("b.csv"):
            raise ZeroDivisionError("nothing by nothing")
        return inquire(meter, weather, question)

    monkeypatch.setattr(portfolio_jobs, "inquire", fails_for_b)
    code, out, err = call(capsys, buildings, "--jobs", "1", "--json")
    document = json.loads(out)
    assert code == 3
    assert [failed["id"] for failed in document["failed"]] == ["b"]
    assert "b.csv): internal error (ZeroDivisionError: nothing by nothing)" in err
    assert len(document["buildings"]) == len(SAVED) - 1


def test_all_faults_of_the_list_at_once(capsys, buildings):
    (buildings / "bad.csv").write_text(
        HEAD
        + f"a,a.csv,{WEATHER},2016-01-01,2017-01-01/2018-01-01,steam,,no\n"
        + f"a,a.csv,{WEATHER},2016-01-01/2017-06-01,2017-01-01/2018-01-01,heat,,maybe\n"
        + f",a.csv,{WEATHER},{PERIODS},,,\n"
    )
    code, _, err = call(capsys, buildings, file="bad.csv")
    assert code == 3
    assert "bad.csv:4: id" in err
    (buildings / "bad.csv").write_text("\n".join((buildings / "bad.csv").read_text().splitlines()[:3]) + "\n")
    code, _, err = call(capsys, buildings, file="bad.csv")
    assert code == 3
    for part in ("2: baseline", "2: carrier", "3: id", "3: control", "3: reporting"):
        assert f"bad.csv:{part}" in err


def test_a_meter_is_not_counted_twice(capsys, buildings):
    """By whatever path it is named; in another year it is another saving."""
    row = f"{WEATHER},2016-01-01/2016-07-01"
    (buildings / "twice.csv").write_text(
        HEAD
        + f"a,a.csv,{row},2017-01-01/2017-04-01,,,\n"
        + f"b,../{buildings.name}/a.csv,{row},2017-03-01/2017-06-01,,,\n"
        + f"c,a.csv,{row},2017-06-01/2017-07-01,,,\n"
    )
    code, out, err = call(capsys, buildings, file="twice.csv")
    assert (code, out) == (3, "")
    assert "twice.csv:3: meter" in err
    assert "twice.csv:4" not in err


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", ["Tillsammans är besparingen belagd", "Av en slump", "kontroll"]), ("en", ["By chance", "control"])],
)
def test_a_person_gets_sums_and_a_list(capsys, buildings, language, words):
    code, out, _ = call(capsys, buildings, "--jobs", "1", "--lang", language)
    assert code == 0
    for word in words:
        assert word in out
