"""The state that a call can reach: kept in place, compared, and put back, object for object.

No copies are made and no identities change: for every mutable object the walk keeps a shallow copy of what it holds, and
restoring writes back only what differs. Variables are kept as tensors (copy on write, so this is nearly free).
"""

from __future__ import annotations

import collections
import functools
import io
import logging
import random
import sys
import types
from typing import Any

from .keras_state import notes_of, reference_counts
from .reachable import is_walked, is_written_by_user, names_of, stored_globals
from .records import ABSENT, BOOKKEEPING, WHOLLY, Record, iterator_bits

#: Objects beyond this number are not walked.
OBJECT_LIMIT = 100_000
#: Items of one container beyond this number are not walked; the container itself is kept whole.
ITEM_LIMIT = 5000
#: Bytes of array content that are copied in all.
BYTE_LIMIT = 2 * 1024**3
#: Where Python remembers which warnings it has shown.
WARNINGS_SHOWN = "__warningregistry__"

_PLAIN = (str, bytes, int, float, complex, bool, type(None), type(Ellipsis), range, slice)
#: Python's iterators whose position can be read and set.
_POSITIONED = frozenset(
    (
        "list_iterator list_reverseiterator tuple_iterator range_iterator longrange_iterator str_iterator "
        "str_ascii_iterator bytes_iterator bytearray_iterator reversed"
    ).split()
)


