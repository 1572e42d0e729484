#!/usr/bin/env python3
"""How many of the library calls in notebooks the knowledge knows by name, with a dtype and with a shape rule.

usage: truth-coverage.py [FOLDER…]   (default: the corpus)
Prints the shares and the most frequent misses; fails below 99 % names, 95 % dtype rules, 92 % shape rules.
"""

from __future__ import annotations

import ast
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from library_knowledge.server import RuleServer

LIBRARIES = ("tensorflow", "keras", "numpy", "tf_keras")
CORPUS = Path("/work/shared/corpus")
LEAST = {"name": 0.99, "dtype": 0.95, "shape": 0.92}


class CallSites(ast.NodeVisitor):
    """Dotted names of calls that start at an import."""

    def __init__(self):
        self.names = {}
        self.calls = Counter()

    def visit_Import(self, node):
        """``import tensorflow as tf``; ``import a.b`` binds ``a``."""
        for alias in node.names:
            if alias.asname:
                self.names[alias.asname] = alias.name
            else:
                root = alias.name.split(".")[0]
                self.names[root] = root

    def visit_ImportFrom(self, node):
        """``from tensorflow.keras import layers``."""
        if node.module and not node.level:
            for alias in node.names:
                self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def visit_Assign(self, node):
        """``K = keras.backend`` and ``AUTOTUNE = tf.data.AUTOTUNE`` are aliases."""
        self.generic_visit(node)
        dotted = self.dotted(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):
                if dotted is not None:
                    self.names[target.id] = dotted
                else:
                    self.names.pop(target.id, None)

    def visit_Call(self, node):
        """One call site."""
        self.generic_visit(node)
        dotted = self.dotted(node.func)
        if dotted is not None:
            self.calls[dotted] += 1

    def dotted(self, node):
        """The full name of ``a.b.c`` where ``a`` is imported."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.names:
            return None
        return ".".join([self.names[node.id], *reversed(parts)])


def cells_of(path):
    """The code of a notebook's cells without magics; of a module its text."""
    text = path.read_text(errors="replace")
    if path.suffix == ".py":
        return [text]
    found = []
    for cell in json.loads(text).get("cells", []):
        if cell.get("cell_type") == "code":
            source = cell["source"]
            source = source if isinstance(source, str) else "".join(source)
            lines = source.split("\n")
            if lines and lines[0].lstrip().startswith("%%"):
                lines = lines[1:]
            found.append("\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines))
    return found


def call_sites(paths):
    """Calls by dotted name over all notebooks."""
    calls = Counter()
    for path in paths:
        visitor = CallSites()
        for cell in cells_of(path):
            try:
                visitor.visit(ast.parse(cell))
            except (SyntaxError, ValueError):
                continue
        calls.update(visitor.calls)
    return Counter({name: count for name, count in calls.items() if name.split(".")[0] in LIBRARIES})


def measure(calls):
    """The shares and the misses."""
    names = sorted(calls)
    with RuleServer() as server:
        entries = dict(zip(names, server.ask([{"lookup": name} for name in names])))
    total = sum(calls.values())
    known = sum(calls[name] for name in names if entries[name] is not None)
    returning = [name for name in names if entries[name] and entries[name]["returns"] in ("tensor", "tensors")]
    tensors = sum(calls[name] for name in returning)
    dtypes = [n for n in returning if has_dtype(entries[n])]
    shapes = [n for n in returning if entries[n]["shapeRule"]]
    undecided = [
        name
        for name in names
        if entries[name]
        and entries[name]["kind"] in ("function", "method")
        and entries[name]["returns"] == "unknown"
        and not entries[name]["effects"]
    ]
    misses = {
        "name": Counter({n: calls[n] for n in names if entries[n] is None}),
        "dtype": Counter({n: calls[n] for n in returning if n not in dtypes}),
        "shape": Counter({n: calls[n] for n in returning if n not in shapes}),
        "result": Counter({n: calls[n] for n in undecided}),
    }
    shares = {
        "name": known / total if total else 1.0,
        "dtype": sum(calls[n] for n in dtypes) / tensors if tensors else 1.0,
        "shape": sum(calls[n] for n in shapes) / tensors if tensors else 1.0,
    }
    return total, tensors, shares, misses


# Families whose result has a dtype of its own, so that no dtype rule is needed.
SELF_TYPED = (
    "value",
    "cast",
    "filled",
    "filledLike",
    "like",
    "drawn",
    "drawnWith",
    "eye",
    "oneHot",
    "range",
    "linspace",
    "meshgrid",
    "sequenceMask",
    "shapeOf",
    "countOf",
    "rankOf",
    "input",
    "where",
    "concat",
    "stack",
    "stackOn",
    "einsum",
    "tensordot",
    "broadcast",
    "broadcastList",
    "topK",
    "svd",
    "unique",
    "uniqueSorted",
    "choice",
    "permuted",
    "csv",
    "decoded",
    "stft",
    "inverseStft",
    "rfft",
    "irfft",
    "fft",
    "gradient",
    "nonzero",
    "append",
    "matmul",
    "raggedConstant",
    "raggedRange",
    "same",
    "window",
    "example",
    "examples",
)


def has_dtype(entry):
    """Whether the entry says which dtype the result has."""
    rule = entry["shapeRule"] or ""
    return bool(entry["dtypeRule"]) or rule.split("(")[0] in SELF_TYPED


def main():
    """The command."""
    folders = [Path(argument) for argument in sys.argv[1:]] or [CORPUS]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".ipynb", ".py"))
    calls = call_sites(paths)
    total, tensors, shares, misses = measure(calls)
    print(f"{len(paths)} files, {total} call sites of {len(calls)} names; {tensors} return tensors")
    for part, share in shares.items():
        print(f"{part:6} {share:7.2%} (at least {LEAST[part]:.0%})")
    for part, counter in misses.items():
        print(f"most frequent without {part}: " + ", ".join(f"{n} {c}" for n, c in counter.most_common(40)))
    return 0 if all(shares[part] >= least for part, least in LEAST.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
