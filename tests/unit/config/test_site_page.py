"""The examples on the user's page are accepted as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from config.check import check_files
from config.shipped import shipped_names

PAGE = (Path(__file__).parents[3] / "docs/site.md").read_text("utf-8")


def test_every_example_is_accepted(tmp_path: Path) -> None:
    examples = [text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if not text.startswith("#")]
    assert len(examples) == 3
    for number, text in enumerate(examples):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, "utf-8")
        assert check_files([path]).errors == ()


def test_every_shipped_device_is_on_the_page() -> None:
    assert [name for name in shipped_names("device") if f"`{name}`" not in PAGE] == []
