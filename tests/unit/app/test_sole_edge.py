"""A data directory has one edge at a time."""

import pytest

from app.processes.sole_edge import sole_edge
from domain.errors import Unreachable


def test_a_second_edge_is_refused_until_the_first_has_ended(tmp_path):
    with sole_edge(tmp_path), pytest.raises(Unreachable, match="another edge or demo runs"), sole_edge(tmp_path):
        pass
    with sole_edge(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
