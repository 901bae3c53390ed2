"""The officer's own file of graddagar or Energi-Index: read whole, or refused with its lines."""

import pytest

from domain.errors import InputError
from domain.month_index import IndexKind
from sources.month_index import read_month_index

HEADER = "month,kind,station,value,normal,normal_period,version\n"


def rows(**changes):
    fields = {
        "kind": "energi_index",
        "station": "Östersund",
        "normal_period": "1991-2020",
        "version": "v3",
    } | changes
    return [
        f"2024-{month:02d},{fields['kind']},{fields['station']},{600 - 10 * month},{610 - 10 * month},"
        f"{fields['normal_period']},{fields['version']}"
        for month in range(1, 13)
    ]


def written(tmp_path, lines):
    path = tmp_path / "index.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_year_of_index_values(tmp_path):
    found = read_month_index(written(tmp_path, rows()))
    assert (found.kind, found.station) == (IndexKind.ENERGI_INDEX, "Östersund")
    assert (found.normal_period, found.version) == ("1991-2020", "v3")
    values, normals = found.year(2024)
    assert values[0] == 590.0
    assert normals[11] == 490.0
    assert found.year(2023) is None


@pytest.mark.parametrize(
    ("line", "row", "word"),
    [
        (3, "2024-13,energi_index,Östersund,1,1,1991-2020,v3", "month"),
        (3, "2024-01,energi_index,Östersund,1,1,1991-2020,v3", "each month once"),
        (3, "2024-02,index,Östersund,1,1,1991-2020,v3", "energi_index"),
        (3, "2024-02,energi_index,Östersund,1,1,1991/2020,v3", "period of years"),
        (3, "2024-02,energi_index,Östersund,9999,1,1991-2020,v3", "2500"),
        (3, "2024-02,energi_index,Östersund,nan,1,1991-2020,v3", "value"),
        (3, '2024-02,energi_index,Östersund,"600,5",1,1991-2020,v3', "point"),
        (3, "2024-02,energi_index,Frösön,1,1,1991-2020,v3", "station"),
        (3, "2024-02,energi_index,Östersund,1,1,1981-2010,v3", "normal_period"),
        (3, "2024-02,energi_index,Östersund,,1,1991-2020,v3", "value"),
    ],
)
def test_a_fault_is_refused_with_its_line(tmp_path, line, row, word):
    path = written(tmp_path, [rows()[0], row])
    with pytest.raises(InputError) as refused:
        read_month_index(path)
    assert f"{path}:{line}:" in str(refused.value)
    assert word in str(refused.value)


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="one row per month"):
        read_month_index(written(tmp_path, []))
