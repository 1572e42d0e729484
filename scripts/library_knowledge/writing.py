"""Fits rules to the probes, lays the overrides over them, and writes the compact files."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys

from . import keras2, methods, names, raw_operations
from .signatures import signature_of, text_of

LIBRARIES = ("keras", "numpy", "tensorflow")
DTYPE_NAMES = ("float32", "float64", "int32", "int64", "bool", "string", "complex64", "complex128")
RANDOM_OPERATIONS = ("Random", "Multinomial", "Stateful", "Rng")
STATELESS = ("StatelessRandom",)
CATEGORIES = (
    ("keras.Model", "model"),
    ("keras.Layer", "layer"),
    ("keras.Optimizer", "optimizer"),
    ("keras.optimizers.Optimizer", "optimizer"),
    ("keras.losses.Loss", "loss"),
    ("keras.Loss", "loss"),
    ("keras.Metric", "metric"),
    ("keras.metrics.Metric", "metric"),
    ("keras.callbacks.Callback", "callback"),
    ("keras.initializers.Initializer", "initializer"),
    ("keras.Initializer", "initializer"),
    ("keras.regularizers.Regularizer", "regularizer"),
    ("keras.Regularizer", "regularizer"),
    ("keras.constraints.Constraint", "constraint"),
    ("keras.optimizers.schedules.LearningRateSchedule", "schedule"),
    ("tensorflow.data.Dataset", "dataset"),
    ("tensorflow.data.Iterator", "iterator"),
    ("tensorflow.TypeSpec", "typespec"),
    ("tensorflow.Variable", "variable"),
    ("keras.Variable", "variable"),
    ("tensorflow.Module", "module"),
    ("tensorflow.distribute.Strategy", "strategy"),
    ("tensorflow.errors.OpError", "exception"),
    ("tensorflow.Tensor", "tensor"),
    ("tensorflow.RaggedTensor", "tensor"),
    ("tensorflow.SparseTensor", "tensor"),
    ("tensorflow.DType", "dtype"),
    ("numpy.ndarray", "tensor"),
    ("numpy.generic", "dtype"),
)


def write_all(root, probes, output, check=False):
    """Writes (or compares) the four files; the exit status."""
    overrides = json.loads((root / "knowledge" / "overrides.json").read_text())
    status = 0
    written = {}
    for library in LIBRARIES:
        data = build(root, library, probes, overrides)
        written[library] = encode(data)
    python = json.loads((root / "knowledge" / "python.json").read_text())
    written["python"] = encode({"format": 1, "library": "python", **expand_python(python)})
    for library, content in written.items():
        path = output / f"{library}.json.gz"
        if check:
            differences = compare(path, content)
            for line in differences or [f"{path.name}: same"]:
                print(line)
            status = 1 if differences else status
        else:
            path.write_bytes(content)
            print(f"{path.name}: {len(content)} bytes")
    if not check:
        manifest = {"hash": source_hash(root), "versions": versions()}
        (output / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    return status


def versions():
    """The versions that the files are made from."""
    from importlib.metadata import version

    return {
        "keras": version("keras"),
        "numpy": version("numpy"),
        "tensorflow": version("tensorflow_cpu"),
    }


# Parts of the folder that check the files and do not make them.
CHECKING = ("array_draws.py", "batches.py", "draws.py", "layer_draws.py", "server.py", "truth.py")


def source_hash(root):
    """The hash of what decides what the files hold: generator, overrides, pins."""
    digest = hashlib.sha256()
    files = [
        root / "scripts" / "generate-library-knowledge.py",
        root / "scripts" / "fit-library-rules.mjs",
        root / "scripts" / "library-rule-templates.mjs",
    ]
    files += [
        path for path in sorted((root / "scripts" / "library_knowledge").glob("*.py")) if path.name not in CHECKING
    ]
    files += [root / "knowledge" / "overrides.json", root / "knowledge" / "python.json"]
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(json.dumps(versions(), sort_keys=True).encode())
    return digest.hexdigest()


def encode(data):
    """Compact JSON, names sorted, gzipped without a time stamp."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(text.encode())
    return buffer.getvalue()


def compare(path, content):
    """Which names differ between a committed file and new content."""
    if not path.exists():
        return [f"{path.name}: missing"]
    old = json.loads(gzip.decompress(path.read_bytes()))
    new = json.loads(gzip.decompress(content))
    lines = []
    for part in sorted(set(old) | set(new)):
        a, b = old.get(part), new.get(part)
        if isinstance(a, dict) and isinstance(b, dict):
            for name in sorted(set(a) | set(b)):
                if a.get(name) != b.get(name):
                    lines.append(f"{path.name}: {part}.{name}: {a.get(name)} -> {b.get(name)}")
        elif a != b:
            lines.append(f"{path.name}: {part} differs")
    return lines


