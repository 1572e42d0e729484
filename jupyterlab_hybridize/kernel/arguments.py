"""The arguments of a measurement: from a call in the notebook, typed, caught from a real call, or made from types."""

from __future__ import annotations

import ast
import reprlib
import types
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from .callsites import Unreadable, arguments_of, arguments_of_expression, evaluate_safely, parse_call
from .cancelling import Cancelled
from .catching import caught_call
from .errors import TEXT_LIMIT
from .guards import ProcessExit
from .synthetic import Unknown, synthesize
from .targets import Target

#: Calls of the notebook that are read at most.
CALLS_READ = 6
#: Arguments that are described at most.
DESCRIBED = 12


class Refused(Exception):
    """The measurement cannot be made; the first argument is a message id, the second what else is to be said."""


@dataclass
class Arguments:
    """What the function is called with."""

    args: tuple
    kwargs: dict
    #: The object that a method is called on.
    receiver: Any
    #: ``call``, ``typed``, ``caught`` or ``synthetic``.
    source: str
    #: Code that says what they are.
    text: str
    #: The ``tf.distribute`` strategy that the notebook runs the function through.
    strategy: Any = None
    #: Arguments of further calls in the notebook: they show whether calls retrace one another.
    others: list[tuple[tuple, dict]] = field(default_factory=list)

    def described(self, target: Target) -> dict:
        """As it is answered."""
        names = parameter_names(target.raw, self.receiver is not None)
        shown = [(names[index] if index < len(names) else f"#{index + 1}", value) for index, value in enumerate(self.args)]
        shown.extend(self.kwargs.items())
        summary = [f"{name}: {short(value)}" for name, value in shown[:DESCRIBED]]
        return {"source": self.source, "text": self.text[:TEXT_LIMIT], "summary": summary}


def parameter_names(function: Callable, is_bound: bool) -> list[str]:
    """Names of the positional parameters, without that of the receiver."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, types.CodeType):
        return []
    return list(code.co_varnames[: code.co_argcount])[1 if is_bound else 0 :]


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 40


def short(value: Any) -> str:
    """A value in a few words: ``float32[32, 28, 28]``, ``list of 3``, ``True``."""
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if dtype is not None and shape is not None:
        try:
            return f"{getattr(dtype, 'name', dtype)}[{', '.join('?' if length is None else str(length) for length in shape)}]"
        except Exception:
            return type(value).__name__
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return _SHORT.repr(value)
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return f"{type(value).__name__} of {len(value)}"
    return type(value).__name__


def arguments_for(target: Target, request: dict, namespace: dict, run: Callable[[Callable[[], Any]], Any]) -> Arguments:
    """The arguments that the request asks for; ``run`` runs what is the user's own code. Raises ``Refused``."""
    if request.get("expression") is not None:
        return _typed(target, request, namespace, run)
    choice = request.get("choice", "calls")
    if choice == "caught":
        return _caught(target, request)
    if choice == "synthetic":
        return _synthetic(target, request, namespace)
    return _from_calls(target, request, namespace)


def _typed(target: Target, request: dict, namespace: dict, run: Callable) -> Arguments:
    text = request["expression"]
    try:
        args, kwargs = run(lambda: arguments_of_expression(text, namespace))
    except Cancelled:
        raise
    except Unreadable as error:
        raise Refused("bad-expression", str(error)) from error
    except (Exception, SystemExit, ProcessExit) as error:
        raise Refused("bad-expression", f"{type(error).__name__}: {error}") from error
    receiver = target.receiver if target.receiver is not None else receiver_by_class(request["name"], namespace)
    _require_receiver(request["name"], receiver, namespace, target)
    return Arguments(args, kwargs, receiver, "typed", text, strategy=_strategy_of_calls(target, request, namespace))


def _caught(target: Target, request: dict) -> Arguments:
    call = caught_call(request["name"])
    if call is None:
        raise Refused("nothing-caught", "")
    args, kwargs, receiver, text = call
    return Arguments(args, kwargs, receiver if receiver is not None else target.receiver, "caught", text)


def _synthetic(target: Target, request: dict, namespace: dict) -> Arguments:
    receiver = target.receiver if target.receiver is not None else receiver_by_class(request["name"], namespace)
    _require_receiver(request["name"], receiver, namespace, target)
    try:
        args, kwargs, text = synthesize(target, receiver is not None, request.get("synthetic", []))
    except Unknown as error:
        raise Refused("no-types", str(error)) from error
    return Arguments(args, kwargs, receiver, "synthetic", text)


