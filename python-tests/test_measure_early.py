"""Asking about a function before TensorFlow has run any operation."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: The random states are kept and put back while TensorFlow is imported, and its context does not exist yet.
PROGRAM = """
import tensorflow
from jupyterlab_hybridize.kernel.randomness import RandomStates
RandomStates().restore()
print("alive")
"""


def test_random_states_are_put_back_before_the_first_operation():
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "alive"), ended.stderr[-2000:]
