"""A real kernel for the tests, and requests to it as the user interface makes them."""

from __future__ import annotations

import base64
import json
import queue
import sys
from pathlib import Path
from typing import Optional

import hypothesis
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

REPOSITORY = Path(__file__).resolve().parents[1]
KERNEL_FILES = REPOSITORY / "jupyterlab_hybridize" / "kernel"
sys.path.insert(0, str(REPOSITORY))

PACKAGE = "_jupyterlab_hybridize"

# The same cases in every run, so that a failure means a change.
hypothesis.settings.register_profile("reproducible", derandomize=True, deadline=None)
hypothesis.settings.load_profile("reproducible")


class Kernel:
    """A running kernel and what the tests ask of it."""

    def __init__(self, python: Optional[str] = None) -> None:
        """Starts a kernel of this environment, or of the one that ``python`` is the interpreter of."""
        if python is None:
            self.manager, self.client = start_new_kernel(kernel_name="python3")
            return
        self.manager = KernelManager(kernel_name="python3")
        self.manager.kernel_spec.argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code: str, timeout: float = 120) -> str:
        """Runs a cell as a user does; gives what it printed."""
        printed: list[str] = []
        errors: list[str] = []

        def on_output(message: dict) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                errors.append("\n".join(content["traceback"]))

        self.client.execute_interactive(code, timeout=timeout, output_hook=on_output)
        assert not errors, errors[0]
        return "".join(printed)

    def start(self, code: str, expressions: dict[str, str]) -> str:
        """Sends a request of the user interface: silent, without history."""
        return self.client.execute(
            code, silent=True, store_history=False, user_expressions=expressions, allow_stdin=False, stop_on_error=False
        )

    def finish(self, message_id: str, timeout: float = 120) -> tuple[dict, list[dict]]:
        """The reply to a request, and all that was published meanwhile."""
        while True:
            reply = self.client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == message_id:
                break
        published = []
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                break
            if message["parent_header"].get("msg_id") == message_id:
                published.append(message)
                if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                    break
        return reply, published

    def measure(self, name: str, call: str | list[str] | None = None, **options) -> dict:
        """Measures a function with a call's arguments, as the user interface does."""
        message_id = self.start_measuring(name, call, **options)
        return self.answer(message_id)

    def start_measuring(self, name: str, call: str | list[str] | None = None, **options) -> str:
        calls = [] if call is None else [call] if isinstance(call, str) else call
        request = {
            "name": name,
            "source": options.pop("source", ""),
            "calls": [{"text": text} for text in calls],
            "expression": options.pop("expression", None),
            "variants": options.pop("variants", []),
            "budget": options.pop("budget", 0.3),
            "accepted": options.pop("accepted", False),
            "choice": options.pop("choice", "calls"),
            "synthetic": options.pop("synthetic", []),
            "loopCount": options.pop("loop_count", None),
            "action": options.pop("action", "measure"),
        }
        assert not options, options
        encoded = base64.b64encode(json.dumps(request).encode()).decode()
        return self.start(injection(), {"answer": f"__import__('sys').modules['{PACKAGE}.measuring'].Asked('{encoded}')"})

    def answer(self, message_id: str) -> dict:
        reply, published = self.finish(message_id)
        shown = [message for message in published if message["msg_type"] in ("stream", "error", "execute_result")]
        assert not shown, [message["content"] for message in shown]
        assert reply["content"]["status"] == "ok", reply["content"]
        value = reply["content"]["user_expressions"]["answer"]
        assert value["status"] == "ok", value
        return json.loads(base64.b64decode(value["data"]["text/plain"].strip("'")))


def injection() -> str:
    """The code that the user interface sends; taken from its own source, so that both are one."""
    text = (REPOSITORY / "src" / "measure" / "request.ts").read_text(encoding="utf-8")
    loader = text.split("const LOADER = `", 1)[1].split("`;", 1)[0]
    files = [
        (path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(KERNEL_FILES.glob("*.py"))
    ]
    encode = lambda content: base64.b64encode(content.encode()).decode()  # noqa: E731
    return (
        f"exec(__import__('base64').b64decode('{encode(loader)}').decode('utf-8'), "
        f"{{'payload': '{encode(json.dumps(files))}', 'name': '{PACKAGE}'}})"
    )


@pytest.fixture(scope="module")
def kernel():
    """One kernel for a file of tests, with TensorFlow imported."""
    running = Kernel()
    running.run("import tensorflow as tf, numpy as np\ntf.random.set_seed(0)")
    yield running
    running.close()
