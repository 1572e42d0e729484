"""The state that a call can reach: kept in place, compared, and put back, object for object.

No copies are made and no identities change: for every mutable object the walk keeps a shallow copy of what it holds, and
restoring writes back only what differs. Variables are kept as tensors (copy on write, so this is nearly free).
"""

from __future__ import annotations

import collections
import io
import random
import sys
import types
from typing import Any

#: Objects beyond this number are not walked.
OBJECT_LIMIT = 100_000
#: Bytes of array content that are copied in all.
BYTE_LIMIT = 2 * 1024**3

_PLAIN = (str, bytes, int, float, complex, bool, type(None), type(Ellipsis), range, slice)
_ITERATORS = (type(iter([])), type(iter(())), type(iter(range(0))), type(iter("")), type(iter({})))
_CONSUMED = (types.GeneratorType, type(zip()), type(map(len, [])), type(filter(None, [])), type(enumerate([])))


class Record:
    """One object, what it held, and how to read and write that."""

    def __init__(self, path: str, owner: Any, kind: str, held: Any) -> None:
        self.path = path
        self.owner = owner
        self.kind = kind
        self.held = held


class Snapshot:
    """The reachable state at one moment."""

    def __init__(self, roots: list[tuple[str, Any]], namespace: dict) -> None:
        self.records: list[Record] = []
        self.unrestorable: list[dict] = []
        self.truncated = False
        self._namespace = namespace
        self._seen: dict[int, Any] = {}
        self._bytes = 0
        pending = collections.deque(roots)
        while pending:
            path, value = pending.popleft()
            if id(value) in self._seen or isinstance(value, _PLAIN):
                continue
            if len(self._seen) >= OBJECT_LIMIT:
                self.truncated = True
                break
            self._seen[id(value)] = value
            pending.extend(self._visit(path, value))

    def _keep(self, path: str, owner: Any, kind: str, held: Any) -> None:
        self.records.append(Record(path, owner, kind, held))

    def _visit(self, path: str, value: Any) -> list[tuple[str, Any]]:
        if isinstance(value, types.FunctionType):
            return self._visit_function(path, value)
        if isinstance(value, types.MethodType):
            return [(path, value.__func__), (f"{path}.__self__", value.__self__)]
        if isinstance(value, (list, collections.deque)):
            self._keep(path, value, "sequence", list(value))
            return [(f"{path}[{index}]", item) for index, item in enumerate(list(value)[:5000])]
        if isinstance(value, dict):
            self._keep(path, value, "mapping", dict(value))
            return [(f"{path}[{key!r:.60}]", item) for key, item in list(value.items())[:5000]]
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
        if isinstance(value, _ITERATORS):
            self._keep(path, value, "iterator", value.__reduce__()[2:] or (None,))
            return []
        if isinstance(value, _CONSUMED):
            self.unrestorable.append({"path": path, "why": "python-iterator"})
            return []
        if isinstance(value, io.IOBase):
            self.unrestorable.append({"path": path, "why": "open-file"})
            return []
        if type(value).__name__ == "_lru_cache_wrapper":
            self.unrestorable.append({"path": path, "why": "cache"})
            return [(path, value.__wrapped__)]
        if isinstance(value, (types.ModuleType, types.BuiltinFunctionType)):
            return []
        if isinstance(value, type):
            return self._visit_class(path, value)
        return self._visit_library_object(path, value)

    def _visit_function(self, path: str, function: types.FunctionType) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            try:
                content = cell.cell_contents
            except ValueError:
                continue
            self._keep(f"{path}.{name}", cell, "cell", content)
            found.append((name, content))
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            found.append((f"{path} default", default))
        if function.__globals__ is self._namespace:
            for name in sorted(_names_of(function.__code__)):
                if name in self._namespace:
                    self._keep(name, self._namespace, f"global {name}", self._namespace[name])
                    found.append((name, self._namespace[name]))
        wrapped = getattr(function, "__wrapped__", None)
        if wrapped is not None:
            found.append((path, wrapped))
        if function.__dict__:
            self._keep(f"{path}.__dict__", function.__dict__, "mapping", dict(function.__dict__))
        return found

    def _visit_class(self, path: str, cls: type) -> list[tuple[str, Any]]:
        if cls.__module__ != "__main__":
            return []
        held = {name: item for name, item in vars(cls).items() if not name.startswith("__")}
        self._keep(path, cls, "class", held)
        return [(f"{path}.{name}", item) for name, item in held.items()]

    def _visit_library_object(self, path: str, value: Any) -> list[tuple[str, Any]]:
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            if isinstance(value, numpy.ndarray):
                if value.dtype.hasobject or self._bytes + value.nbytes > BYTE_LIMIT:
                    self.unrestorable.append({"path": path, "why": "large-array"})
                else:
                    self._bytes += value.nbytes
                    self._keep(path, value, "array", value.copy())
                return []
            if isinstance(value, numpy.random.Generator):
                self._keep(path, value.bit_generator, "bit-generator", value.bit_generator.state)
                return []
            if isinstance(value, numpy.random.RandomState):
                self._keep(path, value, "random-state", value.get_state())
                return []
        tensorflow = sys.modules.get("tensorflow")
        if tensorflow is not None:
            if isinstance(value, tensorflow.Variable):
                parts = getattr(value, "values", None)
                if isinstance(parts, tuple):
                    return [(f"{path}.values[{index}]", part) for index, part in enumerate(parts)]
                try:
                    self._keep(path, value, "variable", value.read_value())
                except Exception:
                    self.unrestorable.append({"path": path, "why": "variable"})
                return []
            if isinstance(value, tensorflow.Tensor):
                return []
            if type(value).__name__ == "OwnedIterator":
                self._keep_dataset_iterator(path, value)
                return []
            if "SummaryWriter" in type(value).__name__:
                self.unrestorable.append({"path": path, "why": "summary-writer"})
                return []
            if hasattr(value, "python_function"):
                return [(path, value.python_function)]
        return self._visit_instance(path, value)

    def _keep_dataset_iterator(self, path: str, iterator: Any) -> None:
        try:
            from tensorflow.python.ops import gen_dataset_ops

            state = gen_dataset_ops.serialize_iterator(iterator._iterator_resource, external_state_policy=0)
            self._keep(path, iterator, "dataset-iterator", state)
        except Exception:
            self.unrestorable.append({"path": path, "why": "dataset-iterator"})

    def _visit_instance(self, path: str, value: Any) -> list[tuple[str, Any]]:
        module = type(value).__module__ or ""
        tensorflow = sys.modules.get("tensorflow")
        is_own = module == "__main__" or module.split(".")[0] in ("keras", "tf_keras", "optree", "collections")
        is_tracked = tensorflow is not None and isinstance(value, tensorflow.Module)
        if not (is_own or is_tracked):
            return []
        found: list[tuple[str, Any]] = []
        try:
            held = object.__getattribute__(value, "__dict__")
        except AttributeError:
            held = None
        if isinstance(held, dict):
            self._keep(path, held, "attributes", dict(held))
            found.extend((f"{path}.{name}", item) for name, item in list(held.items()))
        for cls in type(value).__mro__:
            for name in getattr(cls, "__slots__", ()) if isinstance(getattr(cls, "__slots__", ()), tuple) else ():
                try:
                    item = object.__getattribute__(value, name)
                except AttributeError:
                    continue
                self._keep(f"{path}.{name}", (value, name), "slot", item)
                found.append((f"{path}.{name}", item))
        if module == "__main__":
            found.append((type(value).__name__, type(value)))
        return found

    def changes(self) -> list[dict]:
        """What is not as it was: path and kind of every difference."""
        found = []
        for record in self.records:
            change = _difference(record)
            if change is not None:
                found.append({"path": record.path, "kind": record.kind, "detail": change})
        return found

    def state(self) -> dict[str, Any]:
        """What the changed objects hold now, by path, for a comparison of two runs."""
        return {record.path: _present(record) for record in self.records if _difference(record) is not None}

    def restore(self) -> int:
        """Writes back what differs; gives the number of objects written."""
        written = 0
        for record in self.records:
            if _difference(record) is not None:
                _write_back(record)
                written += 1
        return written


