"""Our parser, run on texts."""

import json
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).parents[2]


def ours(texts):
    """What our parser and scope analysis make of the texts."""
    result = subprocess.run(
        [shutil.which("node"), str(ROOT / "scripts/dump-syntax.mjs")],
        input="".join(json.dumps(text) + "\n" for text in texts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=600,
    )
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.split("\n") if line]
