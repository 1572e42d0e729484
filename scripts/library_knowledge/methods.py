"""Classes: their public bases, their methods with signatures, their properties, and what works when traced."""

from __future__ import annotations

import inspect

from .signatures import signature_of, text_of

# Protocol methods that programs reach by operators and statements.
PROTOCOL = (
    "__array__",
    "__bool__",
    "__call__",
    "__complex__",
    "__contains__",
    "__enter__",
    "__exit__",
    "__float__",
    "__getitem__",
    "__index__",
    "__int__",
    "__iter__",
    "__len__",
    "__next__",
    "__setitem__",
    "__matmul__",
)


def describe_classes(library, records):
    """``{canonical name: {bases, constructor, methods, properties}}``."""
    by_id = {id(record.value): record.name for record in records if inspect.isclass(record.value)}
    described = {}
    for record in records:
        cls = record.value
        if not inspect.isclass(cls):
            continue
        bases = [by_id[id(base)] for base in cls.__mro__[1:] if id(base) in by_id and base is not object]
        methods, properties = _members(cls, by_id)
        described[record.name] = {
            "bases": bases,
            "constructor": text_of(_constructor(cls)),
            "methods": methods,
            "properties": properties,
        }
    return described


def _constructor(cls):
    try:
        signature = signature_of(cls.__init__) if cls.__init__ is not object.__init__ else None
        if signature is None or list(signature.parameters)[1:2] == ["args"]:
            signature = inspect.signature(cls)
            return signature
        return signature.replace(parameters=list(signature.parameters.values())[1:])
    except (TypeError, ValueError):
        return None


def _members(cls, by_id):
    """What the class itself brings: inherited from a public base is told there."""
    methods, properties = {}, []
    public_bases = [base for base in cls.__mro__[1:] if id(base) in by_id]
    for name in sorted(dir(cls)):
        if name.startswith("_") and name not in PROTOCOL:
            continue
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        value = inspect.getattr_static(cls, name)
        inherited = any(inspect.getattr_static(base, name, None) is value for base in public_bases)
        if owner is None or owner is object or inherited:
            continue
        if isinstance(value, property) or inspect.isdatadescriptor(value):
            properties.append(name)
        elif isinstance(value, (staticmethod, classmethod)):
            signature = signature_of(value.__func__)
            methods[name] = _method_text(signature, isinstance(value, classmethod))
        elif callable(value):
            methods[name] = _method_text(signature_of(value), True)
        else:
            properties.append(name)
    return methods, properties


def _method_text(signature, drop_first):
    if signature is None:
        return None
    parameters = list(signature.parameters.values())
    if (
        drop_first
        and parameters
        and parameters[0].kind
        in (
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        )
    ):
        parameters = parameters[1:]
    return text_of(signature.replace(parameters=parameters))
