"""``hybridize check`` over many notebooks, whose parts threads analyse side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CELL = """import tensorflow as tf

def step_{0}(x):
    total = tf.zeros([])
    for row in x:
        total += tf.reduce_sum(row * {0}.0)
    return total

step_{0}(tf.ones([{1}, 2]))
"""


def check(*paths: Path) -> list[dict]:
    """The documents of the report, in its order."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "jupyterlab_hybridize.console",
            "check",
            "--format",
            "json",
            "--exit-zero",
            *map(str, paths),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["documents"]


def notebook(number: int) -> str:
    cells = [CELL.format(index, number + 2) for index in range(150)]
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"c{index}",
                    "metadata": {},
                    "source": text,
                    "outputs": [],
                    "execution_count": None,
                }
                for index, text in enumerate(cells)
            ],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_a_folder_of_many_notebooks_is_reported_as_each_of_them(tmp_path):
    files = [tmp_path / f"n{number:02}.ipynb" for number in range(14)]
    for number, file in enumerate(files):
        file.write_text(notebook(number))
    together = check(tmp_path)
    assert [document["path"] for document in together] == [file.name for file in files]
    assert sum(file.stat().st_size for file in files) > 2 * 150_000
    for number in (0, 13):
        (alone,) = check(files[number])
        told = [
            (function["name"], function["line"], function["verdict"]["action"], function["parameters"][0]["types"])
            for function in together[number]["functions"]
        ]
        assert told == [
            (function["name"], function["line"], function["verdict"]["action"], function["parameters"][0]["types"])
            for function in alone["functions"]
        ]
        assert told[0][3] == [f"float32 ({number + 2}, 2)"]