def fit(root, library, probes):
    """The rules that the fitting script finds."""
    source = probes / f"{library}.probes.json"
    target = probes / f"{library}.fitted.json"
    subprocess.run(["node", str(root / "scripts" / "fit-library-rules.mjs"), str(source), str(target)], check=True)
    return json.loads(target.read_text())


def build(root, library, probes, overrides):
    """One library's data."""
    raw = json.loads((probes / f"{library}.probes.json").read_text())
    fitted = fit(root, library, probes)
    found, _ = names.walk(library)
    records = names.unique(found)
    described = methods.describe_classes(library, records)
    short = Shortener(library)
    functions, classes, constants = {}, {}, {}
    for record in records:
        kind = names.kind_of(record.value)
        aliases = [short(name) for name in record.names[1:]]
        old = record.name.startswith("tensorflow.compat.v1.")
        if kind == "constant":
            for name in record.names:
                constants[short(name)] = constant_kind(record.value)
            continue
        entry = {}
        if aliases:
            entry["a"] = aliases
        if kind == "function":
            entry.update(function_entry(record, raw, fitted, old))
            functions[short(record.name)] = entry
        else:
            entry.update(class_entry(record, described[record.name], fitted, short))
            if old:
                entry["f"] = "1"
            classes[short(record.name)] = entry
    if library == "keras":
        add_keras2(root, probes, root / "knowledge" / "keras.json.gz", functions, classes, short)
    modules = raw["modules"]
    if library == "tensorflow":
        functions.update(raw_operations.entries())
        modules = [*modules, "tensorflow.raw_ops"]
    apply_overrides(library, overrides, functions, classes, constants, short)
    inherit_rules(functions)
    return {
        "format": 1,
        "library": library,
        "version": versions()[library],
        "functions": functions,
        "classes": classes,
        "constants": constants,
        "modules": sorted(
            {short(names.canonical_keras_name(f"{module}.x")[:-2]) for module in modules if module != library}
        ),
    }


def inherit_rules(functions):
    """A TensorFlow 1 function obeys the rules of its successor, where it has the parameters that they name."""
    aliases = {alias: name for name, entry in functions.items() for alias in entry.get("a", [])}
    for name, entry in functions.items():
        if not name.startswith("compat.v1.") or "r" in entry:
            continue
        plain = name[len("compat.v1.") :]
        successor = functions.get(aliases.get(plain, plain))
        parameters = [part.split("=")[0] for part in entry.get("s", "").split(",")]
        if successor is None:
            continue
        for key in ("h", "d"):
            words = re.findall(r"(?<=[(,=~@])[a-z_]\w*", successor.get(key, ""))
            if key in successor and all(word in parameters or word in DTYPE_NAMES for word in words):
                entry[key] = successor[key]
        if "r" in successor:
            entry["r"] = successor["r"]
        if "S" in successor.get("f", ""):
            entry["f"] = "".join(sorted(set(entry.get("f", "")) | set(successor["f"])))


class Shortener:
    """Names without the library's own prefix; others start with a slash."""

    def __init__(self, library):
        self.prefix = f"{library}."

    def __call__(self, name):
        return name[len(self.prefix) :] if name.startswith(self.prefix) else f"/{name}"


def constant_kind(value):
    kind = type(value).__name__
    return "dtype" if kind == "DType" else kind


def add_keras2(root, probes, committed, functions, classes, short):
    """Names of Keras 2; without the package at hand, as the committed file has them."""
    source = probes / "keras2.probes.json"
    if source.exists():
        raw = json.loads(source.read_text())
        more, kinds = keras2.entries(raw, fit(root, "keras2", probes), named_entry)
        for table, added in ((functions, more), (classes, kinds)):
            for name, entry in added.items():
                aliases = [short(alias) for alias in raw["aliases"].get(name, [])]
                if aliases:
                    entry["a"] = aliases
                if "b" in entry:
                    entry["b"] = [short(base) for base in entry["b"]]
                table.setdefault(short(name), entry)
    elif committed.exists():
        old = json.loads(gzip.decompress(committed.read_bytes()))
        for key, table in (("functions", functions), ("classes", classes)):
            for name, entry in old[key].items():
                if "2" in entry.get("f", ""):
                    table.setdefault(name, entry)


def function_entry(record, raw, fitted, old):
    return named_entry(record.name, text_of(signature_of(record.value)), raw, fitted, old)


