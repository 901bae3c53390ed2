"""The pages point at what is there: links, verbs, make targets."""

import re
from pathlib import Path

import pytest

from app.cli import VERBS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Pages that describe what is to come say so; they are contracts, not manuals.
CONTRACTS = {"architecture.md", "contract.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in CONTRACTS], ids=lambda page: page.name
)
def test_manuals_name_verbs_that_exist(page):
    for verb in re.findall(r"`snokyla ([a-z-]+)", page.read_text()):
        assert verb in VERBS, f"{page.name} names snokyla {verb}"


def test_the_two_commands_of_the_readme_are_there():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M)
    assert {"demo", "test", "check"} <= set(targets)
    assert "make demo" in (ROOT / "README.md").read_text()
