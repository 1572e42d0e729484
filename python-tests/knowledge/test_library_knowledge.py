"""The committed knowledge: made by this generator, of these packages, and still true of them."""

import gzip
import json
import os
import random
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

LIBRARIES = ("keras", "numpy", "tensorflow", "python")
SAMPLE = 200
LARGEST = 150 * 1024


def load(library):
    return json.loads(gzip.decompress((ROOT / "knowledge" / f"{library}.json.gz").read_bytes()))


def test_files_are_made_from_the_present_generator_overrides_and_packages():
    from library_knowledge.writing import source_hash, versions

    manifest = json.loads((ROOT / "knowledge" / "manifest.json").read_text())
    assert manifest["versions"] == versions()
    assert manifest["hash"] == source_hash(ROOT)


def test_all_files_together_are_small():
    sizes = [(ROOT / "knowledge" / f"{library}.json.gz").stat().st_size for library in LIBRARIES]
    assert sum(sizes) <= LARGEST


@pytest.mark.parametrize("library", LIBRARIES)
def test_compression_leaves_no_time_stamp(library):
    content = (ROOT / "knowledge" / f"{library}.json.gz").read_bytes()
    assert content[4:8] == b"\0\0\0\0"


def test_every_override_gives_a_reason_and_names_something_that_exists():
    overrides = json.loads((ROOT / "knowledge" / "overrides.json").read_text())
    files = {library: load(library) for library in LIBRARIES}
    for name, line in overrides.items():
        assert line["reason"], name
        library, _, rest = name.partition(".")
        owner, _, method = rest.partition("#")
        tables = files[library]["functions"], files[library]["classes"]
        found = [
            entry for table in tables for key, entry in table.items() if key == owner or owner in entry.get("a", [])
        ]
        assert found, name
        if method:
            assert any(method in entry.get("m", {}) for entry in found), name


def test_a_fixed_sample_of_names_still_behaves_as_written():
    from library_knowledge.draws import Catalogue
    from library_knowledge.probing import Prober
    from library_knowledge.server import RuleServer
    from library_knowledge.truth import contradiction

    catalogue = Catalogue(("tensorflow", "keras", "numpy"))
    names = sorted(catalogue.names)
    random.Random(7).shuffle(names)
    checked = 0
    with RuleServer() as server:
        for name in names[:SAMPLE]:
            entry = server.ask({"lookup": name})
            assert entry is not None, name
            checked += 1
            function = catalogue.get(name)
            if function is None or entry["shapeRule"] is None:
                continue
            prober = Prober(function.library, function.value)
            prober.positional_only = []
            try:
                real = prober.call(function.base)
            except Exception:
                continue
            question = {"name": name, "positional": [], "keywords": list(function.base.items())}
            assert contradiction(server.ask(question), real) is None, name
    assert checked == SAMPLE


@pytest.mark.parametrize(
    ("alias", "canonical"),
    [
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("tensorflow.compat.v2.math.reduce_sum", "tensorflow.reduce_sum"),
        ("tensorflow.compat.v1.reduce_sum", "tensorflow.compat.v1.reduce_sum"),
        ("tf_keras.Model", "keras.Model"),
        ("tensorflow.optimizers.Adam", "keras.optimizers.Adam"),
        ("tensorflow.random_normal", "tensorflow.random.normal"),
        ("tensorflow.placeholder", "tensorflow.compat.v1.placeholder"),
    ],
)
def test_names_of_one_thing_lead_to_one_entry(alias, canonical):
    from library_knowledge.server import RuleServer

    with RuleServer() as server:
        first, second = server.ask([{"lookup": alias}, {"lookup": canonical}])
    assert first is not None
    assert first["name"] == second["name"]


def test_tensors_tell_which_methods_need_the_value():
    from library_knowledge.server import RuleServer

    asked = ("numpy", "__bool__", "__iter__", "get_shape")
    with RuleServer() as server:
        found = [server.ask({"cls": "tensorflow.Tensor", "method": name}) for name in asked]
    assert [entry["underTracing"] for entry in found] == ["eager-only", "rescued", "rescued", "works"]
