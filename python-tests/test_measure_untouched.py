"""Nothing of the kernel is touched but what was asked: the whole of it is compared before and after."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

EVERYTHING = """
def everything():
    import builtins, gc, logging, os, random, resource, signal, sys, threading, time, warnings
    shell = get_ipython()
    gc.collect()
    # The history is written by a thread of IPython's own, which opens and closes files when it likes.
    links = {}
    for number in os.listdir('/proc/self/fd') if os.path.isdir('/proc/self/fd') else []:
        try:
            links[int(number)] = os.readlink(f'/proc/self/fd/{number}')
        except OSError:
            continue
    links = {number: link for number, link in links.items() if 'sqlite' not in link and 'profile_default' not in link and '/proc/' not in link}
    files, count = [links.get(number) for number in range(3)], sorted(link.split(':')[0] for link in links.values())
    loggers = [logging.getLogger(name) for name in (None, 'tensorflow', 'absl', 'keras')]
    from tensorflow.python.eager import context
    return dict(
        names=sorted(name for name in shell.user_ns if not name.startswith('_i')),
        hidden=sorted(name for name in shell.user_ns_hidden if not name.startswith('_i')),
        ours=[name for name in shell.user_ns if 'hybridize' in name],
        counter=shell.execution_count, inputs=len(shell.user_ns['In']), outputs=sorted(shell.user_ns['Out']),
        last=repr(shell.user_ns.get('_')), lines=len(list(shell.history_manager.get_range())),
        filters=[repr(entry) for entry in warnings.filters], show=repr(warnings.showwarning),
        loggers=[(logger.level, len(logger.handlers), logger.disabled, logger.propagate) for logger in loggers],
        disabled=logging.root.manager.disable, files=files, count=count,
        collecting=gc.isenabled(), thresholds=gc.get_threshold(), frozen=gc.get_freeze_count(), debug=gc.get_debug(), callbacks=len(gc.callbacks),
        profile=repr(sys.getprofile()), trace=repr(sys.gettrace()),
        signals=[repr(signal.getsignal(number)) for number in sorted(signal.valid_signals())], mask=repr(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        threads=sorted(thread.name for thread in threading.enumerate()),
        random=hash(random.getstate()), numpy=repr(np.random.get_state()), context=repr(context.context()._seed),
        tensorflow=repr(context.context()._rng.getstate() if context.context()._rng else None),
        generator=tf.random.get_global_generator().state.numpy().tolist(),
        streams=[repr(sys.stdin), repr(sys.stdout), repr(sys.stderr), sorted(vars(sys.stdout)), sorted(vars(sys.stderr))],
        hooks=[repr(sys.displayhook), repr(sys.excepthook)], input=repr(builtins.input), exit=repr(os._exit), abort=repr(os.abort),
        limits=resource.getrlimit(resource.RLIMIT_AS), recursion=sys.getrecursionlimit(), switch=sys.getswitchinterval(),
        place=os.getcwd(), environment=sorted(os.environ.items()), path=list(sys.path),
        errors=np.geterr(), eagerly=tf.config.functions_run_eagerly(), clock=repr(time.perf_counter), tools=tools(),
    )
def tools():
    import sys
    monitoring = getattr(sys, 'monitoring', None)
    return [] if monitoring is None else [monitoring.get_tool(number) for number in range(6)]
"""


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(EVERYTHING)
    kernel.run(
        "x = tf.ones((4, 3))\n"
        "def double(t): return t * 2.0\n"
        "def fails(t):\n    raise ValueError\n"
        "def untraceable(t): return t.numpy()\n"
        "@tf.function\ndef traced(t): return t + 1.0\n"
        "def meddles(t):\n"
        "    import gc, logging, os, random, signal, sys, warnings\n"
        "    warnings.simplefilter('error')\n"
        "    logging.getLogger().setLevel(logging.DEBUG)\n"
        "    logging.getLogger('tensorflow').addHandler(logging.NullHandler())\n"
        "    os.environ['MEDDLED'] = 'yes'\n    os.chdir('/')\n    sys.setrecursionlimit(5000)\n"
        "    signal.signal(signal.SIGUSR1, signal.SIG_IGN)\n"
        "    gc.set_threshold(1)\n    gc.disable()\n    np.seterr(all='raise')\n"
        "    random.random(); np.random.rand(); tf.random.uniform(())\n"
        "    sys.setprofile(None)\n    sys.path.append('/meddled')\n"
        "    tf.config.run_functions_eagerly(True)\n"
        "    return t\n"
    )
    # The first measurement imports and makes what later ones use: threads of the framework, the floor.
    kernel.measure("double", "double(x)", budget=0.05)
    # ipykernel 6 makes the socket of a thread's printed text when that thread prints for the first time.
    kernel.run("print(len(everything()))")
    return kernel


def before_and_after(kernel, act) -> None:
    read = "print(repr(everything()))"
    before = ast.literal_eval(kernel.run(read))
    act()
    after = ast.literal_eval(kernel.run(read))
    for key in ("counter", "inputs", "lines"):
        # The cell that reads is one itself.
        before[key] += 1
    changed = {key: _difference(before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed == {}


def _difference(before, after):
    """Of two lists what went and what came, else both values."""
    if isinstance(before, list) and isinstance(after, list):
        old, new = (Counter(map(repr, items)) for items in (before, after))
        return dict(old - new), dict(new - old)
    return before, after


@pytest.mark.parametrize("name", ["double", "fails", "untraceable", "traced", "meddles", "missing"])
def test_a_measurement_touches_nothing(prepared, name):
    before_and_after(prepared, lambda: prepared.measure(name, f"{name}(x)", budget=0.05, variants=["reduce_retracing", "current"]))


@pytest.mark.parametrize("options", [{"expression": "x + 1.0"}, {"expression": "x) + ("}, {"action": "prepare"}])
def test_other_requests_touch_nothing(prepared, options):
    before_and_after(prepared, lambda: prepared.measure("double", "double(x)", budget=0.05, **options))


def test_catching_touches_nothing_once_it_is_given_up(prepared):
    def act() -> None:
        for name in ("double", "traced"):
            prepared.measure(name, action="catch")
            prepared.measure(name, action="release")

    before_and_after(prepared, act)


def test_a_cancelled_measurement_touches_nothing(prepared):
    prepared.run("def sleeps(t):\n    import time\n    time.sleep(100)")

    def act() -> None:
        import time

        message_id = prepared.start_measuring("sleeps", "sleeps(x)")
        time.sleep(1)
        prepared.manager.interrupt_kernel()
        assert prepared.answer(message_id)["kind"] == "cancelled"

    before_and_after(prepared, act)


def test_memory_does_not_grow(prepared):
    held = "import gc; gc.collect(); print(len(gc.get_objects()))"
    for _ in range(3):
        prepared.measure("double", "double(x)", budget=0.02)
    before = int(prepared.run(held))
    for _ in range(10):
        prepared.measure("double", "double(x)", budget=0.02)
    assert int(prepared.run(held)) - before < 2000


def test_every_request_traces_under_the_same_frames(prepared, tmp_path):
    """TensorFlow keeps each stack of frames under which it traces for ever: a new one for each request would add up."""
    prepared.run(
        "def stacked(t):\n"
        "    import os, sys\n"
        "    frame, stack = sys._getframe(), []\n"
        "    while frame is not None:\n"
        "        stack.append((id(frame.f_code), frame.f_code.co_filename, frame.f_lasti))\n"
        "        frame = frame.f_back\n"
        f"    with open({str(tmp_path)!r} + '/' + os.environ.get('STACKS', 'none'), 'a') as file:\n"
        "        file.write(repr(stack) + '\\n')\n"
        "    return t\n"
    )
    # The first request of a kernel makes what later ones use.
    for name in ("first", "second", "third"):
        prepared.run(f"import os; os.environ['STACKS'] = {name!r}")
        assert prepared.measure("stacked", "stacked(x)", budget=0.05)["kind"] == "done"
    second, third = (set((tmp_path / name).read_text().splitlines()) for name in ("second", "third"))
    assert second == third
    assert len(second) < 60


def test_the_files_of_autograph_are_removed(prepared, tmp_path):
    prepared.run(
        f"import tempfile\nbefore_folder = tempfile.tempdir\ntempfile.tempdir = {str(tmp_path)!r}\n"
        "def branches(t):\n"
        "    if tf.reduce_sum(t) > 0.0:\n"
        "        return t\n"
        "    return -t\n"
        "def unlucky(t):\n"
        "    if tf.reduce_sum(t) > 0.0:\n"
        "        t = tf.reshape(t, [7])\n"
        "    return t\n"
        "negative = -x[:1, :1]\n"
        "own = tf.function(lambda t: t if t > 0.0 else -t)\n"
        "own(tf.constant(1.0))\n"
    )
    try:
        theirs = sorted(tmp_path.iterdir())
        assert theirs
        assert prepared.measure("branches", "branches(x)", budget=0.05)["verdict"] == "same"
        assert prepared.measure("unlucky", "unlucky(x)", budget=0.05)["verdict"] == "fails-eagerly"
        assert prepared.measure("unlucky", "unlucky(negative)", budget=0.05)["kind"] == "done"
        assert sorted(tmp_path.iterdir()) == theirs
        # What was converted is still of use, and its lines can still be read.
        assert prepared.run("print(float(tf.function(branches)(tf.constant(-2.0))))").strip() == "2.0"
        told = prepared.run(
            "import linecache, sys\n"
            "made = [sys.modules[name].__file__ for name in sys.modules if name.startswith('__autograph_generated_file')]\n"
            "print(sum('tf__branches' in ''.join(linecache.getlines(path)) for path in made))"
        )
        assert told.strip() == "1"
    finally:
        prepared.run("tempfile.tempdir = before_folder")
