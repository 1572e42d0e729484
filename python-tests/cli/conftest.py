"""The command line as a user runs it: the bundled program, or the installed command."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

#: Longer than the slowest run on a loaded machine: the whole corpus in one go.
TIME_LIMIT = 300

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def program() -> Path:
    """The bundled program; it is made where it is missing. ``HYBRIDIZE_PROGRAM`` names another one."""
    named = os.environ.get("HYBRIDIZE_PROGRAM")
    if named:
        return Path(named)
    bundle = REPOSITORY / "lib" / "cli" / "main.js"
    if not bundle.exists():
        subprocess.run(["node", str(REPOSITORY / "scripts" / "bundle-cli.mjs")], check=True, timeout=TIME_LIMIT)
    return bundle


@pytest.fixture
def run(program: Path, tmp_path: Path) -> Run:
    """Runs the program in an empty folder."""

    def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["node", str(program), *arguments],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            encoding="utf-8",
            timeout=TIME_LIMIT,
        )

    return run_program


@pytest.fixture
def check(run: Run) -> Callable[..., dict]:
    """Runs ``check --format json`` and gives the report."""

    def check_paths(*arguments: str) -> dict:
        finished = run("check", "--format", "json", *arguments)
        assert finished.returncode in (0, 1), finished.stderr
        return json.loads(finished.stdout)

    return check_paths


def notebook(*sources: str, **metadata: object) -> str:
    """The text of a notebook with code cells, as nbformat writes it."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell{index}",
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for index, source in enumerate(sources)
    ]
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file into the folder of the test."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write_file


def functions(report: dict, names: Sequence[str] | None = None) -> dict[str, dict]:
    """The functions of all documents by name."""
    found = {entry["name"]: entry for document in report["documents"] for entry in document["functions"]}
    return found if names is None else {name: found[name] for name in names}
