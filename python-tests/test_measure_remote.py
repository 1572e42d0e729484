"""A kernel on another machine: Jupyter Server's gateway mode in front of a Kernel Gateway or of another server."""

from __future__ import annotations

import time

import pytest
from remote_kernel import REMOTES, RemoteKernel, RemoteServer


@pytest.fixture(scope="module", params=REMOTES)
def remote(request, tmp_path_factory):
    """A kernel of the far server, reached through the near one."""
    folder = tmp_path_factory.mktemp("gateway")
    far = RemoteServer(*REMOTES[request.param], folder / "far", [])
    try:
        forwarding = [f"--gateway-url=http://{far.address}", f"--GatewayClient.auth_token={far.token}"]
        near = RemoteServer(*REMOTES["jupyter-server"], folder / "near", forwarding)
        try:
            kernel = RemoteKernel(near)
            kernel.far = far
            kernel.run("import tensorflow as tf, numpy as np\nx = tf.ones((4, 3))")
            yield kernel
            kernel.close()
        finally:
            near.close()
    finally:
        far.close()


def test_the_kernel_belongs_to_the_far_server(remote):
    identifier = remote.path.rsplit("/", 1)[1]
    assert [entry["id"] for entry in remote.server.ask("GET", "/api/kernels")] == [identifier]
    assert f"Kernel started: {identifier}" in remote.far.log()


def test_a_function_is_measured(remote):
    remote.run("total = tf.Variable(0.0)\ndef add(t):\n    total.assign_add(tf.reduce_sum(t))\n    return t * 2.0")
    answer = remote.measure("add", "add(x)", variants=["jit_compile"], budget=0.1)
    assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
    assert [variant["id"] for variant in answer["variants"]] == ["eager", "graph", "jit_compile"]
    assert all(variant["per_call"]["median"] > 0 for variant in answer["variants"])
    assert answer["restored"], answer["left"]
    assert remote.run("print(float(total.numpy()))") == "0.0\n"


def test_the_progress_arrives_before_the_answer(remote):
    remote.run("def double(t): return t * 2.0")
    _, published = remote.finish(remote.start_measuring("double", "double(x)"))
    progress = [message for message in published if message["msg_type"] == "display_data"]
    assert progress
    assert all(any("progress" in kind for kind in message["content"]["data"]) for message in progress)


def test_a_planted_difference_is_found(remote):
    remote.run("seen = []\ndef leaky(t):\n    seen.append(1)\n    return t")
    answer = remote.measure("leaky", "leaky(x)", budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "effects-differ"), answer
    assert remote.run("print(seen)") == "[]\n"


def test_an_interrupt_cancels_and_the_kernel_goes_on(remote):
    remote.run("def sleeps(t):\n    import time\n    time.sleep(1000)\n    return t")
    message_id = remote.start_measuring("sleeps", "sleeps(x)")
    time.sleep(2)
    remote.interrupt()
    assert remote.answer(message_id)["kind"] == "cancelled"
    assert remote.run("print('alive')") == "alive\n"
