"""Programs that were written by hand to mislead a verdict: each hides its deed, or looks like a deed and is harmless.

``X`` and ``Y`` are matrices that are large enough for a graph to pay. Every program has a function ``target``, or a method
of ``Holder``, of which ``holder`` is the instance; three calls are made and compared as those of drawn programs are.
"""

from __future__ import annotations

import textwrap

from asking_statements import ASKED, ASKING
from effect_programs import EFFECTS
from notebook_programs import NOTEBOOKS
from program_grammar import HEADER, Program
from tracing_programs import TRACING

_HEAD = HEADER + "import logging\nX = tf.eye(256) * 0.5\nY = tf.ones([256, 256]) * 0.01\n"

_CALLS = ("target(X)", "target(Y)", "target(X)")
_METHOD_CALLS = ("holder.target(X)", "holder.target(Y)", "holder.target(X)")


def _program(name: str, text: str, *calls: str) -> Program:
    definitions = _HEAD + textwrap.dedent(text)
    is_method = "class Holder" in text
    target = ("Holder", "target") if is_method else ("target",)
    return Program(name, definitions, calls or (_METHOD_CALLS if is_method else _CALLS), target)


def _split(texts: str) -> list[Program]:
    """Programs of one text: each begins with ``## name`` and may name its calls in ``#: call | call | call``."""
    programs = []
    for part in texts.split("\n## ")[1:]:
        name, body = part.split("\n", 1)
        lines = body.splitlines()
        calls = [call.strip() for line in lines if line.startswith("#: ") for call in line[3:].split("|")]
        text = "\n".join(line for line in lines if not line.startswith("#: "))
        programs.append(_program("hand_" + name.strip().replace(" ", "_"), text, *calls))
    return programs


def _asking() -> list[Program]:
    return [
        _program(
            f"hand_{kind}_{name.replace(' ', '_')}", ASKED.replace("{deed}", deed).replace("{statement}", statement)
        )
        for kind, deed in (("loud", "seen.append(1)"), ("quiet", "pass"))
        for name, statement in ASKING.items()
    ]


#: All programs, by the order of the texts.
HANDWRITTEN = _split(EFFECTS) + _split(NOTEBOOKS) + _split(TRACING) + _asking()
