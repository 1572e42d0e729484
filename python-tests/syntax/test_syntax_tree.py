"""Our syntax tree against CPython's ``ast`` on every cell of the corpus, and on texts that hold every construct."""

import pathlib
import re

import pytest
from corpus_cells import CORPUS, cells
from cpython_dump import dump, normalise, parse
from our_parser import ours

FIXTURES = pathlib.Path(__file__).parent / "fixtures"


def first_difference(text, mine):
    """The first node in which the two trees differ, ``None`` where they are equal."""
    expected = normalise(dump(parse(text), text))
    actual = normalise(mine["nodes"])
    for left, right in zip(expected, actual):
        # The Unicode database is not on board: `\N{...}` keeps its source text.
        if left != right and "\\N{" not in right[-1]:
            return left, right
    if len(expected) != len(actual):
        return len(expected), len(actual)
    return None if mine["problems"] == 0 else ("no problem", mine["problems"])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not part of the project")
def test_every_corpus_cell_has_cpythons_tree():
    known = cells()
    assert len(known) > 1000
    different = [
        (place, difference)
        for (place, text), mine in zip(known, ours([text for _, text in known]))
        if (difference := first_difference(text, mine)) is not None
    ]
    assert different == []


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_constructs(path):
    texts = [
        text for text in re.split(r"^----\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE) if text.strip()
    ]
    assert [text for text in texts if parse(text) is None] == []
    different = [
        (text, difference)
        for text, mine in zip(texts, ours(texts))
        if (difference := first_difference(text, mine)) is not None
    ]
    assert different == []
