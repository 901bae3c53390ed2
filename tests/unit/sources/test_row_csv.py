"""Small files of named columns: every fault at once, each with its line."""

import pytest

from domain.errors import InputError
from sources.row_csv import read_rows


def rows(tmp_path, text, **columns):
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_rows(path, columns.get("required", ("id", "file")), ("note",))


def test_cells_by_name_and_lines_as_an_editor_counts(tmp_path):
    first, second = rows(tmp_path, '\ufeffid, file ,note\na,x.csv,"one\ntwo"\n\n b ,y.csv,\n')
    assert (first.line, first["note"]) == (3, "one\ntwo")
    assert (second.line, second["id"], second["note"], second["absent"]) == (5, "b", "", "")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("id,fil,fil\na,b,c\n", ["1: header: found nothing, expected a column file", "write file", "fil twice"]),
        ("id,file\na\nb,\n", ["2: row: found 1 columns", "3: file"]),
        ("", ["a column id", "a column file"]),
        (b"id,file\n\xe5,b\n", ["UTF-8"]),
    ],
)
def test_every_fault_at_once(tmp_path, text, parts):
    with pytest.raises(InputError) as caught:
        rows(tmp_path, text)
    for part in parts:
        assert part in str(caught.value)


def test_an_absent_file_is_a_fault(tmp_path):
    with pytest.raises(InputError, match=r"absent\.csv"):
        read_rows(tmp_path / "absent.csv", ("id",))
