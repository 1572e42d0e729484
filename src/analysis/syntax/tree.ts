/**
 * Our own syntax tree of Python, named after CPython's `ast` module (3.13).
 *
 * Spans are UTF-16 offsets relative to the start of the top-level statement
 * that holds the node, so that a statement whose text did not change keeps its
 * tree, object for object, wherever edits before it move it.
 */

/** Offsets relative to the first character of the enclosing top-level statement; `end` is exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** A binary operator, as Python spells it (`@` is matrix multiplication). */
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '//' | '%' | '@' | '**' | '<<' | '>>' | '|' | '^' | '&';

/** A comparison operator, as Python spells it. */
export type CompareOperator =
  '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';

/** The value of a literal. Integers beyond 2^53 and complex numbers keep their source text. */
export type ConstantValue =
  | { readonly type: 'None' }
  | { readonly type: 'Ellipsis' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: number | null; readonly text: string }
  | { readonly type: 'float'; readonly value: number; readonly text: string }
  | { readonly type: 'complex'; readonly text: string }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: string };

export type Name = Span & { readonly kind: 'Name'; readonly id: string };
export type Constant = Span & { readonly kind: 'Constant'; readonly value: ConstantValue };
export type Attribute = Span & {
  readonly kind: 'Attribute';
  readonly value: Expression;
  readonly attr: string;
  /** The span of the attribute's name alone. */
  readonly attrSpan: Span;
};
export type Subscript = Span & {
  readonly kind: 'Subscript';
  readonly value: Expression;
  /** A tuple of indices is a `Tuple`; a slice is a `Slice`. */
  readonly slice: Expression;
};
export type Slice = Span & {
  readonly kind: 'Slice';
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
};
export type Starred = Span & { readonly kind: 'Starred'; readonly value: Expression };
export type Keyword = Span & {
  /** `null` for `**value`. */
  readonly arg: string | null;
  readonly value: Expression;
};
export type Call = Span & {
  readonly kind: 'Call';
  readonly func: Expression;
  /** Positional arguments, `Starred` among them. */
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
};
export type BinOp = Span & {
  readonly kind: 'BinOp';
  readonly left: Expression;
  readonly op: BinaryOperator;
  readonly right: Expression;
};
export type UnaryOp = Span & {
  readonly kind: 'UnaryOp';
  readonly op: '+' | '-' | '~' | 'not';
  readonly operand: Expression;
};
export type BoolOp = Span & {
  readonly kind: 'BoolOp';
  readonly op: 'and' | 'or';
  readonly values: readonly Expression[];
};
export type Compare = Span & {
  readonly kind: 'Compare';
  readonly left: Expression;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expression[];
};
export type IfExp = Span & {
  readonly kind: 'IfExp';
  readonly test: Expression;
  readonly body: Expression;
  readonly orelse: Expression;
};
export type NamedExpr = Span & {
  readonly kind: 'NamedExpr';
  readonly target: Name;
  readonly value: Expression;
};
export type Lambda = Span & {
  readonly kind: 'Lambda';
  readonly parameters: Parameters;
  readonly body: Expression;
};
export type List = Span & { readonly kind: 'List'; readonly elts: readonly Expression[] };
export type Tuple = Span & { readonly kind: 'Tuple'; readonly elts: readonly Expression[] };
export type SetDisplay = Span & { readonly kind: 'Set'; readonly elts: readonly Expression[] };
/** A key of `null` is a `**mapping` item. */
export type DictItem = { readonly key: Expression | null; readonly value: Expression };
export type Dict = Span & { readonly kind: 'Dict'; readonly items: readonly DictItem[] };
export type ComprehensionFor = Span & {
  readonly target: Expression;
  readonly iter: Expression;
  readonly ifs: readonly Expression[];
  readonly isAsync: boolean;
};
export type Comprehension = Span & {
  readonly kind: 'ListComp' | 'SetComp' | 'GeneratorExp';
  readonly elt: Expression;
  readonly generators: readonly ComprehensionFor[];
};
export type DictComp = Span & {
  readonly kind: 'DictComp';
  readonly key: Expression;
  readonly value: Expression;
  readonly generators: readonly ComprehensionFor[];
};
/** An f-string; `values` are its literal parts (`Constant`) and replacement fields in order. */
export type JoinedStr = Span & {
  readonly kind: 'JoinedStr';
  readonly values: readonly Expression[];
};
/** A replacement field `{value!conversion:format}` of an f-string. */
export type FormattedValue = Span & {
  readonly kind: 'FormattedValue';
  readonly value: Expression;
  readonly conversion: string | null;
  readonly format: Expression | null;
};
export type Await = Span & { readonly kind: 'Await'; readonly value: Expression };
export type Yield = Span & { readonly kind: 'Yield'; readonly value: Expression | null };
export type YieldFrom = Span & { readonly kind: 'YieldFrom'; readonly value: Expression };
/** Text that is no expression (a half-written place); evaluates to an unknown value. */
export type ErrorExpression = Span & { readonly kind: 'Error' };

