"""The floors hold, and the check that says so can fail."""

import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def copy_of_house(tmp_path):
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.gz", "*.js"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_rooms_are_the_ones_of_the_architecture():
    text = (ROOT / "docs/architecture.md").read_text()
    assert all(f"`{room}/`" in text for room in ROOMS)


def test_floors_hold(copy_of_house):
    result = lint_imports(copy_of_house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("domain", "import physics"),
        ("gateway", "import historian"),
        ("controller", "import gateway"),
        ("dashboard", "import config"),
        ("analytics", "import sources"),
        ("physics", "import config"),
        ("simulators", "import messaging"),
        ("messaging", "import app"),
    ],
)
def test_planted_forbidden_import_is_found(copy_of_house, room, forbidden):
    (copy_of_house / room / "planted.py").write_text(f'"""Planted."""\n\n{forbidden}\n')
    result = lint_imports(copy_of_house)
    assert result.returncode == 1
    assert f"{room}.planted -> {forbidden.split()[-1]}" in result.stdout


def test_no_dependency_ships_a_package_named_like_a_room():
    owners = packages_distributions()
    for room in ROOMS:
        assert set(owners.get(room, ["snokyla"])) == {"snokyla"}, f"{room} is also shipped by {owners[room]}"


def test_domain_imports_the_standard_library_alone():
    for file in (ROOT / "domain").rglob("*.py"):
        for line in file.read_text().splitlines():
            if line.startswith(("import ", "from ")):
                top = line.split()[1].split(".")[0]
                assert top == "domain" or top in sys.stdlib_module_names, f"{file}: {line}"


def test_modules_keep_their_size():
    large = {
        str(file.relative_to(ROOT)): count
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if (count := len(file.read_text().splitlines())) > 400
    }
    assert not large
