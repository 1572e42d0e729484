"""Which objects a snapshot follows: those whose state a user's program can mean, not the machinery below it."""

from __future__ import annotations

import dis
import sys
import sysconfig
import types

#: Packages whose objects are machinery: locks, connections, the kernel, drawing.
_MACHINERY = frozenset(
    (
        "IPython ipykernel jupyter_client traitlets zmq tornado asyncio concurrent threading multiprocessing socket ssl "
        "selectors subprocess importlib logging weakref typing abc ast inspect re ctypes _ctypes _thread _io io "
        "_abc _weakref pathlib google absl matplotlib plotly bokeh sqlite3 h5py torch jax jaxlib wrapt unittest pdb bdb"
    ).split()
)
#: Parts of TensorFlow below the objects that programs hold: graphs, contexts, traced functions.
_TENSORFLOW_MACHINERY = (
    "tensorflow.python.framework",
    "tensorflow.python.eager",
    "tensorflow.python.autograph",
    "tensorflow.python.client",
    "tensorflow.python.lib",
    "tensorflow.python.util",
    "tensorflow.python.types",
    "tensorflow.python.checkpoint",
    "tensorflow.python.platform",
    "tensorflow.python.distribute",
    "tensorflow.core",
)
_LIBRARY_FOLDERS = tuple(
    {
        path
        for path in (
            *(sysconfig.get_paths().get(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
            *(entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))),
        )
        if path
    }
)


def is_walked(cls: type) -> bool:
    """Whether the attributes of this class's objects are followed and put back."""
    module = cls.__module__ or ""
    top = module.split(".")[0]
    if top in ("builtins", "numpy") or top in _MACHINERY:
        return False
    return not module.startswith(_TENSORFLOW_MACHINERY)


def is_written_by_user(namespace: dict) -> bool:
    """Whether these are the names of a module of the user's own: neither of the standard library nor installed."""
    if namespace.get("__name__") == "__main__":
        return True
    file = namespace.get("__file__")
    return isinstance(file, str) and not file.startswith(_LIBRARY_FOLDERS) and not file.startswith("<")


def names_of(code: types.CodeType) -> set[str]:
    """All names that a function and the functions in it load, store or take as attributes."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_of(constant)
    return names


def stored_globals(code: types.CodeType) -> set[str]:
    """The module's names that a function, or a function in it, binds or deletes."""
    names = {entry.argval for entry in dis.get_instructions(code) if entry.opname in ("STORE_GLOBAL", "DELETE_GLOBAL")}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= stored_globals(constant)
    return names
