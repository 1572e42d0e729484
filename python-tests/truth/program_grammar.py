"""Draws small TensorFlow programs: one function or method, what it needs, and the calls that reach it.

Every matrix is float32 of three by three and every scalar float32, so that all drawn expressions fit together. What a
statement does besides computing (prints, stores, reads of the clock) is drawn from ``program_deeds``.
"""

from __future__ import annotations

import hashlib
import random
import textwrap
from dataclasses import dataclass, field

from data_deeds import DATA, DATA_HARMLESS
from effect_deeds import EFFECTS
from harmless_deeds import HARMLESS
from program_deeds import DEEDS, IDIOMS, Deed
from tracing_deeds import TRACING

HEADER = (
    "import collections\nimport contextlib\nimport copy\nimport dataclasses\nimport datetime\nimport functools\nimport io\n"
    "import itertools\nimport math\nimport operator\nimport os\nimport random\nimport sys\nimport time\nimport uuid\n"
    "import numpy as np\nimport tensorflow as tf\n"
)

#: Statements of plain bodies.
PLAIN = IDIOMS + HARMLESS + DATA_HARMLESS
#: What one statement of half of the programs does.
PLACED = DEEDS + EFFECTS + TRACING + DATA


@dataclass(frozen=True)
class Program:
    """A drawn program: ``definitions`` make the target, ``calls`` are expressions that reach it in this order."""

    name: str
    definitions: str
    calls: tuple[str, ...]
    #: Global name of the function, or class and method.
    target: tuple[str, ...]
    deeds: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The whole program as one module."""
        lines = [f"result_{index} = {call}" for index, call in enumerate(self.calls)]
        return self.definitions + "\n" + "\n".join(lines) + "\n"

    @property
    def digest(self) -> str:
        """Names the program by its text."""
        return hashlib.sha256(repr((self.source, self.target)).encode()).hexdigest()[:24]


@dataclass
class _Draft:
    """What has been drawn of a program so far."""

    draw: random.Random
    matrices: list[str] = field(default_factory=lambda: ["x"])
    scalars: list[str] = field(default_factory=list)
    setup: list[str] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    arguments: list[_Argument] = field(default_factory=list)
    fresh: int = 0

    def name(self, stem: str) -> str:
        self.fresh += 1
        return f"{stem}{self.fresh}"


def _number(draft: _Draft) -> str:
    return draft.draw.choice(["0.5", "2.0", "0.25", "1.5", "-1.0", "3", "SCALE"])


def _matrix(draft: _Draft, depth: int) -> str:
    """An expression of a matrix."""
    draw = draft.draw
    if depth <= 0:
        return draw.choice(draft.matrices)

    def one():
        return _matrix(draft, depth - 1)

    form = draw.randrange(15)
    if form == 0:
        return f"tf.tanh({one()})"
    if form == 1:
        return f"tf.matmul({one()}, {one()})"
    if form == 2:
        return f"({one()} + {one()})"
    if form == 3:
        return f"({one()} * {one()})"
    if form == 4:
        return f"({one()} * {_number(draft)})"
    if form == 5:
        return f"tf.transpose({one()})"
    if form == 6:
        return f"({one()} + {_scalar(draft, depth - 1)})"
    if form == 7:
        return f"tf.where({one()} > 0.0, {one()}, {one()})"
    if form == 8:
        return f"tf.concat([{one()}, {one()}], axis=0)[:3]"
    if form == 9:
        return f"tf.reshape({one()}, [3, 3])"
    if form == 10:
        return f"tf.nn.relu({one()})"
    if form == 11:
        return f"tf.maximum({one()}, {one()})"
    if form == 12:
        return f"tf.clip_by_value({one()}, -2.0, 2.0)"
    if form == 13:
        return f"tf.nn.softmax({one()}, axis={draw.choice(['0', '1', '-1'])})"
    return f"({one()} @ WEIGHT)"


def _scalar(draft: _Draft, depth: int) -> str:
    draw = draft.draw
    if depth <= 0 and draft.scalars:
        return draw.choice(draft.scalars)
    form = draw.randrange(5)
    inner = _matrix(draft, depth - 1)
    if form == 0:
        return f"tf.reduce_sum({inner})"
    if form == 1:
        return f"tf.reduce_mean({inner})"
    if form == 2:
        return f"tf.reduce_max(tf.abs({inner}))"
    if form == 3:
        return f"{draw.choice(draft.matrices)}[{draw.randrange(3)}, {draw.randrange(3)}]"
    return f"tf.norm({inner})"


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def _block(draft: _Draft, depth: int, length: int) -> list[str]:
    """Statements whose new names end with the block."""
    matrices, scalars = list(draft.matrices), list(draft.scalars)
    lines = [line for _ in range(length) for line in _statement(draft, depth)]
    draft.matrices, draft.scalars = matrices, scalars
    return lines


def _statement(draft: _Draft, depth: int) -> list[str]:
    draw = draft.draw
    form = draw.randrange(12 if depth > 0 else 5)
    if form <= 1:
        value = _matrix(draft, 2)
        if draw.random() < 0.5 and len(draft.matrices) > 1:
            return [f"{draw.choice(draft.matrices[1:])} = {value}"]
        name = draft.name("m")
        draft.matrices.append(name)
        return [f"{name} = {value}"]
    if form == 2:
        value = _scalar(draft, 2)
        name = draft.name("s")
        draft.scalars.append(name)
        return [f"{name} = {value}"]
    if form == 3:
        return (
            [f"{draft.matrices[-1]} {draw.choice(['+=', '*=', '-='])} {_matrix(draft, 1)}"]
            if len(draft.matrices) > 1
            else _named(draft)
        )
    if form == 4:
        return _deed(draft, draw.choice(PLAIN))
    name = draft.name("m")
    start = [f"{name} = {_matrix(draft, 1)}"]
    draft.matrices.append(name)
    inside = _block(draft, depth - 1, draw.randint(0, 2))
    change = [f"{name} = {_matrix(draft, 2)}"]
    if form in (5, 6):
        otherwise = ["else:", *_indented([f"{name} = {_matrix(draft, 1)}"])] if draw.random() < 0.6 else []
        return [*start, f"if {_condition(draft)}:", *_indented(inside + change), *otherwise]
    if form in (7, 8):
        loop = draw.choice(["range(2)", "range(3)", "range(COUNT)", "tf.range(2)", "tf.range(3)", "[0, 1]"])
        return [*start, f"for {draft.name('i')} in {loop}:", *_indented(inside + change)]
    if form == 9:
        counter = draft.name("k")
        count = draw.choice(["0", "tf.constant(0)"])
        return [
            *start,
            f"{counter} = {count}",
            f"while {counter} < 3:",
            *_indented([*inside, *change, f"{counter} += 1"]),
        ]
    if form == 10:
        return [*start, f"for {draft.name('r')} in x:", *_indented(inside + change)]
    return [*start, f"{name} = {name} if {_condition(draft)} else {_matrix(draft, 1)}"]


def _named(draft: _Draft) -> list[str]:
    name = draft.name("m")
    line = f"{name} = {_matrix(draft, 2)}"
    draft.matrices.append(name)
    return [line]


def _condition(draft: _Draft) -> str:
    form = draft.draw.randrange(5)
    if form == 0:
        return "FLAG"
    if form == 1:
        return "COUNT > 1"
    if form == 2:
        return f"{_scalar(draft, 1)} > 0.0 and {_scalar(draft, 1)} < 9.0"
    return f"{_scalar(draft, 1)} > {draft.draw.choice(['0.0', '1.0', '100.0'])}"


@dataclass(frozen=True)
class _Argument:
    """A parameter that a deed needs, with the expressions of the first and of the second call."""

    name: str
    first: str
    second: str


def _deed(draft: _Draft, deed: Deed) -> list[str]:
    """A deed, in place or in a helper that the place calls."""
    name = draft.name("d")
    values = {"m": draft.draw.choice(draft.matrices), "n": name, "N": name.upper()}
    setup, body = deed.setup % values, textwrap.dedent(deed.body % values)
    if deed.argument:
        parameter, first, second = deed.argument
        given = _Argument(parameter, first % values, second % values)
        if all(argument.name != parameter for argument in draft.arguments):
            draft.arguments.append(given)
    if setup:
        draft.setup.append(textwrap.dedent(setup))
    if deed.helper and draft.draw.random() < 0.35:
        values["m"] = "v"
        inside = textwrap.dedent(deed.body % values).strip().splitlines()
        result = f"    return {name}" if deed.result else "    return v"
        draft.setup.append("\n".join([f"def help_{name}(v):", *_indented(inside), result]))
        lines = [f"{name} = help_{name}({draft.draw.choice(draft.matrices)})"]
        draft.matrices.append(name)
        return lines
    if deed.result:
        draft.matrices.append(name)
    return body.strip().splitlines()


def draw_program(seed: int, index: int) -> Program:
    """The program of this number in the sequence of this seed."""
    draft = _Draft(random.Random(f"{seed}/{index}"))
    draw = draft.draw
    form = draw.choice(["function", "function", "method", "closure"])
    parameters, first, second = ["x"], ["tf.constant(DATA)"], ["tf.constant(DATA) * 0.5"]
    if draw.random() < 0.5:
        parameters.append("y")
        first.append("tf.ones([3, 3])")
        second.append("tf.constant(DATA) - 1.0")
        draft.matrices.append("y")
    if draw.random() < 0.15:
        parameters.append("FLAG=True")
    body = [line for _ in range(draw.randint(2, 4)) for line in _statement(draft, 2)]
    placed = [deed for deed in [draw.choice(PLACED)] if draw.random() < 0.5]
    for deed in placed:
        draft.deeds.append(deed.name)
        lines = _deed(draft, deed)
        where = draw.random()
        if where < 0.2:
            lines = [f"if {_condition(draft)}:", *_indented(lines)] if not deed.result else lines
        elif where < 0.3 and not deed.result:
            lines = [f"for {draft.name('i')} in range(2):", *_indented(lines)]
        body += lines
    body += [line for _ in range(draw.randint(1, 3)) for line in _statement(draft, 1)]
    for argument in draft.arguments:
        parameters.insert(len([p for p in parameters if "=" not in p]), argument.name)
        first.append(argument.first)
        second.append(argument.second)
    last = draft.matrices[-1]
    results = [
        f"{last}",
        f"tf.reduce_sum({last}) + {_scalar(draft, 2)}",
        f"({last}, {_scalar(draft, 1)})",
        f"{{'m': {last}, 's': {_scalar(draft, 1)}}}",
    ]
    returned = next((deed.returned for deed in placed if deed.returned), None)
    body.append(f"return {(returned or draw.choice(results)).replace('RESULT', last)}")
    setup = "\n\n".join(draft.setup)
    head = (
        HEADER
        + "DATA = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-2.0, 1.0, 0.75]], dtype=np.float32)\n"
        + f"WEIGHT = tf.Variable(tf.ones([3, 3]) * 0.5)\nSCALE = {draw.choice(['0.5', '2.0'])}\nCOUNT = {draw.choice(['1', '2', '3'])}\n"
        + f"FLAG = {draw.choice(['True', 'False'])}\nLOG = []\nTABLE = {{}}\nTOTAL = 0\nSEEN = set()\n\n"
        + setup
        + "\n\n"
    )
    name = f"program_{index}"
    if form == "method":
        text = "class Holder:\n    def __init__(self):\n        self.steps = 0\n        self.kept = []\n        self.rate = 0.5\n\n"
        text += (
            f"    def target(self, {', '.join(parameters)}):\n"
            + "\n".join(_indented(_indented(body)))
            + "\n\nholder = Holder()\n"
        )
        call, target = "holder.target", ("Holder", "target")
    elif form == "closure":
        text = f"def make():\n    count = 0\n    notes = []\n    def target({', '.join(parameters)}):\n"
        text += "\n".join(_indented(_indented(body))) + "\n    return target\n\ntarget = make()\n"
        call, target = "target", ("target",)
    else:
        text = f"def target({', '.join(parameters)}):\n" + "\n".join(_indented(body)) + "\n"
        call, target = "target", ("target",)
    calls = tuple(f"{call}({', '.join(arguments)})" for arguments in (first, second, first))
    return Program(name, head + text, calls, target, tuple(draft.deeds))
