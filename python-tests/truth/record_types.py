"""Runs one notebook under real TensorFlow and records what reaches each parameter.

Called as a program: ``record_types.py NOTEBOOK OUT [BOOT]``. It runs the cells in IPython, with every ``def`` made to
report its arguments first, and writes a JSON list of
``{cell, name, parameter, kind, type}`` (``type`` is a type text of the report, ``kind`` is ``tensor`` or ``other``).
``record_types.py --programs FOLDER PROGRAM…`` does the same for Python files, all in one process.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tempfile
import threading
import time
import types
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("MPLBACKEND", "Agg")

_RECORDER = "__hybridize_record__"
_TYPES_KEPT = 24


class _Instrument(ast.NodeTransformer):
    """Puts a call of the recorder first into every function body."""

    def __init__(self, cell: int | None) -> None:
        self._cell = cell
        self._names: list[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node):
        self._names.append(node.name)
        name = ".".join(self._names)
        self.generic_visit(node)
        self._names.pop()
        parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        values = ", ".join(f"({p.arg!r}, {p.arg})" for p in parameters)
        call = ast.parse(f"{_RECORDER}({self._cell}, {name!r}, [{values}])").body[0]
        has_text = (
            node.body
            and isinstance(node.body[0], ast.Expr)
            and isinstance(node.body[0].value, ast.Constant)
            and isinstance(node.body[0].value.value, str)
        )
        position = 1 if has_text else 0
        for child in ast.walk(call):
            ast.copy_location(child, node.body[0])
        node.body.insert(position, call)
        return node


def type_text(value) -> str | None:
    """The type text of the report for a tensor or array; ``None`` for anything else."""
    import numpy as np
    import tensorflow as tf

    def shape(dimensions) -> str:
        if dimensions is None:
            return "?"
        items = ["None" if size is None else str(size) for size in dimensions]
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"

    def rank(tensor_shape):
        return None if tensor_shape.rank is None else tensor_shape.as_list()

    if type(value).__name__ == "KerasTensor":
        return f"symbolic {value.dtype} {shape(value.shape)}"
    if (
        isinstance(value, tf.Variable)
        or type(value).__module__.startswith("keras.src.backend")
        and hasattr(value, "assign")
    ):
        return f"variable {tf.as_dtype(value.dtype).name} {shape(tuple(value.shape))}"
    if isinstance(value, tf.RaggedTensor):
        return f"ragged {value.dtype.name} {shape(rank(value.shape))}"
    if isinstance(value, tf.SparseTensor):
        return f"sparse {value.dtype.name} {shape(rank(value.shape))}"
    if isinstance(value, tf.IndexedSlices):
        return f"slices {value.dtype.name} ?"
    if isinstance(value, tf.Tensor):
        return f"{value.dtype.name} {shape(rank(value.shape))}"
    if isinstance(value, (np.ndarray, np.generic)):
        name = "string" if value.dtype.kind in "SU" else value.dtype.name
        return f"ndarray {name} {shape(value.shape)}"
    return None


class _Records:
    """What was seen, each combination once; functions of ``tf.data`` and ``fit`` call from threads of their own."""

    def __init__(self) -> None:
        self._records: dict[tuple, dict] = {}
        self._lock = threading.Lock()

    def add(self, cell: int | None, name: str, arguments: list) -> None:
        """Notes the arguments of one call."""
        for parameter, value in arguments:
            try:
                text = type_text(value)
            except Exception:
                text = None
            kind = "tensor" if text is not None else "other"
            described = text if text is not None else type(value).__name__
            key = (cell, name, parameter, kind, described)
            with self._lock:
                same = sum(1 for known in self._records if known[:3] == key[:3])
                if same < _TYPES_KEPT:
                    record = {"cell": cell, "name": name, "parameter": parameter, "kind": kind, "type": described}
                    self._records.setdefault(key, record)

    def all(self) -> list[dict]:
        """Everything noted so far."""
        with self._lock:
            return list(self._records.values())


def run(notebook: Path, boot: Path | None, seconds: float) -> list[dict]:
    """Runs the cells and gives what was recorded; a cell that fails does not stop the others."""
    from IPython.core.interactiveshell import InteractiveShell
    from notebooks import code_cells, shortened

    records = _Records()
    shell = InteractiveShell.instance()
    shell.user_ns[_RECORDER] = records.add
    if boot is not None:
        shell.run_cell(boot.read_text(encoding="utf-8"), silent=True)
    end = time.monotonic() + seconds
    for cell in code_cells(notebook):
        if time.monotonic() > end:
            break
        instrument = _Instrument(cell.index)
        shell.ast_transformers.append(instrument)
        try:
            shell.run_cell(shortened(cell.text), silent=True)
        except BaseException as error:
            print(f"cell {cell.index}: {type(error).__name__}", file=sys.stderr)
        finally:
            if instrument in shell.ast_transformers:
                shell.ast_transformers.remove(instrument)
    return records.all()


def run_program(program: Path) -> list[dict]:
    """Runs a Python file statement by statement; a statement that fails is named and does not stop the others.

    AutoGraph reads the source of what it converts from its file, so the instrumented text stands in a file too.
    """
    import tensorflow as tf

    records = _Records()
    module = types.ModuleType(program.stem)
    module.__dict__[_RECORDER] = tf.autograph.experimental.do_not_convert(records.add)
    sys.modules[program.stem] = module
    tree = _Instrument(None).visit(ast.parse(program.read_text(encoding="utf-8")))
    lines = [statement.lineno for statement in tree.body]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / program.name
        text = ast.unparse(tree)
        written.write_text(text, encoding="utf-8")
        for line, statement in zip(lines, ast.parse(text).body):
            try:
                exec(compile(ast.Module([statement], []), str(written), "exec"), module.__dict__)  # noqa: S102
            except Exception as error:
                print(f"{program.name}:{line}: {type(error).__name__}: {str(error)[:200]}", file=sys.stderr)
    return records.all()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    if sys.argv[1] == "--programs":
        for given in map(Path, sys.argv[3:]):
            recorded = run_program(given.resolve())
            (Path(sys.argv[2]) / f"{given.stem}.program.json").write_text(json.dumps(recorded), encoding="utf-8")
        os._exit(0)
    given_boot = Path(sys.argv[3]) if len(sys.argv) > 3 and sys.argv[3] else None
    found = run(Path(sys.argv[1]).resolve(), given_boot, float(os.environ.get("HYBRIDIZE_TRUTH_SECONDS", "150")))
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
    os._exit(0)