export type Expression =
  | Name
  | Constant
  | Attribute
  | Subscript
  | Slice
  | Starred
  | Call
  | BinOp
  | UnaryOp
  | BoolOp
  | Compare
  | IfExp
  | NamedExpr
  | Lambda
  | List
  | Tuple
  | SetDisplay
  | Dict
  | Comprehension
  | DictComp
  | JoinedStr
  | FormattedValue
  | Await
  | Yield
  | YieldFrom
  | ErrorExpression;

/** The kinds of a parameter, as `inspect.Parameter` has them. */
export type ParameterKind =
  'positional-only' | 'positional' | 'var-positional' | 'keyword-only' | 'var-keyword';

export type Parameter = Span & {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly annotation: Expression | null;
  readonly default: Expression | null;
};

/** All parameters in source order, variadic ones included. */
export type Parameters = readonly Parameter[];

export type FunctionDef = Span & {
  readonly kind: 'FunctionDef';
  readonly name: string;
  readonly nameSpan: Span;
  /** The span of the `def` (or `async def`) keyword to the end of the body, decorators not counted. */
  readonly defSpan: Span;
  readonly isAsync: boolean;
  readonly parameters: Parameters;
  readonly returns: Expression | null;
  readonly decorators: readonly Decorator[];
  readonly body: readonly Statement[];
  /** Enclosing class and function names joined by dots, no `<locals>`. */
  readonly qualifiedName: string;
  /** The class whose body holds the `def` directly, if any. */
  readonly enclosingClass: string | null;
  /** Whether the body (nested functions excluded) holds `yield`. */
  readonly isGenerator: boolean;
};
export type Decorator = Span & {
  /** The expression after `@`; the span of the decorator itself begins at `@`. */
  readonly expression: Expression;
};
export type ClassDef = Span & {
  readonly kind: 'ClassDef';
  readonly name: string;
  readonly nameSpan: Span;
  /** The span of the `class` keyword to the end of the body, decorators not counted. */
  readonly defSpan: Span;
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly decorators: readonly Decorator[];
  readonly body: readonly Statement[];
  readonly qualifiedName: string;
};
export type Return = Span & { readonly kind: 'Return'; readonly value: Expression | null };
export type Delete = Span & { readonly kind: 'Delete'; readonly targets: readonly Expression[] };
export type Assign = Span & {
  readonly kind: 'Assign';
  readonly targets: readonly Expression[];
  readonly value: Expression;
};
export type AugAssign = Span & {
  readonly kind: 'AugAssign';
  readonly target: Expression;
  readonly op: BinaryOperator;
  readonly value: Expression;
};
export type AnnAssign = Span & {
  readonly kind: 'AnnAssign';
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
};
export type For = Span & {
  readonly kind: 'For';
  readonly isAsync: boolean;
  readonly target: Expression;
  readonly iter: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
};
export type While = Span & {
  readonly kind: 'While';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
};
export type If = Span & {
  readonly kind: 'If';
  readonly test: Expression;
  readonly body: readonly Statement[];
  /** An `elif` is an `If` alone in here. */
  readonly orelse: readonly Statement[];
};
export type WithItem = {
  readonly context: Expression;
  readonly target: Expression | null;
};
export type With = Span & {
  readonly kind: 'With';
  readonly isAsync: boolean;
  readonly items: readonly WithItem[];
  readonly body: readonly Statement[];
};
export type Pattern =
  | (Span & { readonly kind: 'MatchValue'; readonly value: Expression })
  | (Span & { readonly kind: 'MatchSingleton'; readonly value: ConstantValue })
  | (Span & { readonly kind: 'MatchSequence'; readonly patterns: readonly Pattern[] })
  | (Span & {
      readonly kind: 'MatchMapping';
      readonly keys: readonly Expression[];
      readonly patterns: readonly Pattern[];
      readonly rest: string | null;
    })
  | (Span & {
      readonly kind: 'MatchClass';
      readonly cls: Expression;
      readonly patterns: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    })
  | (Span & { readonly kind: 'MatchStar'; readonly name: string | null })
  | (Span & {
      readonly kind: 'MatchAs';
      readonly pattern: Pattern | null;
      readonly name: string | null;
    })
  | (Span & { readonly kind: 'MatchOr'; readonly patterns: readonly Pattern[] });