def named_entry(name, signature, raw, fitted, old=False):
    """What the data hold of a function."""
    outcome = raw["functions"].get(name, {})
    rules = fitted["functions"].get(name, {})
    entry = {}
    if signature is not None:
        entry["s"] = signature
    for key in ("r", "h", "d"):
        if key in rules and not (key == "r" and rules[key] == "?"):
            entry[key] = rules[key]
    if entry.get("r", "").startswith("I:"):
        entry["r"] = "I:" + public_class(entry["r"][2:])
    flags = ""
    stateful = outcome.get("stateful", [])
    if stateful:
        flags += "S"
    if any(
        operation.startswith(RANDOM_OPERATIONS) or "Random" in operation for operation in stateful
    ) or name.startswith("numpy.random."):
        flags += "R"
    if outcome.get("variables"):
        flags += "V"
    if outcome.get("how") == "eager-only":
        flags += "E"
    if old:
        flags += "1"
    if flags:
        entry["f"] = flags
    if outcome.get("python"):
        entry["p"] = ",".join(outcome["python"])
    return entry


def public_class(name):
    """The public name of a result's class."""
    known = {
        "tensorflow.python.data.ops": "tensorflow.data.Dataset",
        "keras.src.models.functional": "keras.Model",
    }
    for prefix, public in known.items():
        if name.startswith(prefix):
            return public
    return name


def class_entry(record, described, fitted, short):
    entry = {}
    if described["constructor"] is not None:
        entry["s"] = described["constructor"]
    if described["bases"]:
        entry["b"] = [short(base) for base in described["bases"]]
    category = category_of(record, described["bases"])
    if category != "other":
        entry["c"] = category
    flags = "V" if category in ("layer", "metric", "optimizer", "variable", "model") else ""
    arguments = entry.get("s", "").split(",")
    # What takes a seed draws numbers when it is called, unless that is an option of something else (`LSTM(dropout=0.0)`).
    if "seed=None" in arguments and category in ("layer", "initializer") and "dropout=0.0" not in arguments:
        flags += "R"
    if flags:
        entry["f"] = flags
    layer = fitted.get("layers", {}).get(record.name)
    if layer is not None:
        entry["l"] = layer["l"]
    if described["methods"]:
        entry["m"] = described["methods"]
    if described["properties"]:
        entry["q"] = ",".join(described["properties"])
    return entry


def category_of(record, bases):
    for base, category in CATEGORIES:
        if record.name == base or base in record.names or base in bases:
            return category
    if issubclass(record.value, BaseException):
        return "exception"
    import enum

    return "enum" if issubclass(record.value, enum.Enum) else "other"


def apply_overrides(library, overrides, functions, classes, constants, short):
    """Hand-written lines win. ``Class#method`` is a method."""
    aliases, unknown = {}, []
    for table in (functions, classes):
        for name, entry in table.items():
            for alias in entry.get("a", []):
                aliases[alias] = name
    for name, line in overrides.items():
        if name.split(".")[0] != library:
            continue
        line = {key: value for key, value in line.items() if key != "reason"}
        owner, _, method = name.partition("#")
        target = aliases.get(short(owner), short(owner))
        if method:
            entry = classes[target].setdefault("m", {})
            old = entry.get(method)
            merged = {"s": old} if isinstance(old, str) else dict(old or {})
            _merge(merged, line)
            properties = [part for part in classes[target].get("q", "").split(",") if part]
            if method in properties:
                merged["q"] = 1
                properties.remove(method)
                classes[target]["q"] = ",".join(properties)
            entry[method] = merged
        elif target in functions:
            _merge(functions[target], line)
        elif target in classes:
            _merge(classes[target], line)
        elif line.pop("added", None):
            functions[target] = line
        else:
            unknown.append(name)
    if unknown:
        sys.exit(f"overrides.json names what does not exist: {', '.join(unknown)}")


def _merge(entry, line):
    for key, value in line.items():
        if value is None:
            entry.pop(key, None)
        else:
            entry[key] = value


def expand_python(table):
    """``python.json`` groups names by what they do; the file lists each name."""
    functions = {}
    modules = set()
    for group in table["effects"]:
        for name in group["names"]:
            entry = functions.setdefault(name, {})
            if group.get("x"):
                entry["x"] = sorted(set(entry.get("x", [])) | set(group["x"]))
            for key in ("r", "h", "d", "cb", "f", "s"):
                if key in group:
                    entry[key] = group[key]
            modules.add(name.split(".")[0])
    classes = {}
    for name, entry in table["classes"].items():
        methods = {}
        for group in entry.get("methods", []):
            for method in group["names"]:
                record = {key: group[key] for key in ("x", "r", "cb") if key in group}
                methods[method] = record
        for result, properties in entry.get("properties", {}).items():
            methods.update({name: {"q": 1, "r": result} for name in properties})
        classes[name] = {
            "m": methods,
            **{key: entry[key] for key in ("b", "c", "s", "x") if key in entry},
        }
        modules.add(name.split(".")[0])
    return {
        "version": table["version"],
        "functions": functions,
        "classes": classes,
        "constants": table.get("constants", {}),
        "modules": sorted(modules | set(table.get("modules", []))),
    }
