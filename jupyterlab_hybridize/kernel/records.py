"""One object of a snapshot: what it held, whether it holds that still, and writing it back in place."""

from __future__ import annotations

import collections
from typing import Any

#: Stands for a name or an attribute that was not there.
ABSENT = object()
#: Bytes that are compared at once: a comparison of large arrays must not need their size again.
CHUNK = 4 * 1024**2
#: TensorFlow's policy to refuse an iterator with state outside, such as a Python generator.
_FAIL = 2
#: What TensorFlow writes on objects and functions of the user's for itself.
BOOKKEEPING = ("_tf_extension_type_", "_tf_decorator", "autograph_info__", "ag_dnc_wrapper__", "_cached_cmp_key")
#: What TensorFlow rebinds on a function that it has wrapped itself when AutoGraph unwraps and wraps it again.
_REWRAPPED = ("__wrapped__", "__original_wrapped__", "__signature__")


#: Among the notes of a record: all that the object holds is a library's own.
WHOLLY = "*"


class Record:
    """One object, what it held, and how to read and write that."""

    __slots__ = ("path", "owner", "kind", "held", "notes")

    def __init__(self, path: str, owner: Any, kind: str, held: Any, notes: tuple = ()) -> None:
        self.path = path
        #: Attributes that are put back, and are no difference between two runs.
        self.notes = notes
        self.owner = owner
        self.kind = kind
        self.held = held

    def difference(self) -> str | None:
        """How the object differs from what was kept, in few words; ``None`` where it does not."""
        try:
            return _DIFFERENCES[self.kind](self.owner, self.held)
        except Exception as error:
            return type(error).__name__

    def is_meant(self) -> bool:
        """Whether a difference is one of the program's state, not of a library's notes alone."""
        if not self.notes or WHOLLY in self.notes:
            return not self.notes
        now, before = (
            {name: item for name, item in attributes.items() if name not in self.notes}
            for attributes in (self.owner, self.held)
        )
        return _attributes_difference(now, before) is not None

    def present(self) -> Any:
        """What the object holds now, as a value that later calls do not change."""
        value = _PRESENT[self.kind](self.owner)
        for name in self.notes:
            value.pop(name, None)
        return value

    def write_back(self) -> None:
        """Gives the object what it held."""
        _WRITERS[self.kind](self.owner, self.held)


def same_bits(left: Any, right: Any) -> bool:
    """Whether two arrays hold the same bits; object arrays the same objects."""
    import numpy

    if left.shape != right.shape or left.dtype != right.dtype:
        return False
    if not (left.flags.c_contiguous and right.flags.c_contiguous):
        left, right = numpy.ascontiguousarray(left), numpy.ascontiguousarray(right)
    if left.size == 0:
        return True
    first = left.reshape(-1).view(numpy.uint8) if not left.dtype.hasobject else None
    if first is None:
        return all(a is b or _equal_plain(a, b) for a, b in zip(left.reshape(-1), right.reshape(-1)))
    second = right.reshape(-1).view(numpy.uint8)
    return all(
        numpy.array_equal(first[begin : begin + CHUNK], second[begin : begin + CHUNK])
        for begin in range(0, len(first), CHUNK)
    )


def iterator_bits(iterator: Any) -> tuple[Any, bytes]:
    """The state of a dataset's iterator, and the same as bytes; raises where it cannot be had."""
    import tensorflow as tf
    from tensorflow.python.ops import gen_dataset_ops

    state = gen_dataset_ops.serialize_iterator(iterator._iterator_resource, external_state_policy=_FAIL)
    return state, tf.io.serialize_tensor(state).numpy()


def _equal_plain(left: Any, right: Any) -> bool:
    return type(left) is type(right) and isinstance(left, (int, float, str, bytes, bool)) and left == right


def _same_items(now: Any, before: Any) -> bool:
    return len(now) == len(before) and all(a is b or _equal_plain(a, b) for a, b in zip(now, before))


def _same_value(now: Any, held: Any) -> str | None:
    return None if now is held or _equal_plain(now, held) else "value"


def _sequence_difference(owner: Any, held: Any) -> str | None:
    return None if _same_items(list(owner), held) else f"{len(held)} items, now {len(owner)}"


def _mapping_difference(owner: Any, held: Any) -> str | None:
    names = owner if isinstance(owner, collections.OrderedDict) else dict.keys(owner)
    if list(names) == list(held) and _same_items([dict.get(owner, name) for name in held], list(held.values())):
        return None
    changed = [str(name) for name in {*owner, *held} if dict.get(owner, name, ABSENT) is not held.get(name, ABSENT)]
    return ", ".join(sorted(changed)[:5]) or "order"


def _meant_attributes(attributes: dict) -> dict:
    """Attributes without those that TensorFlow caches on the user's objects when it traces."""
    unmeant = (*BOOKKEEPING, *_REWRAPPED) if "_tf_decorator" in attributes else BOOKKEEPING
    return {name: item for name, item in attributes.items() if not str(name).startswith(unmeant)}


def _attributes_difference(owner: Any, held: Any) -> str | None:
    return _mapping_difference(_meant_attributes(owner), _meant_attributes(held))


def _class_attributes(owner: Any) -> dict:
    return {name: item for name, item in vars(owner).items() if not name.startswith("__")}


def _class_difference(owner: Any, held: Any) -> str | None:
    now = _class_attributes(owner)
    return None if now.keys() == held.keys() and _same_items(list(now.values()), list(held.values())) else "attributes"


def _cell(owner: Any) -> Any:
    try:
        return owner.cell_contents
    except ValueError:
        return ABSENT


