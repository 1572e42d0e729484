"""The forms that the rules are tried on do under this TensorFlow what their file says."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "truth"))

from autograph_forms import MODES, forms, noted, outcomes_of  # noqa: E402


def test_every_form_tells_every_outcome():
    assert forms().keys() == noted().keys()
    assert all(len(outcomes) == len(MODES) for outcomes in noted().values())


def test_forms_do_what_their_file_says():
    known = noted()
    found = {name: outcomes_of(name, source) for name, source in forms().items()}
    assert {name: outcome for name, outcome in found.items() if outcome != known[name]} == {}
