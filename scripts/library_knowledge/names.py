"""The public names of the installed packages: one record for each object, with all names it has."""

from __future__ import annotations

import inspect
import types

# Walking these would start something, or gives nothing but files and tools.
SKIPPED_MODULES = (
    "tensorflow.compat.v2",
    "tensorflow.compat.v1.compat",
    "tensorflow.compat.v1.keras",
    "tensorflow.python",
    "tensorflow.core",
    "tensorflow.lite.python",
    "tensorflow.tsl",
    "tensorflow.xla",
    "tensorflow.include",
    "tensorflow.compiler",
    "tensorflow.security",
    "tensorflow.tools",
    "tensorflow.raw_ops",
    "tensorflow.compat.v1.raw_ops",
    "keras.src",
    "numpy.f2py",
    "numpy.distutils",
    "numpy.testing",
    "numpy.typing",
    "numpy.core",
    "numpy.compat",
    "numpy.ctypeslib",
    "numpy._",
)

ROOTS = {"tensorflow": "tensorflow", "keras": "keras", "numpy": "numpy"}


class Record:
    """An object with its names, the canonical one first."""

    def __init__(self, name, value):
        self.names = [name]
        self.value = value

    @property
    def name(self):
        return self.names[0]


def canonical_keras_name(name):
    """``tensorflow.keras`` is ``keras``."""
    for prefix in ("tensorflow.keras.", "tensorflow.compat.v1.keras."):
        if name.startswith(prefix):
            return "keras." + name[len(prefix) :]
    for part in ("losses", "metrics", "optimizers", "initializers"):
        if name.startswith(f"tensorflow.{part}."):
            return "keras." + name[len("tensorflow.") :]
    return name


def walk(library):
    """All public objects of a library: ``{canonical name: Record}``, names sorted."""
    root = __import__(library)
    found = {}
    seen_modules = set()
    pending = [(library, root)]
    modules = {}
    while pending:
        path, module = pending.pop(0)
        if id(module) in seen_modules or path.startswith(SKIPPED_MODULES) or ".python" in path:
            continue
        seen_modules.add(id(module))
        modules[path] = module
        try:
            public = _public_names(module, path)
        except ImportError:  # A lazy module of Keras 2 that Keras 3 does not have.
            continue
        for name in public:
            try:
                value = getattr(module, name)
            except Exception:  # A lazy module whose import fails has no names.
                continue
            full = canonical_keras_name(f"{path}.{name}")
            if library == "tensorflow" and full.startswith("keras."):
                continue
            if inspect.ismodule(value):
                if _module_name(value).split(".")[0] in _families(library):
                    pending.append((f"{path}.{name}", value))
                continue
            found.setdefault(full, value)
    return found, sorted(modules)


def _module_name(module):
    """TensorFlow's lazy loaders raise where Keras 3 has no such module."""
    try:
        return module.__name__
    except (AttributeError, ImportError):
        return ""


def _families(library):
    return {"tensorflow": ("tensorflow", "keras"), "keras": ("keras",), "numpy": ("numpy",)}[library]


def _public_names(module, path):
    names = getattr(module, "__all__", None)
    if path.startswith("numpy") and names is not None:
        extra = [name for name in dir(module) if path == "numpy" and name in NUMPY_MODULES]
        return sorted(set(names) | set(extra))
    return sorted(name for name in dir(module) if not name.startswith("_"))


NUMPY_MODULES = ("linalg", "fft", "random", "ma", "char", "strings", "polynomial", "lib", "rec")


def unique(found):
    """Groups names of one object: ``[Record]`` sorted by canonical name."""
    groups = {}
    values = {}
    for name, value in found.items():
        if isinstance(value, (bool, int, float, complex, str, bytes, tuple, type(None))):
            key = ("constant", name)
        else:
            key = ("object", id(value))
        groups.setdefault(key, []).append(name)
        values[key] = value
    records = []
    for key, names in groups.items():
        names.sort(key=_preference)
        record = Record(names[0], values[key])
        record.names = names
        records.append(record)
    records.sort(key=lambda record: record.name)
    return records


def _preference(name):
    """The documented spelling is the shortest one outside ``compat`` and ``experimental``."""
    return (
        ".compat.v1." in name,
        ".experimental." in name,
        "_internal" in name,
        ".legacy." in name,
        name.count("."),
        len(name),
        name,
    )


def kind_of(value):
    """``function``, ``class`` or ``constant``."""
    if inspect.isclass(value):
        return "class"
    if callable(value) and not isinstance(value, types.SimpleNamespace):
        return "function"
    return "constant"