def _global(owner: Any) -> Any:
    namespace, name = owner
    return namespace.get(name, ABSENT)


def _attribute(owner: Any) -> Any:
    holder, name = owner
    try:
        return object.__getattribute__(holder, name)
    except AttributeError:
        return ABSENT


def _variable_difference(owner: Any, held: Any) -> str | None:
    now = owner.read_value()
    return None if now is held or same_bits(now.numpy(), held.numpy()) else "value"


def _table(owner: Any) -> list:
    """Keys and values of a lookup table, in an order that does not vary."""
    keys, values = owner.export()
    return sorted(zip(keys.numpy().tolist(), values.numpy().tolist()), key=repr)


def _position(owner: Any) -> Any:
    return owner.__reduce__()[2:] or (None,)


def _random_state(owner: Any) -> str:
    return repr(owner.get_state())


_DIFFERENCES = {
    "sequence": _sequence_difference,
    "queue": _sequence_difference,
    "mapping": _mapping_difference,
    "attributes": _attributes_difference,
    "set": lambda owner, held: None if set(owner) == held else "items",
    "class": _class_difference,
    "cell": lambda owner, held: _same_value(_cell(owner), held),
    "global": lambda owner, held: _same_value(_global(owner), held),
    "slot": lambda owner, held: _same_value(_attribute(owner), held),
    "wrapper": lambda owner, held: _same_value(getattr(*owner), held),
    "variable": _variable_difference,
    "table": lambda owner, held: None if _table(owner) == held[0] else "entries",
    "array": lambda owner, held: None if same_bits(owner, held) else "values",
    "bytearray": lambda owner, held: None if bytes(owner) == held else "bytes",
    "random": lambda owner, held: None if owner.getstate() == held else "state",
    "bit-generator": lambda owner, held: None if repr(owner.state) == repr(held) else "state",
    "random-state": lambda owner, held: None if _random_state(owner) == repr(held) else "state",
    "iterator": lambda owner, held: None if _position(owner) == held else "position",
    "dataset-iterator": lambda owner, held: None if iterator_bits(owner)[1] == held[1] else "position",
}

_PRESENT = {
    "sequence": list,
    "queue": list,
    "mapping": dict,
    "attributes": _meant_attributes,
    "set": set,
    "class": _class_attributes,
    "cell": _cell,
    "global": _global,
    "slot": _attribute,
    "variable": lambda owner: owner.read_value(),
    "table": _table,
    "array": lambda owner: owner.copy(),
    "bytearray": bytes,
    "random": lambda owner: repr(owner.getstate()),
    "bit-generator": lambda owner: repr(owner.state),
    "random-state": _random_state,
    "iterator": lambda owner: repr(_position(owner)),
    # The bytes of one position vary with the way there.
    "dataset-iterator": lambda owner: "moved",
    "wrapper": lambda owner: getattr(*owner),
}


def _write_queue(owner: Any, held: Any) -> None:
    collections.deque.clear(owner)
    collections.deque.extend(owner, held)


def _write_mapping(owner: Any, held: Any) -> None:
    kind = collections.OrderedDict if isinstance(owner, collections.OrderedDict) else dict
    kind.clear(owner)
    kind.update(owner, held)


def _write_set(owner: Any, held: Any) -> None:
    set.clear(owner)
    set.update(owner, held)


def _write_class(owner: Any, held: Any) -> None:
    for name in [name for name in _class_attributes(owner) if name not in held]:
        type.__delattr__(owner, name)
    for name, item in held.items():
        if vars(owner).get(name, ABSENT) is not item:
            type.__setattr__(owner, name, item)


def _write_cell(owner: Any, held: Any) -> None:
    if held is ABSENT:
        del owner.cell_contents
    else:
        owner.cell_contents = held


def _write_global(owner: Any, held: Any) -> None:
    namespace, name = owner
    if held is ABSENT:
        namespace.pop(name, None)
    else:
        namespace[name] = held


def _write_slot(owner: Any, held: Any) -> None:
    if held is ABSENT:
        object.__delattr__(*owner)
    else:
        object.__setattr__(*owner, held)


def _write_table(owner: Any, held: Any) -> None:
    _, keys, values = held
    owner.remove(owner.export()[0])
    owner.insert(keys, values)


def _write_iterator(owner: Any, held: Any) -> None:
    if held[0] is not None:
        owner.__setstate__(held[0])


def _write_dataset_iterator(owner: Any, held: Any) -> None:
    from tensorflow.python.ops import gen_dataset_ops

    gen_dataset_ops.deserialize_iterator(owner._iterator_resource, held[0])


_WRITERS = {
    "sequence": lambda owner, held: list.__setitem__(owner, slice(None), held),
    "queue": _write_queue,
    "mapping": _write_mapping,
    "attributes": _write_mapping,
    "set": _write_set,
    "class": _write_class,
    "cell": _write_cell,
    "global": _write_global,
    "slot": _write_slot,
    "wrapper": lambda owner, held: setattr(*owner, held),
    "variable": lambda owner, held: owner.assign(held),
    "table": _write_table,
    "array": lambda owner, held: owner.__setitem__(..., held),
    "bytearray": lambda owner, held: owner.__setitem__(slice(None), held),
    "random": lambda owner, held: owner.setstate(held),
    "bit-generator": lambda owner, held: setattr(owner, "state", held),
    "random-state": lambda owner, held: owner.set_state(held),
    "iterator": _write_iterator,
    "dataset-iterator": _write_dataset_iterator,
}


