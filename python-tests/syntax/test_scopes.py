"""Our scope analysis against CPython's ``symtable``."""

import pathlib
import re

import pytest
from corpus_cells import CORPUS, cells
from cpython_scopes import normalise, scopes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from our_parser import ours

FIXTURES = pathlib.Path(__file__).parent / "scope-fixtures"


def differences(texts):
    """For each text that CPython accepts: the scopes that only one of the two has."""
    found = []
    for text, mine in zip(texts, ours(texts)):
        expected = scopes(text)
        if expected is None:
            continue
        actual = normalise(mine["scopes"])
        if actual != expected:
            found.append(
                (
                    text,
                    [scope for scope in expected if scope not in actual],
                    [scope for scope in actual if scope not in expected],
                )
            )
    return found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not part of the project")
def test_every_corpus_cell_has_cpythons_scopes():
    texts = [text for _, text in cells()]
    assert len(texts) > 1000
    assert differences(texts) == []


def test_every_construct_has_cpythons_scopes():
    texts = [
        text
        for path in sorted(FIXTURES.glob("*.txt"))
        for text in re.split(r"^----\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ]
    assert [text for text in texts if scopes(text) is None] == []
    assert differences(texts) == []


NAMES = st.sampled_from(["a", "b", "c", "__p", "super", "__class__"])


def indented(body):
    return "\n".join("    " + line for line in "\n".join(body).split("\n"))


EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(NAMES, inner).map(lambda parts: f"(lambda {parts[0]}: {parts[1]})"),
        st.tuples(inner, NAMES, inner).map(lambda parts: f"[{parts[0]} for {parts[1]} in {parts[2]}]"),
        st.tuples(NAMES, inner).map(lambda parts: f"({parts[0]} := {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
    ),
    max_leaves=4,
)
SIMPLE = st.one_of(
    EXPRESSIONS,
    st.tuples(NAMES, EXPRESSIONS).map(lambda parts: f"{parts[0]} = {parts[1]}"),
    NAMES.map(lambda name: f"global {name}"),
    NAMES.map(lambda name: f"nonlocal {name}"),
    NAMES.map(lambda name: f"import {name}.x"),
    NAMES.map(lambda name: f"del {name}"),
    NAMES.map(lambda name: f"for {name} in b: pass"),
)
STATEMENTS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.tuples(NAMES, NAMES, st.lists(inner, min_size=1, max_size=4)).map(
            lambda parts: f"def {parts[0]}({parts[1]}=c):\n{indented(parts[2])}"
        ),
        st.tuples(st.sampled_from(["K", "__K", "_"]), st.lists(inner, min_size=1, max_size=4)).map(
            lambda parts: f"class {parts[0]}:\n{indented(parts[1])}"
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STATEMENTS, min_size=40, max_size=80))
def test_made_up_programs_have_cpythons_scopes(texts):
    assert differences(texts) == []