def _names_of(code: types.CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names_of(constant)
    return names


def _same_items(now: Any, before: Any) -> bool:
    return len(now) == len(before) and all(a is b or _equal_plain(a, b) for a, b in zip(now, before))


def _equal_plain(left: Any, right: Any) -> bool:
    return type(left) is type(right) and isinstance(left, (int, float, str, bytes, bool)) and left == right


def _present(record: Record) -> Any:
    if record.kind == "cell":
        return record.owner.cell_contents
    if record.kind.startswith("global "):
        return record.owner.get(record.kind[7:])
    if record.kind == "slot":
        owner, name = record.owner
        return object.__getattribute__(owner, name)
    if record.kind == "variable":
        return record.owner.read_value()
    if record.kind in ("sequence",):
        return list(record.owner)
    if record.kind in ("mapping", "attributes"):
        return dict(record.owner)
    if record.kind == "class":
        return {name: item for name, item in vars(record.owner).items() if not name.startswith("__")}
    return record.owner



def _difference(record: Record) -> str | None:
    kind, owner, held = record.kind, record.owner, record.held
    try:
        if kind == "sequence":
            return None if _same_items(list(owner), held) else f"{len(held)} items, now {len(owner)}"
        if kind in ("mapping", "attributes"):
            if list(owner.keys()) == list(held.keys()) and _same_items(list(owner.values()), list(held.values())):
                return None
            changed = [str(name) for name in {*owner, *held} if owner.get(name, record) is not held.get(name, record)]
            return ", ".join(sorted(changed)[:5]) or "order"
        if kind == "set":
            return None if owner == held else "items"
        if kind == "class":
            now = {name: item for name, item in vars(owner).items() if not name.startswith("__")}
            return None if now.keys() == held.keys() and _same_items(list(now.values()), list(held.values())) else "attributes"
        if kind == "cell":
            return None if owner.cell_contents is held or _equal_plain(owner.cell_contents, held) else "value"
        if kind.startswith("global "):
            now = owner.get(kind[7:], record)
            return None if now is held or _equal_plain(now, held) else "value"
        if kind == "slot":
            now = object.__getattribute__(*owner)
            return None if now is held or _equal_plain(now, held) else "value"
        if kind == "variable":
            import numpy

            now = owner.read_value()
            return None if now is held or numpy.array_equal(now.numpy(), held.numpy(), equal_nan=_is_float(held)) else "value"
        if kind == "array":
            return None if owner.shape == held.shape and owner.tobytes() == held.tobytes() else "values"
        if kind == "bytearray":
            return None if bytes(owner) == held else "bytes"
        if kind == "random":
            return None if owner.getstate() == held else "state"
        if kind == "bit-generator":
            return None if repr(owner.state) == repr(held) else "state"
        if kind == "random-state":
            return None if repr(owner.get_state()) == repr(held) else "state"
        if kind == "iterator":
            return None if (owner.__reduce__()[2:] or (None,)) == held else "position"
        if kind == "dataset-iterator":
            return "position"
    except Exception as error:
        return type(error).__name__
    return None


def _is_float(tensor: Any) -> bool:
    return bool(getattr(tensor.dtype, "is_floating", False) or getattr(tensor.dtype, "is_complex", False))


def _write_back(record: Record) -> None:
    kind, owner, held = record.kind, record.owner, record.held
    if kind == "sequence":
        if isinstance(owner, list):
            list.__setitem__(owner, slice(None), held)
        else:
            owner.clear()
            owner.extend(held)
    elif kind in ("mapping", "attributes"):
        dict.clear(owner)
        dict.update(owner, held)
    elif kind == "set":
        owner.clear()
        owner.update(held)
    elif kind == "class":
        for name in [name for name in vars(owner) if not name.startswith("__") and name not in held]:
            type.__delattr__(owner, name)
        for name, item in held.items():
            if vars(owner).get(name) is not item:
                type.__setattr__(owner, name, item)
    elif kind == "cell":
        owner.cell_contents = held
    elif kind.startswith("global "):
        owner[kind[7:]] = held
    elif kind == "slot":
        object.__setattr__(owner[0], owner[1], held)
    elif kind == "variable":
        owner.assign(held)
    elif kind == "array":
        owner[...] = held
    elif kind == "bytearray":
        owner[:] = held
    elif kind == "random":
        owner.setstate(held)
    elif kind == "bit-generator":
        owner.state = held
    elif kind == "random-state":
        owner.set_state(held)
    elif kind == "iterator":
        if held[0] is not None:
            owner.__setstate__(held[0])
    elif kind == "dataset-iterator":
        from tensorflow.python.ops import gen_dataset_ops

        gen_dataset_ops.deserialize_iterator(owner._iterator_resource, held)
