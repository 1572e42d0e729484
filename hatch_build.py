"""Builds the JavaScript half before the Python package is packed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class JavaScriptBuildHook(BuildHookInterface):
    """Runs ``npm run build`` where the built files are not there yet."""

    def initialize(self, version: str, build_data: dict) -> None:
        root = Path(self.root)
        package = root / "jupyterlab_hybridize"
        if (package / "labextension" / "package.json").exists() and (package / "cli" / "main.js").exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("Building jupyterlab-hybridize from source needs Node.js 20.19 or later with npm.")
        if not (root / "node_modules").exists():
            subprocess.run([npm, "ci"], cwd=root, check=True)
        subprocess.run([npm, "run", "build"], cwd=root, check=True)
