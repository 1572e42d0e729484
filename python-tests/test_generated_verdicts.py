"""A small draw of programs, and those that were written by hand: nothing that the analysis calls proven may behave otherwise as a graph."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "truth"))

from compare_verdicts import compare, is_false_proven, summary
from handwritten_programs import HANDWRITTEN
from program_grammar import draw_program

REPOSITORY = Path(__file__).resolve().parents[1]
DRAWN = 60
SEED = 1


@pytest.fixture(scope="module")
def command_line() -> None:
    """The command line as the sources are now."""
    for command in (
        ["npm", "run", "--silent", "build:embed"],
        ["npm", "run", "--silent", "build:lib"],
        ["node", "scripts/bundle-cli.mjs"],
    ):
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)


def test_drawing_again_gives_the_same_programs() -> None:
    first, second = ([draw_program(SEED, index) for index in range(20)] for _ in range(2))
    assert first == second
    assert len({program.source for program in first}) == 20


def test_no_badge_of_a_small_draw_is_falsely_proven(command_line: None) -> None:
    rows = compare([draw_program(SEED, index) for index in range(DRAWN)])
    assert [row for row in rows if is_false_proven(row)] == []
    counts = summary(rows)
    assert counts["misbehaving"] * 3 >= counts["programs"]
    assert counts["harmless and proven"] * 2 >= counts["harmless"]


def test_no_badge_of_what_was_written_by_hand_is_falsely_proven(command_line: None) -> None:
    rows = compare(HANDWRITTEN)
    assert [row for row in rows if is_false_proven(row)] == []
    counts = summary(rows)
    assert counts["programs"] >= 140
    assert counts["misbehaving"] * 2 >= counts["programs"]
    assert counts["harmless and proven"] * 5 >= counts["harmless"] * 4
