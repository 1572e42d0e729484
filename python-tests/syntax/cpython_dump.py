"""CPython's tree in the form that ``test/analysis/syntaxDump.ts`` gives ours."""

import ast
import warnings

OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.UAdd: "+",
    ast.USub: "-",
    ast.Invert: "~",
    ast.Not: "not",
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def parse(text):
    """The module, or ``None`` where CPython does not parse the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return None


def dump(tree, text):
    """The nodes as lists of depth, kind, start, end and detail, in the order of our own dump."""
    dumper = Dumper(text)
    dumper.block(tree.body, 1)
    return dumper.nodes


class Dumper:
    def __init__(self, text):
        self.nodes = []
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.enclosing = []

    def add(self, depth, kind, node, detail=""):
        start = self.place(node.lineno, node.col_offset)
        end = self.place(node.end_lineno, node.end_col_offset)
        self.nodes.append([depth, kind, *start, *end, detail])

    def place(self, line, byte_offset):
        """The line, and the column in UTF-16 units."""
        prefix = self.lines[line - 1].encode()[:byte_offset].decode()
        return line, len(prefix.encode("utf-16-le", "surrogatepass")) // 2

    def block(self, nodes, depth):
        for node in nodes:
            self.visit(node, depth)

    def visit(self, node, depth):
        if node is None:
            return
        kind = type(node).__name__
        special = getattr(self, "visit_" + kind, None)
        if special is not None:
            special(node, depth)
            return
        self.add(depth, kind, node, self.detail(node))
        for name, value in ast.iter_fields(node):
            if kind == "IfExp":
                break
            self.field(name, value, depth + 1)
        if kind == "IfExp":
            self.block([node.test, node.body, node.orelse], depth + 1)

    def field(self, _name, value, depth):
        if isinstance(value, (ast.expr, ast.stmt, ast.pattern)):
            self.visit(value, depth)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, ast.AST):
                    self.helper(item, depth)
        elif isinstance(value, ast.arguments):
            self.arguments(value, depth)

    def helper(self, item, depth):
        if isinstance(item, ast.withitem):
            self.visit(item.context_expr, depth + 1)
            self.visit(item.optional_vars, depth + 1)
        elif isinstance(item, ast.match_case):
            self.visit(item.pattern, depth + 1)
            self.visit(item.guard, depth + 1)
            self.block(item.body, depth + 1)
        elif isinstance(item, ast.comprehension):
            self.visit(item.target, depth + 1)
            self.visit(item.iter, depth + 1)
            self.block(item.ifs, depth + 1)
        elif isinstance(item, ast.ExceptHandler):
            self.add(depth, "ExceptHandler", item, item.name or "")
            self.visit(item.type, depth + 1)
            self.block(item.body, depth + 1)
        elif isinstance(item, ast.alias):
            self.add(depth, "alias", item, f"{item.name} {item.asname or ''}")
        elif isinstance(item, ast.keyword):
            self.add(depth, "keyword", item, item.arg or "**")
            self.visit(item.value, depth + 1)
        elif not isinstance(item, (ast.cmpop, ast.type_ignore)):
            self.visit(item, depth)

    def detail(self, node):
        kind = type(node).__name__
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            return node.attr
        if isinstance(node, ast.Call):
            return f"{len(node.args)} {len(node.keywords)}"
        if isinstance(node, (ast.BinOp, ast.AugAssign, ast.UnaryOp)):
            return OPERATORS[type(node.op)]
        if isinstance(node, ast.BoolOp):
            return f"{OPERATORS[type(node.op)]} {len(node.values)}"
        if isinstance(node, ast.Compare):
            return ",".join(OPERATORS[type(operator)] for operator in node.ops)
        if isinstance(node, ast.Slice):
            return "".join("-" if part is None else "+" for part in (node.lower, node.upper, node.step))
        if kind in ("List", "Tuple", "Set"):
            return str(len(node.elts))
        if isinstance(node, ast.JoinedStr):
            return str(len(node.values))
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            return " ".join(node.names)
        if isinstance(node, ast.ImportFrom):
            return "." * node.level + (node.module or "")
        if kind in ("MatchSequence", "MatchOr"):
            return str(len(node.patterns))
        if kind in ("MatchStar", "MatchAs"):
            return node.name or ""
        return ""

    def visit_FunctionDef(self, node, depth):
        outer = self.enclosing
        names = [name for name, _ in outer] + [node.name]
        owner = outer[-1][0] if outer and outer[-1][1] == "class" else "-"
        generator = "generator" if holds_yield(node.body) else ""
        self.add(depth, type(node).__name__, node, f"{node.name} {'.'.join(names)} {owner} {generator}")
        self.block(node.decorator_list, depth + 1)
        self.arguments(node.args, depth + 1)
        self.visit(node.returns, depth + 1)
        self.enclosing = [*outer, (node.name, "def")]
        self.block(node.body, depth + 1)
        self.enclosing = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node, depth):
        outer = self.enclosing
        names = [name for name, _ in outer] + [node.name]
        self.add(depth, "ClassDef", node, f"{node.name} {'.'.join(names)}")
        self.block(node.decorator_list, depth + 1)
        self.block(node.bases, depth + 1)
        for keyword in node.keywords:
            self.helper(keyword, depth + 1)
        self.enclosing = [*outer, (node.name, "class")]
        self.block(node.body, depth + 1)
        self.enclosing = outer

    def visit_Lambda(self, node, depth):
        self.add(depth, "Lambda", node)
        self.arguments(node.args, depth + 1)
        self.visit(node.body, depth + 1)

    def visit_Dict(self, node, depth):
        self.add(depth, "Dict", node, str(len(node.values)))
        for key, value in zip(node.keys, node.values):
            self.visit(key, depth + 1)
            self.visit(value, depth + 1)

    def visit_FormattedValue(self, node, depth):
        self.add(depth, "FormattedValue", node, "" if node.conversion == -1 else chr(node.conversion))
        self.visit(node.value, depth + 1)
        self.visit(node.format_spec, depth + 1)

    def visit_Constant(self, node, depth):
        self.add(depth, "Constant", node, constant_text(node.value))

    def visit_MatchSingleton(self, node, depth):
        self.add(depth, "MatchSingleton", node, constant_text(node.value))

    def visit_MatchMapping(self, node, depth):
        self.add(depth, "MatchMapping", node, node.rest or "")
        self.block(node.keys, depth + 1)
        self.block(node.patterns, depth + 1)

    def visit_MatchClass(self, node, depth):
        self.add(depth, "MatchClass", node, " ".join(node.kwd_attrs))
        self.visit(node.cls, depth + 1)
        self.block(node.patterns, depth + 1)
        self.block(node.kwd_patterns, depth + 1)

    def arguments(self, arguments, depth):
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = [None] * (len(positional) - len(arguments.defaults)) + arguments.defaults
        listed = [
            (parameter, "positional-only" if index < len(arguments.posonlyargs) else "positional", default)
            for index, (parameter, default) in enumerate(zip(positional, defaults))
        ]
        if arguments.vararg:
            listed.append((arguments.vararg, "var-positional", None))
        listed += [
            (parameter, "keyword-only", default)
            for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
        ]
        if arguments.kwarg:
            listed.append((arguments.kwarg, "var-keyword", None))
        for parameter, kind, default in listed:
            self.add(depth, "arg", parameter, f"{parameter.arg} {kind}")
            self.visit(parameter.annotation, depth + 1)
            self.visit(default, depth + 1)


def holds_yield(body):
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))
    return False


def constant_text(value):
    if value is None:
        return "None"
    if value is Ellipsis:
        return "Ellipsis"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"int {value if abs(value) <= 2**53 - 1 else 'big'}"
    if isinstance(value, float):
        return "float " + value.hex()
    if isinstance(value, complex):
        return "complex"
    if isinstance(value, bytes):
        return "bytes " + value.decode("latin-1")
    return "str " + value


def normalise(nodes):
    """Drops the places of what is inside f-strings (CPython 3.11 does not know them), and unifies number texts."""
    result = []
    formatted_depth = None
    for depth, kind, *place, detail in nodes:
        if formatted_depth is not None and depth <= formatted_depth:
            formatted_depth = None
        if formatted_depth is not None:
            place = [-1, -1, -1, -1]
        elif kind == "JoinedStr":
            formatted_depth = depth
        if kind == "Constant" and detail.startswith("float ") and "x" not in detail and "n" not in detail:
            detail = "float " + float(detail[6:].replace("Infinity", "inf")).hex()
        elif kind == "Constant" and detail.startswith("float "):
            detail = detail.replace("Infinity", "inf")
        result.append((depth, kind, *place, detail))
    return result
