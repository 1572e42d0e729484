"""The Python half of jupyterlab-hybridize: the built extension, the measuring code, the command line's starter."""

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyterlab-hybridize"}]