export type MatchCase = {
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
};
export type Match = Span & {
  readonly kind: 'Match';
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
};
export type Raise = Span & {
  readonly kind: 'Raise';
  readonly exc: Expression | null;
  readonly cause: Expression | null;
};
export type ExceptHandler = Span & {
  readonly type: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
};
export type Try = Span & {
  readonly kind: 'Try';
  readonly isStar: boolean;
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Statement[];
  readonly finalbody: readonly Statement[];
};
export type Assert = Span & {
  readonly kind: 'Assert';
  readonly test: Expression;
  readonly msg: Expression | null;
};
export type ImportAlias = Span & {
  /** Dotted name as written; `*` for a star import. */
  readonly name: string;
  readonly asname: string | null;
};
export type Import = Span & { readonly kind: 'Import'; readonly names: readonly ImportAlias[] };
export type ImportFrom = Span & {
  readonly kind: 'ImportFrom';
  readonly module: string | null;
  /** Number of leading dots. */
  readonly level: number;
  readonly names: readonly ImportAlias[];
};
export type ScopeDeclaration = Span & {
  readonly kind: 'Global' | 'Nonlocal';
  readonly names: readonly string[];
};
export type Expr = Span & { readonly kind: 'Expr'; readonly value: Expression };
export type SimpleKeyword = Span & { readonly kind: 'Pass' | 'Break' | 'Continue' };
export type TypeAlias = Span & {
  readonly kind: 'TypeAlias';
  readonly name: Name;
  readonly value: Expression;
};
/** A half-written place; it may bind or do anything that its expressions do. */
export type ErrorStatement = Span & { readonly kind: 'ErrorStatement' };

export type Statement =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Match
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | ScopeDeclaration
  | Expr
  | SimpleKeyword
  | TypeAlias
  | ErrorStatement;

/** Any node that has a span. */
export type SyntaxNode = Statement | Expression;

/**
 * A statement at the top level of a unit. The object lives as long as the text of the statement
 * stands unchanged in its unit; `offset` moves with edits before it.
 */
export type TopStatement = {
  readonly statement: Statement;
  readonly text: string;
  /** The unit that holds it. */
  readonly unit: IUnitPlace;
  /** Present offset of the statement's first character in its unit's text. */
  offset: number;
  /** Ordinal among the statements of equal text in the unit; part of stable identity. */
  readonly duplicate: number;
};

/** Where a unit stands: what a location needs to become a report position. */
export interface IUnitPlace {
  /** Stable id: cell id, or path of a file. */
  readonly id: string;
  /** The document's path, as the report gives it. */
  readonly document: string;
  /** 0-based index in the notebook's `cells` array at present; `null` in a module. */
  cell: number | null;
  /** Offset that the unit's first character has in the cell's text (a `%%writefile` body begins after its first line). */
  readonly cellOffset: number;
}

/** A place in source text that survives edits elsewhere. */
export type Location = {
  readonly top: TopStatement;
  readonly start: number;
  readonly end: number;
};

/** Something that could not be read; offsets are relative to the unit's text. */
export type SyntaxProblem = {
  readonly offset: number;
  readonly length: number;
  readonly message: 'syntax-error' | 'nesting-too-deep';
};

/** A parsed unit: its top-level statements in order, and what could not be read. */
export type UnitTree = {
  readonly unit: IUnitPlace;
  readonly text: string;
  readonly statements: readonly TopStatement[];
  readonly problems: readonly SyntaxProblem[];
};
