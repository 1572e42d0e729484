"""What else is asked of the kernel while it measures: cells that wait, an interrupt, a second notebook."""

from __future__ import annotations

import time

import pytest
from jupyter_client.blocking import BlockingKernelClient


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(
        "x = tf.ones((4, 3))\ntotal = tf.Variable(0.0)\nseen = []\n"
        "def adds(t):\n    total.assign_add(1.0)\n    return t * 2.0\n"
        "def sleeps(t):\n    import time\n    total.assign_add(1.0)\n    time.sleep(1000)\n    return t\n"
    )
    kernel.measure("adds", "adds(x)", budget=0.02)
    return kernel


def count_of(kernel) -> int:
    """The execution count of a cell that is run now."""
    reply, _ = kernel.finish(kernel.client.execute("pass"))
    return reply["content"]["execution_count"]


def printed(published: list[dict]) -> str:
    return "".join(message["content"]["text"] for message in published if message["msg_type"] == "stream")


def queue_cells(kernel) -> list[str]:
    """Cells that a user runs while the kernel is busy; each reads the state that the measurement changes meanwhile."""
    return [
        kernel.client.execute(f"seen.append({number})\nprint({number}, float(total.numpy()), len(seen))")
        for number in (1, 2)
    ]


def check_cells(kernel, cells: list[str], count: int) -> None:
    for number, cell in enumerate(cells, start=1):
        reply, published = kernel.finish(cell)
        assert reply["content"]["status"] == "ok", reply["content"]
        assert reply["content"]["execution_count"] == count + number
        assert printed(published) == f"{number} 0.0 {number}\n"


def test_cells_that_wait_run_afterwards_with_their_counts(prepared):
    prepared.run("seen.clear()")
    count = count_of(prepared)
    message_id = prepared.start_measuring("adds", "adds(x)", budget=1.0)
    cells = queue_cells(prepared)
    answer = prepared.answer(message_id)
    assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
    check_cells(prepared, cells, count)


def test_an_interrupt_ends_the_measurement_and_not_the_cells_that_wait(prepared):
    prepared.run("seen.clear()")
    count = count_of(prepared)
    message_id = prepared.start_measuring("sleeps", "sleeps(x)")
    cells = queue_cells(prepared)
    time.sleep(1)
    prepared.manager.interrupt_kernel()
    answer = prepared.answer(message_id)
    assert (answer["kind"], answer["message"]) == ("cancelled", "interrupt"), answer
    check_cells(prepared, cells, count)


def test_two_measurements_at_once_follow_one_another(prepared):
    first = prepared.start_measuring("adds", "adds(x)", budget=0.3)
    second = prepared.start_measuring("adds", "adds(x)", budget=0.3)
    for message_id in (first, second):
        answer = prepared.answer(message_id)
        assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
        assert answer["restored"], answer["left"]
    assert prepared.run("print(float(total.numpy()))") == "0.0\n"


def test_a_second_notebook_on_the_kernel_waits_and_sees_the_state_put_back(prepared):
    other = BlockingKernelClient(connection_file=prepared.manager.connection_file)
    other.load_connection_file()
    other.start_channels()
    try:
        other.wait_for_ready(timeout=60)
        count = count_of(prepared)
        message_id = prepared.start_measuring("adds", "adds(x)", budget=1.0)
        shown: list[str] = []
        # A kernel reads its requests in the order of their arrival, one connection after the other.
        time.sleep(0.3)
        reply = other.execute_interactive(
            "print(float(total.numpy()))",
            timeout=60,
            output_hook=lambda message: shown.append(message["content"].get("text", message["msg_type"])),
        )
        answer = prepared.answer(message_id)
        assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
        assert "0.0\n" in shown
        assert not [text for text in shown if text in ("error", "stream", "execute_result")]
        assert reply["content"]["execution_count"] == count + 1
    finally:
        other.stop_channels()
