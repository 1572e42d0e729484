"""CPython's symbol tables in the form that ``test/analysis/syntaxDump.ts`` gives ours."""

import symtable
import warnings
from _symtable import CELL, FREE, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, LOCAL

KINDS = {
    LOCAL: "local",
    CELL: "cell",
    FREE: "free",
    GLOBAL_EXPLICIT: "explicit global",
    GLOBAL_IMPLICIT: "global",
}
COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def scopes(text):
    """The scopes, sorted; ``None`` where CPython's symbol table refuses the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            table = symtable.symtable(text, "cell", "exec")
        except SyntaxError:
            return None
    found = []
    pending = [table]
    while pending:
        table = pending.pop()
        found.append((kind_of(table), table.get_lineno(), tuple(sorted(symbols(table)))))
        pending.extend(table.get_children())
    return sorted(found)


def kind_of(table):
    if table.get_type() != "function":
        return table.get_type()
    name = table.get_name()
    if name in COMPREHENSIONS and ".0" in table.get_identifiers():
        return "comprehension"
    return "lambda" if name == "lambda" else "function"


def symbols(table):
    for symbol in table.get_symbols():
        if symbol.get_name() == ".0":
            continue
        scope = symbol._Symbol__scope
        parameter = " parameter" if symbol.is_parameter() else ""
        yield symbol.get_name(), KINDS[scope] + parameter


def normalise(listed):
    """Our scopes in the same form."""
    return sorted((kind, line, tuple(sorted(tuple(symbol) for symbol in symbols))) for kind, line, symbols in listed)
