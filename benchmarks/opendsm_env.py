"""The environment of opendsm, made once in `.peers/opendsm`, and the ComStock meters that its source carries.

python benchmarks/opendsm_env.py
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE.parent / ".peers"
ENVIRONMENT = PEERS / "opendsm"
PYTHON = ENVIRONMENT / "bin" / "python"
COMSTOCK = PEERS / "comstock"
VERSION = "1.2.7"
# 100 meters of one year, hourly; NREL ComStock 2023/comstock_amy2018_release_2, CC BY 3.0 US.
_PARQUET = f"opendsm-{VERSION}/data/hourly_data_2.parquet"


def peer_python() -> Path:
    """Python of the environment, which is made when it is not there; numba has compiled what it will."""
    if not (ENVIRONMENT / "made").exists():
        print(f"making {ENVIRONMENT} (a few minutes, once)", file=sys.stderr)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        _run(PYTHON, "-m", "pip", "install", "--quiet", "--requirement", HERE / "peers" / "opendsm.txt")
        _run(PYTHON, HERE / "verification_peer.py", "--warm")
        (ENVIRONMENT / "made").touch()
    return PYTHON


def comstock_meters() -> list[Path]:
    """The meters as files of arrays, made when they are not there."""
    python = peer_python()
    if not (COMSTOCK / _PARQUET).exists():
        print("fetching the ComStock meters from opendsm's source", file=sys.stderr)
        COMSTOCK.mkdir(parents=True, exist_ok=True)
        wanted = f"opendsm=={VERSION}"
        where = ("--dest", COMSTOCK)
        _run(python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "opendsm", wanted, *where)
        with tarfile.open(COMSTOCK / f"opendsm-{VERSION}.tar.gz") as archive:
            archive.extract(_PARQUET, COMSTOCK, filter="data")
    # The name tells which reading of clock and holidays the files have; older ones are made again.
    if not (made := COMSTOCK / "made_america_chicago").exists():
        _run(python, HERE / "verification_peer.py", "--comstock", COMSTOCK / _PARQUET, COMSTOCK)
        made.touch()
    return sorted(COMSTOCK.glob("*.npz"))


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    print(peer_python(), len(comstock_meters()), "meters")
