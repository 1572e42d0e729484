"""Answering requests of the user interface: what is asked and what is answered is JSON in base64, never code."""

from __future__ import annotations

import base64
import importlib.util
import json
import sys
import traceback
from typing import Optional

from .arguments import Refused, class_of, is_static
from .cancelling import Cancelled
from .catching import catch_next_call, caught_call, is_waiting, release
from .clock import clock_or_replaced
from .conversions import ConvertedFiles
from .errors import TEXT_LIMIT
from .randomness import RandomStates
from .session import Session
from .surroundings import Surroundings
from .targets import NotFound, find, source_differs
from .trials import RaisedByUser

PROTOCOL = 2
_clock = clock_or_replaced()


class Asked:
    """A request that is answered when its value is written out, as the text of a string.

    For every operation that it traces TensorFlow keeps the stack of Python's frames for ever, unless it has kept an
    equal one. The code of an expression is another each time it is evaluated, and would make every stack new: a third
    of a megabyte for each trace of a training step. The frames that write a value out are the same in all requests.
    """

    def __init__(self, encoded: str) -> None:
        self._encoded = encoded
        self._answer: Optional[str] = None

    def __repr__(self) -> str:
        if self._answer is None:
            self._answer = run(self._encoded)
        return repr(self._answer)


def run(encoded: str) -> str:
    """Answers one request; both are JSON in base64, so that nothing of them is ever part of code."""
    try:
        request = json.loads(base64.b64decode(encoded).decode("utf-8"))
    except ValueError as error:
        answer = {"kind": "failed", "message": "bad-request", "detail": str(error)}
    else:
        answer = answer_to(request)
    return base64.b64encode(json.dumps(answer, default=repr).encode("utf-8")).decode("ascii")


def answer_to(request: dict) -> dict:
    """The answer to a request: a result, a question, or why there is none. Never raises what the user's code raised."""
    begin = _clock()
    has_tensorflow = "tensorflow" in sys.modules
    states = RandomStates() if has_tensorflow else None
    surroundings, converted = Surroundings(), ConvertedFiles()
    try:
        answer = _answer(request)
    except NotFound as error:
        answer = {"kind": "failed", "message": str(error), "detail": ""}
    except Refused as error:
        answer = {"kind": "failed", "message": error.args[0], "detail": str(error.args[1])[:TEXT_LIMIT]}
    except Cancelled as error:
        answer = {"kind": "cancelled", "message": error.reason, "detail": ""}
    except KeyboardInterrupt:
        answer = {"kind": "cancelled", "message": "interrupt", "detail": ""}
    except RaisedByUser as error:
        # It has run before, and fails now: it does not do the same each time.
        answer = {"kind": "failed", "message": "raised-later", "detail": _told(error)}
    except MemoryError:
        answer = {"kind": "failed", "message": "no-memory", "detail": ""}
    except Exception:
        answer = {"kind": "failed", "message": "own-error", "detail": traceback.format_exc()[-TEXT_LIMIT:]}
    finally:
        surroundings.restore()
        converted.remove()
        if states is not None:
            states.restore()
    answer["wall"] = _clock() - begin
    return answer


def _told(error: RaisedByUser) -> str:
    return f"{error.description['type']}: {error.description['text']}"[:TEXT_LIMIT]


def _answer(request: dict) -> dict:
    action = request.get("action", "measure")
    if action == "release":
        release()
        return {"kind": "released"}
    if not _has_tensorflow():
        return {"kind": "failed", "message": "no-tensorflow", "detail": ""}
    namespace = user_namespace()
    if action == "catch":
        return _catch(request, namespace)
    if action == "caught":
        return _caught(request, namespace)
    import tensorflow  # noqa: F401  (the user's own, imported already or wanted now)

    session = Session(request, namespace)
    if action == "prepare":
        return session.prepare()
    if action == "measure":
        return session.measure()
    raise Refused("unknown-action", str(action))


def _catch(request: dict, namespace: dict) -> dict:
    name = request["name"]
    target = find(namespace, name)
    if request.get("source") and source_differs(target.raw, request["source"]):
        raise Refused("stale", "")
    cls = class_of(name, namespace)
    catch_next_call(name, target, cls is not None and not is_static(name, cls), namespace)
    return {"kind": "waiting"}


def _caught(request: dict, namespace: dict) -> dict:
    name = request["name"]
    if caught_call(name) is None:
        return {"kind": "waiting" if is_waiting(name) else "released"}
    session = Session({**request, "choice": "caught", "expression": None}, namespace)
    return {"kind": "caught", "arguments": session.prepare()["arguments"]}


def _has_tensorflow() -> bool:
    if "tensorflow" in sys.modules:
        return True
    try:
        return importlib.util.find_spec("tensorflow") is not None
    except (ImportError, ValueError):
        return False


def user_namespace() -> dict:
    """The names of the user's notebook."""
    shell = sys.modules.get("IPython")
    instance = shell.get_ipython() if shell is not None else None
    return instance.user_ns if instance is not None else sys.modules["__main__"].__dict__
