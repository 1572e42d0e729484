"""The states of all random generators that TensorFlow programs use: kept, put back, and seeded alike for comparisons."""

from __future__ import annotations

import random
import sys
from typing import Any

from .keras_state import KerasState, global_seed_variable, seed_keras


class RandomStates:
    """The states at one moment."""

    def __init__(self) -> None:
        self._python = random.getstate()
        numpy = sys.modules.get("numpy")
        self._numpy = numpy.random.get_state() if numpy is not None else None
        self._tensorflow = _tensorflow_state()
        self._variables = [(variable, variable.read_value()) for variable in _generator_variables()]
        self._keras = KerasState()

    def restore(self) -> None:
        """Puts every generator back to where it was."""
        random.setstate(self._python)
        numpy = sys.modules.get("numpy")
        if numpy is not None and self._numpy is not None:
            numpy.random.set_state(self._numpy)
        if self._tensorflow is not None:
            _restore_tensorflow(self._tensorflow)
        for variable, value in self._variables:
            variable.assign(value)
        self._keras.restore()


def _tensorflow_state() -> Any:
    if "tensorflow" not in sys.modules:
        return None
    try:
        from tensorflow.python.eager import context

        ctx = context.context()
        rng = getattr(ctx, "_rng", None)
        return getattr(ctx, "_seed", None), None if rng is None else rng.getstate()
    except Exception:
        return None


def _restore_tensorflow(state: Any) -> None:
    from tensorflow.python import pywrap_tfe
    from tensorflow.python.eager import context

    ctx = context.context()
    ctx._seed, rng = state
    if rng is not None and getattr(ctx, "_rng", None) is not None:
        ctx._rng.setstate(rng)
    # Cached kernels hold counters of their own: without this a replay draws other numbers. Before the first
    # operation there is no context to clear, and clearing none ends the process.
    if ctx._context_handle is not None:
        pywrap_tfe.TFE_ContextClearCaches(ctx._context_handle)


def _generator_variables() -> list:
    """The variables behind TensorFlow's and Keras's global generators, where these exist."""
    found = []
    module = sys.modules.get("tensorflow.python.ops.stateful_random_ops")
    generator = getattr(module, "global_generator", None)
    if generator is not None:
        found.append(generator.state)
    state = global_seed_variable()
    if state is not None:
        found.append(state)
    return found


def seed_all(seed: int) -> None:
    """Seeds every generator, so that two runs draw the same numbers."""
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % (2**32))
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        tensorflow.random.set_seed(seed)
    seed_keras(seed)
    for variable in _generator_variables():
        variable.assign([seed] + [0] * (variable.shape[0] - 1))
