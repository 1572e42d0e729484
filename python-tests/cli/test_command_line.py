"""``hybridize check`` and ``hybridize apply`` on files, from outside."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from .conftest import TIME_LIMIT, functions, notebook

STEP = """\
import tensorflow as tf

weights = tf.Variable(tf.ones((3, 2)))


def step(x):
    y = tf.matmul(x, weights)
    for _ in range(20):
        y = tf.nn.relu(y) + tf.reduce_mean(y)
    return y


for _ in range(1000):
    step(tf.ones((4096, 3)))
"""

LOGGING = """\
import tensorflow as tf


def log(x):
    print(x)
    return x + 1


log(tf.ones((4, 3)))
"""

FUNCTION_FIELDS = {
    "name", "cell", "line", "column", "endLine", "method", "reached", "calls", "framework", "execution", "graph",
    "facts", "parameters", "verdict", "inputSignature", "inputSignatureAbsence", "edit",
}  # fmt: skip

FACTS = {
    "tensorParameter", "primitiveParameter", "pythonSideEffects", "recursive", "tensorComputation",
    "eagerOnlyCalls", "numpyOnParameters", "invalidNameArguments", "unresolvedStaticAxes", "staleVariableReads",
    "tensorIteration", "dtypeConflicts", "kerasSymbolicArguments", "coveredCallers",
}  # fmt: skip


def test_report_has_the_shape_of_the_contract(check, write):
    write("nb.ipynb", notebook("%matplotlib inline\nimport tensorflow as tf", LOGGING, STEP))
    report = check("nb.ipynb")
    assert report["schema"] == 1
    assert report["tool"]["name"] == "jupyterlab-hybridize"
    assert report["rules"] == "recommended"
    [document] = report["documents"]
    assert document["path"] == "nb.ipynb"
    assert document["kind"] == "notebook"
    assert [entry["name"] for entry in document["functions"]] == ["log", "step"]
    for entry in document["functions"]:
        assert entry.keys() >= FUNCTION_FIELDS
        assert entry["facts"].keys() == FACTS
        assert all(value in (True, False, None) for value in entry["facts"].values())
        assert entry["verdict"]["action"] in ("hybridize", "remove-graph", "reconfigure", "keep")
        assert entry["verdict"]["confidence"] in ("proven", "assumed", "unknown")
    log, step = document["functions"]
    assert (log["cell"], log["line"], log["column"], log["endLine"]) == (1, 4, 1, 6)
    assert (step["cell"], step["line"]) == (2, 6)


def test_a_training_step_is_found_and_a_printing_function_is_kept(run, check, write):
    write("step.py", STEP)
    write("log.py", LOGGING)
    assert functions(check("step.py"))["step"]["verdict"]["action"] == "hybridize"
    verdict = functions(check("log.py"))["log"]["verdict"]
    assert verdict["action"] == "keep"
    assert "python-side-effects" in {finding["code"] for finding in verdict["findings"]}
    assert run("check", "step.py").returncode == 1
    assert run("check", "--exit-zero", "step.py").returncode == 0
    assert run("check", "log.py").returncode == 0


def test_findings_point_to_their_cause(check, write):
    source = "# 𝔘nicode\n" + LOGGING
    write("nb.ipynb", notebook("x = 1", source))
    [entry] = functions(check("nb.ipynb")).values()
    finding = next(item for item in entry["verdict"]["findings"] if item["code"] == "python-side-effects")
    cause = finding["locations"][0]
    assert (cause["document"], cause["cell"], cause["line"]) == ("nb.ipynb", 1, 6)
    line = source.split("\n")[cause["line"] - 1]
    assert line[cause["column"] - 1 :].startswith("print")


def test_code_is_never_run(check, write, tmp_path):
    write("nb.ipynb", notebook("open('ran', 'w')\n!touch ran", "%run other.py", "def f(x): return x"))
    write("other.py", "open('ran', 'w')\n")
    check("nb.ipynb")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("empty.ipynb", "", "empty"),
        ("text.ipynb", "import x", "no JSON"),
        ("list.ipynb", "[]", "no list of cells"),
        ("large.ipynb", notebook("def f(x): return x", "x = '" + "a" * 300_000 + "'"), "256 KB"),
        ("magic.ipynb", notebook("%%sparkle\nx = 1"), "%%sparkle"),
        ("broken.py", "def f(:\n", ""),
    ],
)
def test_what_cannot_be_read_is_a_problem(check, write, name, text, message):
    write(name, text)
    [document] = check(name)["documents"]
    assert any(message in problem["message"] for problem in document["problems"])


def test_a_half_written_cell_spoils_only_itself(check, write):
    write("nb.ipynb", notebook("x = (\n", STEP, "def broken(x:\n  return", LOGGING))
    report = functions(check("nb.ipynb"))
    assert report["step"]["verdict"]["action"] == "hybridize"
    assert report["log"]["verdict"]["action"] == "keep"


def test_other_languages_have_no_functions_and_no_problems(check, write):
    kernel = {"name": "ir", "language": "R", "display_name": "R"}
    write("r.ipynb", notebook("f <- function(x) x", kernelspec=kernel))
    [document] = check("r.ipynb")["documents"]
    assert document["functions"] == []
    assert document["problems"] == []


def test_a_folder_is_one_project(check, write, tmp_path):
    write("p/src/pkg/__init__.py", "from .steps import step\n")
    write("p/src/pkg/steps.py", STEP.split("for _ in range(1000)")[0])
    write("p/nb.ipynb", notebook("import tensorflow as tf\nfrom pkg import step\nstep(tf.ones((4, 3)))"))
    write("p/.venv/lib.py", "def hidden(x): return x\n")
    write("p/.ipynb_checkpoints/nb-checkpoint.ipynb", notebook("def hidden(x): return x"))
    os.symlink(tmp_path / "p", tmp_path / "p" / "loop")
    report = check("p")
    assert [document["path"] for document in report["documents"]] == [
        "nb.ipynb",
        "src/pkg/__init__.py",
        "src/pkg/steps.py",
    ]
    step = functions(report)["step"]
    assert step["reached"]
    assert [call["document"] for call in step["calls"]] == ["nb.ipynb"]


def test_paths_are_shown_as_they_were_given(check, write):
    write("sub/step.py", STEP)
    report = check("./sub/step.py")
    assert [document["path"] for document in report["documents"]] == ["./sub/step.py"]
    [edit] = functions(report)["step"]["edit"]["edits"]
    assert edit["document"] == "./sub/step.py"


def test_apply_writes_the_decorator_and_nothing_else(run, check, write, tmp_path):
    text = notebook("import tensorflow as tf", "%%time\n" + STEP, "# ünïcode\n")
    path = write("nb.ipynb", text)
    path.chmod(0o640)
    diff = run("apply", "--diff", "--with-assumptions", "nb.ipynb")
    assert diff.returncode == 1
    assert "+@tf.function" in diff.stdout
    assert path.read_text(encoding="utf-8") == text
    applied = run("apply", "--with-assumptions", "nb.ipynb")
    assert applied.returncode == 0, applied.stderr
    assert path.read_text(encoding="utf-8") == text.replace(
        '    "def step(x):\\n"', '    "@tf.function\\n",\n    "def step(x):\\n"'
    )
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["nb.ipynb"]
    step = functions(check("nb.ipynb"))["step"]
    assert step["execution"] == "graph"
    assert step["graph"]["form"] == "decorator"


def test_formats(run, write):
    write("step.py", STEP)
    write("nb.ipynb", notebook("import tensorflow as tf", STEP))
    rows = list(csv.DictReader(io.StringIO(run("check", "--format", "csv", "step.py").stdout)))
    assert [row["function"] for row in rows] == ["step"]
    assert rows[0]["action"] == "hybridize"
    sarif = json.loads(run("check", "--format", "sarif", "nb.ipynb").stdout)
    assert sarif["version"] == "2.1.0"
    [result] = [item for item in sarif["runs"][0]["results"] if item["ruleId"] == "hybridize"]
    region = result["locations"][0]["physicalLocation"]["region"]
    file_lines = notebook("import tensorflow as tf", STEP).split("\n")
    assert "def step" in file_lines[region["startLine"] - 1]
    assert run("check", "--format", "github", "step.py").stdout.startswith("::warning file=step.py,line=6,")
    text = run("check", "step.py").stdout
    assert "step.py:6: step: hybridize" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "arguments",
    [(), ("check",), ("check", "--fast", "a.py"), ("check", "absent.py"), ("check", "notes.txt"), ("frob", "a.py")],
)
def test_usage_errors_are_one_sentence_and_status_2(run, write, arguments):
    write("notes.txt", "")
    finished = run(*arguments)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert finished.stderr.startswith("hybridize: ")
    assert "    at " not in finished.stderr


def test_a_reader_that_stops_reading_is_no_error(program, write, tmp_path):
    write("many.py", "import tensorflow as tf\n" + "def f(x): return tf.exp(x)\n" * 2000)
    command = f"node '{program}' check --exit-zero --format json many.py | head -c 10"
    finished = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, cwd=tmp_path, timeout=TIME_LIMIT
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == b""


def corpus() -> Path | None:
    """The folder of real notebooks; ``None`` in a stranger's clone."""
    named = os.environ.get("HYBRIDIZE_CORPUS")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "corpus"
    return folder if folder.is_dir() else None


def test_the_corpus_is_checked_in_one_go(check):
    folder = corpus()
    if folder is None:
        assert os.environ.get("CI") != "true", "the corpus is absent"
        print("The corpus is absent; only our own notebooks are checked.")
        return
    report = check(str(folder))
    notebooks = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ipynb"))
    assert [document["path"] for document in report["documents"]] == notebooks
    for document in report["documents"]:
        cells = json.loads((folder / document["path"]).read_text(encoding="utf-8"))["cells"]
        for entry in document["functions"]:
            source = "".join(cells[entry["cell"]]["source"])
            line = source.split("\n")[entry["line"] - 1]
            last = entry["name"].rsplit(".", 1)[-1]
            assert line[entry["column"] - 1 :].replace("async ", "").startswith(f"def {last}")
