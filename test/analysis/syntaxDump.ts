/**
 * Our tree in the words of CPython's `ast` module: a flat list of nodes, each with its depth, kind, line, column and
 * what distinguishes it. `python-tests/syntax` lists the same from CPython.
 */
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { Scope } from '../../src/analysis/scopes/scope';
import { Scopes } from '../../src/analysis/scopes/scopes';
import { parseUnit } from '../../src/analysis/syntax/lower';
import { lineAndColumn, lineStarts } from '../../src/analysis/syntax/positions';
import type {
  ComprehensionFor,
  ConstantValue,
  Expression,
  Keyword,
  Parameters,
  Pattern,
  Span,
  Statement,
  UnitTree
} from '../../src/analysis/syntax/tree';
import { walk } from '../../src/analysis/syntax/walk';

export { createPythonParser } from '../../src/analysis/syntax/parser';
export { parseUnit } from '../../src/analysis/syntax/lower';

/** Depth, kind, line (1-based) and column (0-based, UTF-16) of the start and of the end, detail. */
export type DumpedNode = readonly [number, string, number, number, number, number, string];

/** Kind of scope, line, and each name with the way it is bound. */
export type DumpedScope = readonly [string, number, readonly (readonly [string, string])[]];

export type Dump = {
  readonly nodes: readonly DumpedNode[];
  readonly problems: number;
  readonly scopes: readonly DumpedScope[];
};

/** Reads and lists a text. */
export function dump(parser: IPythonParser, text: string): Dump {
  const unit = {
    id: 'cell',
    document: 'notebook.ipynb',
    cell: 0,
    text,
    cellOffset: 0,
    cellText: text,
    execution: 'run' as const
  };
  const tree = parseUnit(parser, unit, null);
  const starts = lineStarts(text);
  const dumper = new Dumper(offset => {
    const { line, column } = lineAndColumn(starts, offset);
    return [line, column - 1];
  });
  for (const top of tree.statements) {
    dumper.origin = top.offset;
    dumper.statement(top.statement, 1);
  }
  return {
    nodes: dumper.nodes,
    problems: tree.problems.length,
    scopes: dumpScopes(tree, offset => lineAndColumn(starts, offset).line)
  };
}

function dumpScopes(tree: UnitTree, lineOf: (offset: number) => number): readonly DumpedScope[] {
  const scopes = new Scopes();
  const listed = (scope: Scope): DumpedScope[2] => {
    const parameters = new Set(scope.parameters);
    return [...scope.symbols].map(([name, kind]) => [
      name,
      `${scope.declaredGlobal.has(name) ? 'explicit ' : ''}${kind}${parameters.has(name) ? ' parameter' : ''}`
    ]);
  };
  const module = scopes.moduleScope(tree.statements.map(top => top.statement));
  const found: DumpedScope[] = [['module', 0, listed(module)]];
  for (const top of tree.statements) {
    walk(top.statement, node => {
      switch (node.kind) {
        case 'FunctionDef':
        case 'ClassDef':
        case 'Lambda':
        case 'ListComp':
        case 'SetComp':
        case 'GeneratorExp':
        case 'DictComp': {
          const start = 'defSpan' in node ? node.defSpan.start : node.start;
          const scope = scopes.scopeOf(top.statement, node);
          found.push([scope.kind, lineOf(top.offset + start), listed(scope)]);
          return;
        }
        default:
      }
    });
  }
  return found;
}

class Dumper {
  constructor(private readonly _place: (offset: number) => readonly [number, number]) {}

  readonly nodes: DumpedNode[] = [];
  origin = 0;