class Snapshot:
    """The reachable state at one moment."""

    def __init__(self, roots: list[tuple[str, Any]], namespace: dict) -> None:
        self.records: list[Record] = []
        self.unrestorable: list[dict] = []
        self.truncated = False
        self._namespace = namespace
        self._seen: dict[int, Any] = {}
        self._names_kept: set[tuple[int, str]] = set()
        self._bytes = 0
        self._keep_name(namespace, WARNINGS_SHOWN)
        shown = namespace.get(WARNINGS_SHOWN)
        pending = collections.deque([*roots, (WARNINGS_SHOWN, shown)] if isinstance(shown, dict) else roots)
        while pending:
            path, value = pending.popleft()
            if id(value) in self._seen or isinstance(value, _PLAIN):
                continue
            if len(self._seen) >= OBJECT_LIMIT:
                self.truncated = True
                break
            self._seen[id(value)] = value
            pending.extend(self._visit(path, value))

    def changes(self) -> list[dict]:
        """What is not as it was: path and kind of every difference."""
        found = []
        for record in self.records:
            change = record.difference()
            if change is not None:
                found.append({"path": record.path, "kind": record.kind, "detail": change})
        return found

    def state(self) -> dict[str, Any]:
        """What the changed objects hold now, by path, for a comparison of two runs."""
        found: dict[str, Any] = {}
        for record in self.records:
            if record.path.startswith(WARNINGS_SHOWN) or record.difference() is None:
                continue
            if record.is_meant():
                path = record.path if record.path not in found else f"{record.path} ({record.kind})"
                found[path] = record.present()
        return found

    def restore(self) -> int:
        """Writes back what differs; gives the number of objects written."""
        written = 0
        for record in self.records:
            if record.difference() is not None:
                record.write_back()
                written += 1
        return written

    def _keep(self, path: str, owner: Any, kind: str, held: Any, notes: tuple = ()) -> None:
        self.records.append(Record(path, owner, kind, held, notes))

    def _keep_name(self, namespace: dict, name: str) -> None:
        if (id(namespace), name) not in self._names_kept:
            self._names_kept.add((id(namespace), name))
            self._keep(name, (namespace, name), "global", namespace.get(name, ABSENT))

    def _cannot_restore(self, path: str, why: str) -> list[tuple[str, Any]]:
        self.unrestorable.append({"path": path, "why": why})
        return []

    def _visit(self, path: str, value: Any) -> list[tuple[str, Any]]:
        if isinstance(value, types.FunctionType):
            return self._visit_function(path, value)
        if isinstance(value, types.MethodType):
            return [(path, value.__func__), (f"{path}.__self__", value.__self__)]
        if isinstance(value, types.ModuleType):
            return self._visit_module(value)
        if isinstance(value, type):
            return self._visit_class(path, value)
        module = type(value).__module__ or ""
        if module == "tensorflow.python.trackable.data_structures":
            return self._visit_wrapper(path, value)
        found = self._visit_builtin(path, value)
        if found is None:
            return self._visit_library_object(path, value)
        # A class of the user's, or of a library, may add attributes to a list or a dictionary.
        return found if module in ("builtins", "collections") else found + self._visit_instance(path, value)

    def _visit_builtin(self, path: str, value: Any) -> list[tuple[str, Any]] | None:
        """Containers, wrappers and iterators of Python itself; ``None`` where the value is none of these."""
        if isinstance(value, list):
            self._keep(path, value, "sequence", list(value))
            return [(f"{path}[{index}]", item) for index, item in enumerate(list(value)[:ITEM_LIMIT])]
        if isinstance(value, collections.deque):
            self._keep(path, value, "queue", list(value))
            return [(f"{path}[{index}]", item) for index, item in enumerate(list(value)[:ITEM_LIMIT])]
        if isinstance(value, dict):
            self._keep(path, value, "mapping", dict(value))
            return [(f"{path}[{key!r:.60}]", item) for key, item in list(value.items())[:ITEM_LIMIT]]
        if isinstance(value, set):
            self._keep(path, value, "set", set(value))
            return []
        if isinstance(value, (tuple, frozenset)):
            return [(f"{path}[{index}]", item) for index, item in enumerate(value)]
        if isinstance(value, bytearray):
            self._keep(path, value, "bytearray", bytes(value))
            return []
        if isinstance(value, random.Random):
            self._keep(path, value, "random", value.getstate())
            return []
        if isinstance(value, property):
            return [(path, part) for part in (value.fget, value.fset, value.fdel) if part is not None]
        if isinstance(value, (staticmethod, classmethod)):
            return [(path, value.__func__)]
        if isinstance(value, functools.partial):
            return [(path, value.func), (path, value.args), (path, value.keywords)]
        if isinstance(value, functools.cached_property):
            return [(path, value.func)]
        if isinstance(value, io.IOBase):
            return self._cannot_restore(path, "open-file")
        if isinstance(value, logging.Logger):
            return self._visit_logger(path, value)
        if isinstance(value, types.GeneratorType):
            return self._cannot_restore(path, "python-iterator")
        if type(value).__name__ == "_lru_cache_wrapper":
            self.unrestorable.append({"path": path, "why": "cache"})
            return [(path, value.__wrapped__)]
        if isinstance(value, types.BuiltinFunctionType):
            return []
        return self._visit_iterator(path, value)

    def _visit_iterator(self, path: str, value: Any) -> list[tuple[str, Any]] | None:
        if type(value).__module__ not in ("builtins", "itertools") or not hasattr(type(value), "__next__"):
            return None
        if type(value).__name__ in _POSITIONED:
            position = value.__reduce__()[2:] or (None,)
            # From Python 3.12 the iterator of a range knows what is left only, and cannot go back.
            if not type(value).__name__.endswith("range_iterator") or position[0] is not None:
                self._keep(path, value, "iterator", position)
                return []
        return self._cannot_restore(path, "python-iterator")

    def _visit_logger(self, path: str, logger: logging.Logger) -> list[tuple[str, Any]]:
        """What the handlers of the user's classes keep; a logger's own place in the tree is the library's."""
        found: list[tuple[str, Any]] = []
        current: logging.Logger | None = logger
        while current is not None:
            self._keep(f"{path}.handlers", current.handlers, "sequence", list(current.handlers))
            found.extend((f"{path}.handlers[{index}]", item) for index, item in enumerate(current.handlers))
            current = current.parent if current.propagate else None
        return found

    def _visit_function(self, path: str, function: types.FunctionType) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            try:
                content = cell.cell_contents
            except ValueError:
                self._keep(f"{path}.{name}", cell, "cell", ABSENT)
                continue
            self._keep(f"{path}.{name}", cell, "cell", content)
            found.append((name, content))
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            found.append((f"{path} default", default))
        namespace = function.__globals__
        if namespace is self._namespace or is_written_by_user(namespace):
            for name in sorted(names_of(function.__code__)):
                if name in namespace:
                    self._keep_name(namespace, name)
                    found.append((name, namespace[name]))
            for name in sorted(stored_globals(function.__code__)):
                self._keep_name(namespace, name)
        wrapped = getattr(function, "__wrapped__", None)
        if wrapped is not None:
            found.append((path, wrapped))
        if function.__dict__:
            self._keep(f"{path}.__dict__", function.__dict__, "attributes", dict(function.__dict__))
            found.extend((f"{path}.{name}", item) for name, item in function.__dict__.items())
        return found

    def _visit_module(self, module: types.ModuleType) -> list[tuple[str, Any]]:
        """A module of the user's own: all its names; a library's is left alone."""
        namespace = vars(module)
        if namespace is self._namespace or not is_written_by_user(namespace):
            return []
        found = []
        for name, value in list(namespace.items())[:ITEM_LIMIT]:
            if not name.startswith("__"):
                self._keep_name(namespace, name)
                found.append((f"{module.__name__}.{name}", value))
        return found

    def _visit_class(self, path: str, cls: type) -> list[tuple[str, Any]]:
        module = sys.modules.get(cls.__module__)
        if cls.__module__ != "__main__" and not (module is not None and is_written_by_user(vars(module))):
            return []
        own = {name: item for name, item in vars(cls).items() if not name.startswith("__")}
        self._keep(path, cls, "class", own)
        methods = [(f"{path}.{name}", item) for name, item in vars(cls).items() if callable(item) or name in own]
        return methods + [(base.__name__, base) for base in cls.__mro__[1:-1]]

    def _visit_wrapper(self, path: str, value: Any) -> list[tuple[str, Any]]:
        """TensorFlow's own lists, dictionaries and tuples wrap plain ones; what they wrap is kept."""
        wrapped = getattr(value, "__wrapped__", None)
        if wrapped is None:
            return self._visit_instance(path, value)
        for name in ("_self_non_string_key", "_self_external_modification", "_self_last_wrapped_dict_snapshot"):
            if hasattr(value, name):
                self._keep(f"{path}.{name}", (value, name), "wrapper", getattr(value, name))
        return [(path, wrapped)]

    def _visit_library_object(self, path: str, value: Any) -> list[tuple[str, Any]]:
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            if isinstance(value, numpy.ndarray):
                return self._visit_array(path, value)
            if isinstance(value, numpy.random.Generator):
                self._keep(path, value.bit_generator, "bit-generator", value.bit_generator.state)
                return []
            if isinstance(value, numpy.random.RandomState):
                self._keep(path, value, "random-state", value.get_state())
                return []
        tensorflow = sys.modules.get("tensorflow")
        if tensorflow is not None:
            if isinstance(value, tensorflow.Variable):
                return self._visit_variable(path, value)
            if isinstance(value, tensorflow.Tensor):
                return []
            if type(value).__name__ == "OwnedIterator":
                try:
                    self._keep(path, value, "dataset-iterator", iterator_bits(value))
                except Exception:
                    return self._cannot_restore(path, "dataset-iterator")
                return []
            if "SummaryWriter" in type(value).__name__:
                return self._cannot_restore(path, "summary-writer")
            if type(value).__name__ in ("MutableHashTable", "DenseHashTable"):
                entries = sorted(zip(*(part.numpy().tolist() for part in value.export())), key=repr)
                self._keep(path, value, "table", (entries, *value.export()))
                return []
            if hasattr(value, "python_function"):
                return [(path, value.python_function)]
        return self._visit_instance(path, value)

    def _visit_array(self, path: str, array: Any) -> list[tuple[str, Any]]:
        if self._bytes + array.nbytes > BYTE_LIMIT:
            return self._cannot_restore(path, "large-array")
        self._bytes += array.nbytes
        self._keep(path, array, "array", array.copy())
        if not array.dtype.hasobject or array.dtype.names:
            return []
        return [(f"{path}[{index}]", item) for index, item in enumerate(array.reshape(-1)[:ITEM_LIMIT])]

    def _visit_variable(self, path: str, variable: Any) -> list[tuple[str, Any]]:
        parts = getattr(variable, "values", None)
        if isinstance(parts, tuple):
            return [(f"{path}.values[{index}]", part) for index, part in enumerate(parts)]
        try:
            self._keep(path, variable, "variable", variable.read_value())
        except Exception:
            return self._cannot_restore(path, "variable")
        return []

    def _visit_instance(self, path: str, value: Any) -> list[tuple[str, Any]]:
        if not is_walked(type(value)):
            return []
        counts = reference_counts(value)
        if counts is not None:
            self._keep(path, counts, "mapping", dict(counts), (WHOLLY,))
            return []
        found: list[tuple[str, Any]] = []
        try:
            held = object.__getattribute__(value, "__dict__")
        except AttributeError:
            held = None
        if isinstance(held, dict):
            self._keep(path, held, "attributes", dict(held), notes_of(value))
            found.extend((f"{path}.{name}", item) for name, item in list(held.items()))
        for cls in type(value).__mro__:
            names = cls.__dict__.get("__slots__", ())
            for name in (names,) if isinstance(names, str) else tuple(names):
                if name in ("__dict__", "__weakref__") or name.startswith(BOOKKEEPING):
                    continue
                owner = (value, f"_{cls.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name)
                try:
                    item = object.__getattribute__(*owner)
                except AttributeError:
                    self._keep(f"{path}.{name}", owner, "slot", ABSENT)
                    continue
                self._keep(f"{path}.{name}", owner, "slot", item)
                found.append((f"{path}.{name}", item))
        if type(value).__module__ == "__main__":
            found.append((type(value).__name__, type(value)))
        return found
