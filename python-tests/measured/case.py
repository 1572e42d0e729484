"""One function with a known answer."""

from __future__ import annotations

from dataclasses import dataclass

#: What all functions of the tables may use.
SHARED = """
import collections, functools, itertools, logging, math, os, random, time, warnings
from dataclasses import dataclass
from typing import NamedTuple
a = tf.constant([[1., 2., 3.], [4., 5., 6.]])
n = np.arange(6.0).reshape(2, 3)
words = tf.constant(['red', 'green'])
"""


@dataclass(frozen=True)
class Case:
    """A function, a call of it, and what measuring must answer."""

    #: Dotted name of the function.
    name: str
    #: Calls as they stand in the notebook; the first is measured.
    calls: tuple[str, ...]
    #: Source of the function and of what it uses.
    code: str
    verdict: str = "same"
    #: Where the difference is: the path of one of the reasons begins with this.
    path: str = ""
    #: What kind the difference at that path is; the error's type for a function that fails.
    kind: str = ""
    #: Whether the user has said that state which cannot be put back does not matter.
    accepted: bool = False


def case(code: str, *calls: str, verdict: str = "same", path: str = "", kind: str = "", accepted: bool = False) -> Case:
    """A case whose function is the one that the first call names; ``Class.method`` is taken from ``# Class.method``."""
    first = code.strip().splitlines()[-1]
    name = first[2:].strip() if first.startswith("# ") else calls[0].split("(")[0]
    return Case(name, calls, code.strip("\n") + "\n", verdict, path, kind, accepted)