  statement(node: Statement, depth: number): void {
    const below = depth + 1;
    switch (node.kind) {
      case 'FunctionDef':
        this.add(
          depth,
          node.isAsync ? 'AsyncFunctionDef' : 'FunctionDef',
          node.defSpan,
          `${node.name} ${node.qualifiedName} ${node.enclosingClass ?? '-'} ${node.isGenerator ? 'generator' : ''}`
        );
        node.decorators.forEach(decorator => this.expression(decorator.expression, below));
        this.parameters(node.parameters, below);
        this.optional(node.returns, below);
        this.block(node.body, below);
        return;
      case 'ClassDef':
        this.add(depth, 'ClassDef', node.defSpan, `${node.name} ${node.qualifiedName}`);
        node.decorators.forEach(decorator => this.expression(decorator.expression, below));
        node.bases.forEach(base => this.expression(base, below));
        this.keywords(node.keywords, below);
        this.block(node.body, below);
        return;
      case 'Return':
        this.add(depth, 'Return', node, '');
        this.optional(node.value, below);
        return;
      case 'Delete':
        this.add(depth, 'Delete', node, '');
        node.targets.forEach(target => this.expression(target, below));
        return;
      case 'Assign':
        this.add(depth, 'Assign', node, '');
        node.targets.forEach(target => this.expression(target, below));
        this.expression(node.value, below);
        return;
      case 'AugAssign':
        this.add(depth, 'AugAssign', node, node.op);
        this.expression(node.target, below);
        this.expression(node.value, below);
        return;
      case 'AnnAssign':
        this.add(depth, 'AnnAssign', node, '');
        this.expression(node.target, below);
        this.expression(node.annotation, below);
        this.optional(node.value, below);
        return;
      case 'For':
        this.add(depth, node.isAsync ? 'AsyncFor' : 'For', node, '');
        this.expression(node.target, below);
        this.expression(node.iter, below);
        this.block(node.body, below);
        this.block(node.orelse, below);
        return;
      case 'While':
      case 'If':
        this.add(depth, node.kind, node, '');
        this.expression(node.test, below);
        this.block(node.body, below);
        this.block(node.orelse, below);
        return;
      case 'With':
        this.add(depth, node.isAsync ? 'AsyncWith' : 'With', node, '');
        node.items.forEach(item => {
          this.expression(item.context, below + 1);
          this.optional(item.target, below + 1);
        });
        this.block(node.body, below);
        return;
      case 'Match':
        this.add(depth, 'Match', node, '');
        this.expression(node.subject, below);
        node.cases.forEach(entry => {
          this.pattern(entry.pattern, below + 1);
          this.optional(entry.guard, below + 1);
          this.block(entry.body, below + 1);
        });
        return;
      case 'Raise':
        this.add(depth, 'Raise', node, '');
        this.optional(node.exc, below);
        this.optional(node.cause, below);
        return;
      case 'Try':
        this.add(depth, node.isStar ? 'TryStar' : 'Try', node, '');
        this.block(node.body, below);
        node.handlers.forEach(handler => {
          this.add(below, 'ExceptHandler', handler, handler.name ?? '');
          this.optional(handler.type, below + 1);
          this.block(handler.body, below + 1);
        });
        this.block(node.orelse, below);
        this.block(node.finalbody, below);
        return;
      case 'Assert':
        this.add(depth, 'Assert', node, '');
        this.expression(node.test, below);
        this.optional(node.msg, below);
        return;
      case 'Import':
      case 'ImportFrom':
        this.add(
          depth,
          node.kind,
          node,
          node.kind === 'Import' ? '' : `${'.'.repeat(node.level)}${node.module ?? ''}`
        );
        node.names.forEach(alias =>
          this.add(below, 'alias', alias, `${alias.name} ${alias.asname ?? ''}`)
        );
        return;
      case 'Global':
      case 'Nonlocal':
        this.add(depth, node.kind, node, node.names.join(' '));
        return;
      case 'Expr':
        this.add(depth, 'Expr', node, '');
        this.expression(node.value, below);
        return;
      case 'TypeAlias':
        this.add(depth, 'TypeAlias', node, '');
        this.expression(node.name, below);
        this.expression(node.value, below);
        return;
      case 'Pass':
      case 'Break':
      case 'Continue':
      case 'ErrorStatement':
        this.add(depth, node.kind, node, '');
        return;
    }
  }

