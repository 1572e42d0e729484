#!/usr/bin/env python3
"""Reads TensorFlow, Keras and NumPy as installed, and writes ``knowledge/*.json.gz``.

Two phases. ``--probe`` calls the public functions in many ways and writes down what came out
(some twelve minutes on an idle machine). ``--fit`` finds, for each function, the rule of
``src/analysis/libraries/rules`` that answers all its probes, and writes the files. Without either, both run.
``--check`` compares with the committed files and writes nothing: a full run, or with ``--fit`` the probes at hand.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = ("keras", "numpy", "tensorflow")


def probe(folder, libraries, workers, keras2_folder=None):
    """Probes everything and writes ``folder/<library>.probes.json``."""
    from library_knowledge import layers, names, running

    folder.mkdir(parents=True, exist_ok=True)
    for library in libraries:
        found, modules = names.walk(library)
        records = names.unique(found)
        callables = [
            record for record in records if names.kind_of(record.value) == "function" and running.is_called(record.name)
        ]
        outcomes = running.probe_all(library, callables, workers, lambda text: print(text, flush=True))
        result = {"modules": modules, "functions": outcomes}
        if library == "keras":
            result["layers"] = running.in_child(lambda found=records: layers.probe_layers(found))
        text = json.dumps(result, sort_keys=True)
        (folder / f"{library}.probes.json").write_text(text)
    if keras2_folder is not None:
        from library_knowledge import keras2

        old = keras2.probe(keras2_folder, workers, lambda text: print(text, flush=True))
        (folder / "keras2.probes.json").write_text(json.dumps(old, sort_keys=True))


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--probes", type=Path, default=ROOT / "build" / "knowledge-probes")
    parser.add_argument("--output", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--libraries", nargs="*", default=LIBRARIES)
    parser.add_argument("--keras2", type=Path, help="a folder in which the tf-keras package is installed")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    both = not options.probe and not options.fit
    if options.probe or both:
        probe(options.probes, options.libraries, options.workers, options.keras2)
    if options.fit or both:
        from library_knowledge import writing

        return writing.write_all(ROOT, options.probes, options.output, check=options.check)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(main())