def _from_calls(target: Target, request: dict, namespace: dict) -> Arguments:
    name = request["name"]
    cls = class_of(name, namespace)
    readable: list[Arguments] = []
    for call in request.get("calls", [])[:CALLS_READ]:
        found = _read_call(target, call["text"], namespace)
        if found is None:
            continue
        if cls is not None and target.receiver is None and not is_static(name, cls):
            if not isinstance(found.receiver, cls):
                found.receiver = receiver_by_class(name, namespace)
            if found.receiver is None:
                continue
        else:
            found.receiver = target.receiver
        readable.append(found)
    if readable:
        chosen = readable[0]
        same = [other for other in readable[1:] if other.receiver is chosen.receiver and other.strategy is chosen.strategy]
        chosen.others = [(other.args, other.kwargs) for other in same]
        return chosen
    receiver = target.receiver if target.receiver is not None else receiver_by_class(name, namespace)
    code = getattr(target.raw, "__code__", None)
    if code is not None:
        needed = code.co_argcount - len(getattr(target.raw, "__defaults__", None) or ()) - (1 if receiver is not None else 0)
        if needed <= 0 and code.co_kwonlyargcount <= len(getattr(target.raw, "__kwdefaults__", None) or {}):
            return Arguments((), {}, receiver, "call", f"{name}()")
    raise Refused("no-arguments", "")


def _read_call(target: Target, text: str, namespace: dict) -> Optional[Arguments]:
    through = _through_strategy(target, text, namespace)
    if through is not None:
        return through
    try:
        args, kwargs, owner = arguments_of(text, namespace)
    except Exception:
        return None
    return Arguments(args, kwargs, owner, "call", text)


def _through_strategy(target: Target, text: str, namespace: dict) -> Optional[Arguments]:
    """``strategy.run(step, args=(x, y))``: the function with its arguments, and the strategy."""
    try:
        call = parse_call(text)
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "run" or not call.args:
            return None
        strategy = evaluate_safely(call.func.value, namespace)
        function = evaluate_safely(call.args[0], namespace)
        if not hasattr(strategy, "num_replicas_in_sync") or function is not target.found:
            return None
        given = {keyword.arg: evaluate_safely(keyword.value, namespace) for keyword in call.keywords}
        args = evaluate_safely(call.args[1], namespace) if len(call.args) > 1 else given.get("args", ())
        kwargs = evaluate_safely(call.args[2], namespace) if len(call.args) > 2 else given.get("kwargs", None)
    except Exception:
        return None
    return Arguments(tuple(args), dict(kwargs or {}), None, "call", text, strategy=strategy)


def _strategy_of_calls(target: Target, request: dict, namespace: dict) -> Any:
    for call in request.get("calls", [])[:CALLS_READ]:
        found = _through_strategy(target, call["text"], namespace)
        if found is not None:
            return found.strategy
    return None


def class_of(name: str, namespace: dict) -> Optional[type]:
    """The class whose method the dotted name is; ``None`` for a function."""
    parts = name.split(".")
    value = namespace.get(parts[0])
    for part in parts[1:-1]:
        value = vars(value).get(part) if isinstance(value, type) else None
    return value if len(parts) > 1 and isinstance(value, type) else None


def is_static(name: str, cls: type) -> bool:
    """Whether the method needs no object."""
    for base in cls.__mro__:
        if name.split(".")[-1] in vars(base):
            return isinstance(vars(base)[name.split(".")[-1]], staticmethod)
    return False


def receiver_by_class(name: str, namespace: dict) -> Any:
    """Some object of the method's class that the notebook holds, or that one of its objects and containers holds."""
    cls = class_of(name, namespace)
    if cls is None or is_static(name, cls):
        return None
    values = [value for key, value in list(namespace.items()) if not key.startswith("_")]
    for value in values:
        if isinstance(value, cls):
            return value
    for value in values:
        inner = list(value) if type(value) in (list, tuple) else list(getattr(value, "__dict__", {}).values())
        for item in inner[:1000]:
            if isinstance(item, cls):
                return item
    return None


def _require_receiver(name: str, receiver: Any, namespace: dict, target: Target) -> None:
    cls = class_of(name, namespace)
    if cls is not None and receiver is None and not is_static(name, cls):
        raise Refused("no-receiver", cls.__name__)
