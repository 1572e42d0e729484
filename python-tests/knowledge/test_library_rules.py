"""A small draw of what ``npm run truth:rules`` does at length."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

DRAWS = 400
EXACT = 0.9


def test_rules_never_contradict_the_operations_and_mostly_know_as_much(tmp_path):
    figures = tmp_path / "figures.json"
    # A process of its own: the command forks, which one that has run operations cannot.
    command = [sys.executable, "scripts/truth-rules.py", "--draws", str(DRAWS), "--seed", "11", "--report", figures]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert figures.exists(), done.stderr
    report = json.loads(figures.read_text())
    assert report["contradictions"] == []
    total = sum(report["total"].values())
    assert total >= DRAWS
    assert sum(report["exact"].values()) >= EXACT * total


def test_a_child_that_dies_leaves_what_it_sent_before():
    from library_knowledge.batches import lines_of

    def work(send):
        send(["at", 0])
        send(["at", 1])
        os.kill(os.getpid(), signal.SIGKILL)

    assert list(lines_of(work)) == [["at", 0], ["at", 1]]


def test_a_wrong_answer_counts_as_a_contradiction():
    from library_knowledge.arguments import tensor
    from library_knowledge.truth import contradiction, is_exact

    right, other = tensor("float32", [2, 3]), tensor("float32", [2, 4])
    assert contradiction(right, right) is None
    assert contradiction(right, other) is not None
    assert contradiction(right, tensor("int32", [2, 3])) is not None
    assert contradiction(tensor(None, [None, 3]), right) is None
    assert not is_exact(tensor("float32", [None, 3]), right)
