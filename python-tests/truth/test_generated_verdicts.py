"""A small draw of the check of verdicts against real runs; ``npm run truth:verdicts`` draws thousands."""

from .generated_verdicts import check


def test_no_drawn_program_is_proven_and_misbehaves():
    table, false_proven, _ = check(60, start=1)
    assert false_proven == []
    kinds = {kind for kind, _ in table}
    assert "same" in kinds and len(kinds) >= 4
