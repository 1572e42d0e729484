"""What is new in Python 3.12 and 3.13, against the CPython of the npm package ``pyodide``."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "syntax"))

import cpython_dump  # noqa: E402
from our_parser import ours  # noqa: E402


def under_pyodide(name: str, given: object) -> object:
    """What the script prints under CPython 3.13."""
    result = subprocess.run(
        [shutil.which("node"), str(ROOT / "scripts/run-in-pyodide.mjs"), str(HERE / "newer" / name)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def programs() -> list[str]:
    """The constructs of 3.12 and 3.13, and all that older versions have."""
    files = [HERE / "newer" / "constructs.txt", *sorted((HERE / "syntax" / "fixtures").glob("*.txt"))]
    return [
        text
        for file in files
        for text in re.split(r"^----\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        if text.strip()
    ]


@pytest.fixture(scope="module")
def compared() -> list[tuple[str, dict, dict]]:
    texts = programs()
    answers = under_pyodide("dump_programs.py", texts)
    assert [text for text, theirs in zip(texts, answers) if theirs is None] == []
    return list(zip(texts, ours(texts), answers))


#: What only type checkers evaluate; our tree leaves it out.
TYPE_PARAMETERS = ("TypeVar", "TypeVarTuple", "ParamSpec")


def without_type_parameters(nodes: list) -> list:
    """The nodes that are no type parameters, and do not stand below one."""
    kept, depth = [], None
    for node in nodes:
        if depth is not None and node[0] > depth:
            continue
        depth = node[0] if node[1] in TYPE_PARAMETERS else None
        if depth is None:
            kept.append(node)
    return kept


def test_trees_are_those_of_cpython_3_13(compared):
    different = []
    for text, mine, theirs in compared:
        left = json.loads(json.dumps(cpython_dump.normalise(mine["nodes"])))
        right = without_type_parameters(theirs["nodes"])
        pairs = [(one, other) for one, other in zip(left, right) if one != other and "\\N{" not in str(other)]
        if pairs or len(left) != len(right) or mine["problems"]:
            different.append((text, pairs[:2], len(left) - len(right), mine["problems"]))
    assert different == []


def test_the_next_call_is_caught_by_monitoring():
    answer = under_pyodide("watch_calls.py", None)
    assert answer["plain"]["calls"] == [[[1, 2], {"c": 3}]]
    assert answer["plain"]["result"] == 6 + 14
    assert answer["all"]["calls"] == [[[1, 2, 7], {"c": 4, "d": 5}]]
    assert answer["failing"]["result"] == 6
    assert answer["other"]["calls"] == []
    assert "jupyterlab-hybridize" in answer["plain"]["during"]
    assert answer["busy"] == "refused"
    assert answer["before"] == answer["after"]