  private expression(node: Expression, depth: number): void {
    const below = depth + 1;
    switch (node.kind) {
      case 'Name':
        this.add(depth, 'Name', node, node.id);
        return;
      case 'Constant':
        this.add(depth, 'Constant', node, constantText(node.value));
        return;
      case 'Attribute':
        this.add(depth, 'Attribute', node, node.attr);
        this.expression(node.value, below);
        return;
      case 'Subscript':
        this.add(depth, 'Subscript', node, '');
        this.expression(node.value, below);
        this.expression(node.slice, below);
        return;
      case 'Slice':
        this.add(
          depth,
          'Slice',
          node,
          [node.lower, node.upper, node.step].map(part => (part === null ? '-' : '+')).join('')
        );
        this.optional(node.lower, below);
        this.optional(node.upper, below);
        this.optional(node.step, below);
        return;
      case 'Starred':
      case 'Await':
      case 'YieldFrom':
        this.add(depth, node.kind, node, '');
        this.expression(node.value, below);
        return;
      case 'Yield':
        this.add(depth, 'Yield', node, '');
        this.optional(node.value, below);
        return;
      case 'Call':
        this.add(depth, 'Call', node, `${node.args.length} ${node.keywords.length}`);
        this.expression(node.func, below);
        node.args.forEach(argument => this.expression(argument, below));
        this.keywords(node.keywords, below);
        return;
      case 'BinOp':
        this.add(depth, 'BinOp', node, node.op);
        this.expression(node.left, below);
        this.expression(node.right, below);
        return;
      case 'UnaryOp':
        this.add(depth, 'UnaryOp', node, node.op);
        this.expression(node.operand, below);
        return;
      case 'BoolOp':
        this.add(depth, 'BoolOp', node, `${node.op} ${node.values.length}`);
        node.values.forEach(value => this.expression(value, below));
        return;
      case 'Compare':
        this.add(depth, 'Compare', node, node.ops.join(','));
        this.expression(node.left, below);
        node.comparators.forEach(value => this.expression(value, below));
        return;
      case 'IfExp':
        this.add(depth, 'IfExp', node, '');
        this.expression(node.test, below);
        this.expression(node.body, below);
        this.expression(node.orelse, below);
        return;
      case 'NamedExpr':
        this.add(depth, 'NamedExpr', node, '');
        this.expression(node.target, below);
        this.expression(node.value, below);
        return;
      case 'Lambda':
        this.add(depth, 'Lambda', node, '');
        this.parameters(node.parameters, below);
        this.expression(node.body, below);
        return;
      case 'List':
      case 'Tuple':
      case 'Set':
        this.add(depth, node.kind, node, String(node.elts.length));
        node.elts.forEach(element => this.expression(element, below));
        return;
      case 'Dict':
        this.add(depth, 'Dict', node, String(node.items.length));
        node.items.forEach(item => {
          this.optional(item.key, below);
          this.expression(item.value, below);
        });
        return;
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
        this.add(depth, node.kind, node, '');
        this.expression(node.elt, below);
        this.generators(node.generators, below);
        return;
      case 'DictComp':
        this.add(depth, 'DictComp', node, '');
        this.expression(node.key, below);
        this.expression(node.value, below);
        this.generators(node.generators, below);
        return;
      case 'JoinedStr':
        this.add(depth, 'JoinedStr', node, String(node.values.length));
        node.values.forEach(value => this.expression(value, below));
        return;
      case 'FormattedValue':
        this.add(depth, 'FormattedValue', node, node.conversion ?? '');
        this.expression(node.value, below);
        this.optional(node.format, below);
        return;
      case 'Error':
        this.add(depth, 'Error', node, '');
        return;
    }
  }

  private pattern(node: Pattern, depth: number): void {
    const below = depth + 1;
    switch (node.kind) {
      case 'MatchValue':
        this.add(depth, node.kind, node, '');
        this.expression(node.value, below);
        return;
      case 'MatchSingleton':
        this.add(depth, node.kind, node, constantText(node.value));
        return;
      case 'MatchSequence':
      case 'MatchOr':
        this.add(depth, node.kind, node, String(node.patterns.length));
        node.patterns.forEach(part => this.pattern(part, below));
        return;
      case 'MatchMapping':
        this.add(depth, node.kind, node, node.rest ?? '');
        node.keys.forEach(key => this.expression(key, below));
        node.patterns.forEach(part => this.pattern(part, below));
        return;
      case 'MatchClass':
        this.add(depth, node.kind, node, node.keywords.map(keyword => keyword.name).join(' '));
        this.expression(node.cls, below);
        node.patterns.forEach(part => this.pattern(part, below));
        node.keywords.forEach(keyword => this.pattern(keyword.pattern, below));
        return;
      case 'MatchStar':
        this.add(depth, node.kind, node, node.name ?? '');
        return;
      case 'MatchAs':
        this.add(depth, node.kind, node, node.name ?? '');
        if (node.pattern !== null) {
          this.pattern(node.pattern, below);
        }
        return;
    }
  }

  private block(statements: readonly Statement[], depth: number): void {
    statements.forEach(statement => this.statement(statement, depth));
  }

  private optional(node: Expression | null, depth: number): void {
    if (node !== null) {
      this.expression(node, depth);
    }
  }

  private keywords(keywords: readonly Keyword[], depth: number): void {
    for (const keyword of keywords) {
      this.add(depth, 'keyword', keyword, keyword.arg ?? '**');
      this.expression(keyword.value, depth + 1);
    }
  }

  private parameters(parameters: Parameters, depth: number): void {
    for (const parameter of parameters) {
      this.add(depth, 'arg', parameter, `${parameter.name} ${parameter.kind}`);
      this.optional(parameter.annotation, depth + 1);
      this.optional(parameter.default, depth + 1);
    }
  }

  private generators(generators: readonly ComprehensionFor[], depth: number): void {
    for (const generator of generators) {
      this.expression(generator.target, depth + 1);
      this.expression(generator.iter, depth + 1);
      generator.ifs.forEach(test => this.expression(test, depth + 1));
    }
  }

  private add(depth: number, kind: string, span: Span, detail: string): void {
    this.nodes.push([
      depth,
      kind,
      ...this._place(this.origin + span.start),
      ...this._place(this.origin + span.end),
      detail
    ]);
  }
}

function constantText(value: ConstantValue): string {
  switch (value.type) {
    case 'None':
    case 'Ellipsis':
      return value.type;
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return `int ${value.value ?? 'big'}`;
    case 'float':
      return `float ${value.value}`;
    case 'complex':
      return 'complex';
    case 'str':
    case 'bytes':
      return `${value.type} ${value.value}`;
  }
}
