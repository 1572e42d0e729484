"""Asks the rule server, a Node process, over JSON lines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class RuleServer:
    """A running rule server; a context manager."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["node", str(ROOT / "scripts" / "rule-server.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question):
        """The answer to one question, or to a list of them."""
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
