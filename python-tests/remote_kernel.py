"""A kernel behind two servers: a Jupyter Server in gateway mode, and what it forwards to."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import websocket
from conftest import Kernel

#: Seconds that a server has for its start on a machine that does other things too.
START = 90

#: Options beside port and token. Only with the gateway's own, its kernels may be listed.
OPTIONS = {
    "kernel_gateway": ["--JupyterWebsocketPersonality.list_kernels=True"],
    "jupyter_server": ["--no-browser", "--allow-root"],
}

#: What the gateway mode forwards to: the program, the option for its port, and the option for its token.
REMOTES = {
    "kernel-gateway": ("kernel_gateway", "KernelGatewayApp.port", "KernelGatewayApp.auth_token"),
    "jupyter-server": ("jupyter_server", "ServerApp.port", "IdentityProvider.token"),
}


class RemoteServer:
    """A server on the loopback interface, with its own folders and a token."""

    def __init__(self, module: str, port_option: str, token_option: str, folder: Path, options: list[str]) -> None:
        self.token = secrets.token_hex(16)
        self.address = f"127.0.0.1:{free_port()}"
        folder.mkdir(parents=True)
        environment = {
            **os.environ,
            **{f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")},
        }
        self._log = (folder / "log.txt").open("w+", encoding="utf-8")
        command = [
            *(sys.executable, "-m", module),
            f"--{port_option}={self.address.rsplit(':', 1)[1]}",
            f"--{token_option}={self.token}",
            *OPTIONS[module],
            *options,
        ]
        self._process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT
        )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + START
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.ask("GET", "/api")
                return
            except OSError:
                time.sleep(0.2)
        log = self.log()
        self.close()
        raise AssertionError(f"The server did not start:\n{log}")

    def log(self) -> str:
        """What the server has written so far."""
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8")

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        """One request of the REST interface."""
        request = urllib.request.Request(
            f"http://{self.address}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=START) as answer:
            text = answer.read()
        return json.loads(text) if text else {}

    def close(self) -> None:
        """Ends the server, and with it its kernels."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class RemoteKernel(Kernel):
    """A kernel that is reached through a server's REST interface and its web socket, as JupyterLab reaches it."""

    def __init__(self, server: RemoteServer) -> None:
        self.server = server
        self.session = uuid.uuid4().hex
        self.path = f"/api/kernels/{server.ask('POST', '/api/kernels', {'name': 'python3'})['id']}"
        self.socket = websocket.create_connection(
            f"ws://{server.address}{self.path}/channels?session_id={self.session}&token={server.token}",
            timeout=START,
            suppress_origin=True,
        )

    def close(self) -> None:
        self.socket.close()
        self.server.ask("DELETE", self.path)

    def interrupt(self) -> None:
        self.server.ask("POST", f"{self.path}/interrupt")

    def run(self, code: str, timeout: float = 120) -> str:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        reply, published = self.finish(self._send(content), timeout)
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(message["content"]["text"] for message in published if message["msg_type"] == "stream")

    def start(self, code: str, expressions: dict[str, str]) -> str:
        return self._send(
            {
                "code": code,
                "silent": True,
                "store_history": False,
                "user_expressions": expressions,
                "allow_stdin": False,
                "stop_on_error": False,
            }
        )

    def _send(self, content: dict) -> str:
        identifier = uuid.uuid4().hex
        header = {
            "msg_id": identifier,
            "msg_type": "execute_request",
            "username": "",
            "session": self.session,
            "version": "5.4",
            "date": "",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps({**message, "buffers": []}))
        return identifier

    def finish(self, message_id: str, timeout: float = 120) -> tuple[dict, list[dict]]:
        self.socket.settimeout(timeout)
        reply, published, idle = None, [], False
        while reply is None or not idle:
            message = json.loads(self.socket.recv())
            if message["parent_header"].get("msg_id") != message_id:
                continue
            if message["channel"] == "shell":
                reply = message
            elif message["channel"] == "iopub":
                published.append(message)
                idle = idle or message["content"].get("execution_state") == "idle"
        return reply, published


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
