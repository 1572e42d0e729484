/**
 * From tree-sitter's statements to ours.
 */
import type { ConcreteNode } from './concrete';
import { childOf, childrenOf, endOfRow, hasToken, namedOf, typedOf } from './concrete';
import { lowerAlias, lowerImportFrom } from './lowerImport';
import { lowerPattern } from './lowerPattern';
import type { Lowering } from './lowerExpression';
import { identifier, lowerArguments, lowerExpression, spanOf, textOf } from './lowerExpression';
import { lowerParameters } from './lowerParameters';
import type {
  BinaryOperator,
  ClassDef,
  Decorator,
  ExceptHandler,
  Expression,
  FunctionDef,
  MatchCase,
  Statement,
  WithItem
} from './tree';

/** Lowers a statement; one with an error outside its blocks becomes an `ErrorStatement`. */
export function lowerStatement(ctx: Lowering, node: ConcreteNode): Statement {
  const { start, end } = spanOf(ctx, node);
  if (node.isFlawed && isHeadFlawed(node)) {
    return errorStatement(ctx, node);
  }
  switch (node.type) {
    case 'expression_statement':
      return lowerExpressionStatement(ctx, node);
    case 'assignment':
    case 'augmented_assignment':
      return lowerAssignment(ctx, node, { start, end });
    case 'function_definition':
      return lowerFunction(ctx, node, node, []);
    case 'class_definition':
      return lowerClass(ctx, node, node, []);
    case 'decorated_definition': {
      const decorators = namedOf(node)
        .filter(child => child.type === 'decorator')
        .map<Decorator>(child => ({
          start: child.start - ctx.origin,
          end: child.end - ctx.origin,
          expression: lowerExpression(ctx, namedOf(child)[0] ?? null)
        }));
      const definition = childOf(node, 'definition');
      if (definition === null) {
        return errorStatement(ctx, node);
      }
      return definition.type === 'class_definition'
        ? lowerClass(ctx, definition, node, decorators)
        : lowerFunction(ctx, definition, node, decorators);
    }
    case 'return_statement': {
      const value = namedOf(node)[0];
      return {
        kind: 'Return',
        start,
        end,
        value: value === undefined ? null : lowerExpression(ctx, value)
      };
    }
    case 'if_statement':
      return lowerIf(ctx, node, start, end);
    case 'for_statement':
      return {
        kind: 'For',
        start,
        end,
        isAsync: hasToken(node, 'async'),
        target: lowerExpression(ctx, childOf(node, 'left')),
        iter: lowerExpression(ctx, childOf(node, 'right')),
        body: lowerBlock(ctx, childOf(node, 'body')),
        orelse: lowerElse(ctx, node)
      };
    case 'while_statement':
      return {
        kind: 'While',
        start,
        end,
        test: lowerExpression(ctx, childOf(node, 'condition')),
        body: lowerBlock(ctx, childOf(node, 'body')),
        orelse: lowerElse(ctx, node)
      };
    case 'with_statement':
      return {
        kind: 'With',
        start,
        end,
        isAsync: hasToken(node, 'async'),
        items: lowerWithItems(ctx, node),
        body: lowerBlock(ctx, childOf(node, 'body'))
      };
    case 'try_statement':
      return lowerTry(ctx, node);
    case 'match_statement':
      return lowerMatch(ctx, node);
    case 'import_statement':
      return {
        kind: 'Import',
        start,
        end,
        names: childrenOf(node, 'name').map(child => lowerAlias(ctx, child))
      };
    case 'future_import_statement':
      return {
        kind: 'ImportFrom',
        start,
        end,
        module: '__future__',
        level: 0,
        names: childrenOf(node, 'name').map(child => lowerAlias(ctx, child))
      };
    case 'import_from_statement':
      return lowerImportFrom(ctx, node);
    case 'delete_statement': {
      const targets = namedOf(node).flatMap(child =>
        child.type === 'expression_list' ? namedOf(child) : [child]
      );
      return {
        kind: 'Delete',
        start,
        end,
        targets: targets.map(child => lowerExpression(ctx, child))
      };
    }
    case 'assert_statement': {
      const [test, message] = namedOf(node);
      return {
        kind: 'Assert',
        start,
        end,
        test: lowerExpression(ctx, test ?? null),
        msg: message === undefined ? null : lowerExpression(ctx, message)
      };
    }
    case 'raise_statement': {
      const cause = childOf(node, 'cause');
      const exception = namedOf(node).find(child => child !== cause);
      return {
        kind: 'Raise',
        start,
        end,
        exc: exception === undefined ? null : lowerExpression(ctx, exception),
        cause: cause === null ? null : lowerExpression(ctx, cause)
      };
    }
    case 'global_statement':
    case 'nonlocal_statement':
      return {
        kind: node.type === 'global_statement' ? 'Global' : 'Nonlocal',
        start,
        end,
        names: namedOf(node).map(child => identifier(ctx, child))
      };
    case 'type_alias_statement': {
      const left = lowerExpression(ctx, childOf(node, 'left'));
      // `type A[T] = ...`: the parameters say nothing to the analysis.
      const name = left.kind === 'Subscript' ? left.value : left;
      return name.kind === 'Name'
        ? {
            kind: 'TypeAlias',
            start,
            end,
            name,
            value: lowerExpression(ctx, childOf(node, 'right'))
          }
        : errorStatement(ctx, node);
    }
    case 'pass_statement':
      return { kind: 'Pass', start, end };
    case 'break_statement':
      return { kind: 'Break', start, end };
    case 'continue_statement':
      return { kind: 'Continue', start, end };
    case 'print_statement':
      return lowerPrint(ctx, node);
    default:
      return errorStatement(ctx, node);
  }
}

function errorStatement(ctx: Lowering, node: ConcreteNode): Statement {
  ctx.onProblem(node.start, node.end, 'syntax-error');
  return { kind: 'ErrorStatement', start: node.start - ctx.origin, end: node.end - ctx.origin };
}

/** Parts of a compound statement that hold blocks of their own. */
const CLAUSES: ReadonlySet<string> = new Set([
  'elif_clause',
  'else_clause',
  'except_clause',
  'finally_clause',
  'case_clause',
  'function_definition',
  'class_definition'
]);

/** Whether tree-sitter repaired something outside the statement's blocks. */
function isHeadFlawed(node: ConcreteNode): boolean {
  return node.children.some(child => {
    if (!child.isFlawed) {
      return false;
    }
    if (child.type === 'block') {
      return node.type === 'match_statement' && isHeadFlawed(child);
    }
    return CLAUSES.has(child.type) ? isHeadFlawed(child) : true;
  });
}

/** The statements of a block. An empty one, which the grammar allows, is a half-written place. */
function lowerBlock(ctx: Lowering, block: ConcreteNode | null): readonly Statement[] {
  if (block === null) {
    return [];
  }
  const statements = namedOf(block).flatMap(child => lowerMember(ctx, child));
  if (statements.length > 0) {
    return statements;
  }
  return [errorStatement(ctx, block)];
}

/** One member of a block: a statement, or an error and the whole statements inside it. */
function lowerMember(ctx: Lowering, node: ConcreteNode): readonly Statement[] {
  if (ctx.masked.has(node.start)) {
    return [errorStatement(ctx, node)];
  }
  if (node.type !== 'ERROR') {
    return [lowerStatement(ctx, node)];
  }
  const inner = statementsIn(node).map(child => lowerStatement(ctx, child));
  return [errorStatement(ctx, node), ...inner];
}

/** `print >>file, text` is a tuple in Python 3; `print text` is none of its statements. */
function lowerPrint(ctx: Lowering, node: ConcreteNode): Statement {
  const chevron = typedOf(node, 'chevron');
  const operand = chevron === null ? undefined : namedOf(chevron)[0];
  if (operand === undefined) {
    return errorStatement(ctx, node);
  }
  const { start, end } = spanOf(ctx, node);
  const keyword = { start, end: start + 'print'.length };
  const first: Expression = {
    kind: 'BinOp',
    start,
    end: operand.end - ctx.origin,
    left: { kind: 'Name', ...keyword, id: 'print' },
    op: '>>',
    right: lowerExpression(ctx, operand)
  };
  const rest = childrenOf(node, 'argument').map(child => lowerExpression(ctx, child));
  const value: Expression = hasToken(node, ',')
    ? { kind: 'Tuple', start, end, elts: [first, ...rest] }
    : first;
  return { kind: 'Expr', start, end, value };
}

/** Whole statements that stand inside a piece of text that does not parse. */
export function statementsIn(error: ConcreteNode): readonly ConcreteNode[] {
  return namedOf(error).filter(child => /_(?:statement|definition)$/u.test(child.type));
}

function lowerExpressionStatement(ctx: Lowering, node: ConcreteNode): Statement {
  const { start, end } = spanOf(ctx, node);
  const children = namedOf(node).filter(child => child.type !== 'ERROR');
  const [only] = children;
  if (only === undefined) {
    return errorStatement(ctx, node);
  }
  if (only.type === 'assignment' || only.type === 'augmented_assignment') {
    return lowerAssignment(ctx, only, { start, end });
  }
  if (children.length > 1 || hasToken(node, ',')) {
    return {
      kind: 'Expr',
      start,
      end,
      value: { kind: 'Tuple', start, end, elts: children.map(child => lowerExpression(ctx, child)) }
    };
  }
  return { kind: 'Expr', start, end, value: lowerExpression(ctx, only) };
}

function lowerAssignment(
  ctx: Lowering,
  node: ConcreteNode,
  { start, end }: { start: number; end: number }
): Statement {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (node.type === 'augmented_assignment') {
    return {
      kind: 'AugAssign',
      start,
      end,
      target: lowerExpression(ctx, left),
      op: (childOf(node, 'operator')?.type ?? '+=').slice(0, -1) as BinaryOperator,
      value: lowerExpression(ctx, right)
    };
  }
  const type = childOf(node, 'type');
  if (type !== null) {
    return {
      kind: 'AnnAssign',
      start,
      end,
      target: lowerExpression(ctx, left),
      annotation: lowerExpression(ctx, type),
      value: right === null ? null : lowerExpression(ctx, right)
    };
  }
  const targets: Expression[] = [lowerExpression(ctx, left)];
  let value = right;
  while (value !== null && value.type === 'assignment' && childOf(value, 'type') === null) {
    targets.push(lowerExpression(ctx, childOf(value, 'left')));
    value = childOf(value, 'right');
  }
  return { kind: 'Assign', start, end, targets, value: lowerExpression(ctx, value) };
}

/** The context of the body of a class or function. */
function enclosedBy(ctx: Lowering, name: string, enclosingClass: string | null): Lowering {
  return {
    text: ctx.text,
    origin: ctx.origin,
    enclosing: [...ctx.enclosing, name],
    enclosingClass,
    masked: ctx.masked,
    onProblem: ctx.onProblem,
    elifBudget: ctx.elifBudget
  };
}

function lowerFunction(
  ctx: Lowering,
  node: ConcreteNode,
  whole: ConcreteNode,
  decorators: readonly Decorator[]
): Statement {
  const name = childOf(node, 'name');
  if (name === null || name.isMissing) {
    return errorStatement(ctx, whole);
  }
  const id = identifier(ctx, name);
  const parameters = childOf(node, 'parameters');
  const returns = childOf(node, 'return_type');
  const inner = enclosedBy(ctx, id, null);
  const block = childOf(node, 'body');
  const definition: FunctionDef = {
    kind: 'FunctionDef',
    start: whole.start - ctx.origin,
    end: whole.end - ctx.origin,
    name: id,
    nameSpan: spanOf(ctx, name),
    defSpan: spanOf(ctx, node),
    isAsync: hasToken(node, 'async'),
    parameters: parameters === null ? [] : lowerParameters(ctx, parameters),
    returns: returns === null ? null : lowerExpression(ctx, returns),
    decorators,
    body: lowerBlock(inner, block),
    qualifiedName: [...ctx.enclosing, id].join('.'),
    enclosingClass: ctx.enclosingClass,
    isGenerator: block !== null && textOf(ctx, block).includes('yield') && holdsYield(block)
  };
  return definition;
}

/** Whether a `yield` stands in the body itself, not in a function inside it. */
function holdsYield(node: ConcreteNode): boolean {
  return node.children.some(child =>
    child.type === 'yield' && child.isNamed
      ? true
      : child.type !== 'function_definition' &&
        child.type !== 'lambda' &&
        child.type !== 'class_definition' &&
        holdsYield(child)
  );
}

function lowerClass(
  ctx: Lowering,
  node: ConcreteNode,
  whole: ConcreteNode,
  decorators: readonly Decorator[]
): Statement {
  const name = childOf(node, 'name');
  if (name === null || name.isMissing) {
    return errorStatement(ctx, whole);
  }
  const id = identifier(ctx, name);
  const list = childOf(node, 'superclasses');
  const { args, keywords } = list === null ? { args: [], keywords: [] } : lowerArguments(ctx, list);
  const definition: ClassDef = {
    kind: 'ClassDef',
    start: whole.start - ctx.origin,
    end: whole.end - ctx.origin,
    name: id,
    nameSpan: spanOf(ctx, name),
    defSpan: spanOf(ctx, node),
    bases: args,
    keywords,
    decorators,
    body: lowerBlock(enclosedBy(ctx, id, id), childOf(node, 'body')),
    qualifiedName: [...ctx.enclosing, id].join('.')
  };
  return definition;
}

function lowerIf(ctx: Lowering, node: ConcreteNode, start: number, end: number): Statement {
  const all = childrenOf(node, 'alternative');
  const alternatives = all.slice(0, ctx.elifBudget);
  let orelse: readonly Statement[] = [];
  if (alternatives.length < all.length) {
    const first = all[alternatives.length];
    ctx.onProblem(first.start, node.end, 'nesting-too-deep');
    orelse = [{ kind: 'ErrorStatement', start: first.start - ctx.origin, end }];
  }
  for (let index = alternatives.length - 1; index >= 0; index -= 1) {
    const alternative = alternatives[index];
    const inner: Lowering = { ...ctx, elifBudget: ctx.elifBudget - index };
    if (alternative.type === 'else_clause') {
      orelse = lowerBlock(inner, childOf(alternative, 'body'));
    } else {
      orelse = [
        {
          kind: 'If',
          start: alternative.start - ctx.origin,
          end,
          test: lowerExpression(ctx, childOf(alternative, 'condition')),
          body: lowerBlock(inner, childOf(alternative, 'consequence')),
          orelse
        }
      ];
    }
  }
  return {
    kind: 'If',
    start,
    end,
    test: lowerExpression(ctx, childOf(node, 'condition')),
    body: lowerBlock(ctx, childOf(node, 'consequence')),
    orelse
  };
}

function lowerElse(ctx: Lowering, node: ConcreteNode): readonly Statement[] {
  const alternative = childOf(node, 'alternative');
  return alternative === null ? [] : lowerBlock(ctx, childOf(alternative, 'body'));
}

function lowerWithItems(ctx: Lowering, node: ConcreteNode): readonly WithItem[] {
  const clause = namedOf(node).find(child => child.type === 'with_clause');
  const items =
    clause === undefined ? [] : namedOf(clause).filter(child => child.type === 'with_item');
  return items.flatMap(item => {
    let value = childOf(item, 'value');
    if (
      items.length === 1 &&
      value !== null &&
      value.type === 'tuple' &&
      namedOf(value).some(isAs)
    ) {
      return namedOf(value).map(child => lowerWithItem(ctx, child));
    }
    if (value !== null && value.type === 'parenthesized_expression' && namedOf(value).some(isAs)) {
      value = namedOf(value)[0];
    }
    return value === null ? [] : [lowerWithItem(ctx, value)];
  });
}

function isAs(node: ConcreteNode): boolean {
  return node.type === 'as_pattern';
}

function lowerWithItem(ctx: Lowering, value: ConcreteNode): WithItem {
  if (value.type !== 'as_pattern') {
    return { context: lowerExpression(ctx, value), target: null };
  }
  const target = childOf(value, 'alias');
  const inner = target === null ? undefined : (namedOf(target)[0] ?? target);
  return {
    context: lowerExpression(ctx, namedOf(value)[0] ?? null),
    target: inner === undefined ? null : lowerExpression(ctx, inner)
  };
}

function lowerTry(ctx: Lowering, node: ConcreteNode): Statement {
  const handlers: ExceptHandler[] = [];
  let orelse: readonly Statement[] = [];
  let finalbody: readonly Statement[] = [];
  let isStar = false;
  for (const child of namedOf(node)) {
    if (child.type === 'except_clause' || child.type === 'except_group_clause') {
      isStar = isStar || child.type === 'except_group_clause' || hasToken(child, '*');
      handlers.push(lowerHandler(ctx, child));
    } else if (child.type === 'else_clause') {
      orelse = lowerBlock(ctx, childOf(child, 'body'));
    } else if (child.type === 'finally_clause') {
      finalbody = lowerBlock(ctx, blockOf(child));
    }
  }
  return {
    kind: 'Try',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    isStar,
    body: lowerBlock(ctx, childOf(node, 'body')),
    handlers,
    orelse,
    finalbody
  };
}

function lowerHandler(ctx: Lowering, node: ConcreteNode): ExceptHandler {
  const values = namedOf(node).filter(child => child.type !== 'block' && child.type !== 'ERROR');
  const [value, alias] = values;
  let type: Expression | null = null;
  let name: string | null = null;
  if (value !== undefined && value.type === 'as_pattern') {
    type = lowerExpression(ctx, namedOf(value)[0] ?? null);
    const target = childOf(value, 'alias');
    name = target === null ? null : textOf(ctx, target).normalize('NFKC');
  } else if (value !== undefined) {
    type =
      values.length > 2 || (alias !== undefined && hasToken(node, ','))
        ? {
            kind: 'Tuple',
            start: value.start - ctx.origin,
            end: value.end - ctx.origin,
            elts: values.map(child => lowerExpression(ctx, child))
          }
        : lowerExpression(ctx, value);
    name = alias !== undefined && hasToken(node, 'as') ? identifier(ctx, alias) : null;
  }
  return {
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    type,
    name,
    body: lowerBlock(ctx, blockOf(node))
  };
}

function blockOf(node: ConcreteNode): ConcreteNode | null {
  return node.children.find(child => child.type === 'block') ?? null;
}

function lowerMatch(ctx: Lowering, node: ConcreteNode): Statement {
  const subjects = childrenOf(node, 'subject');
  const body = childOf(node, 'body');
  const clauses = (body === null ? namedOf(node) : namedOf(body)).filter(
    child => child.type === 'case_clause'
  );
  return {
    kind: 'Match',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    subject:
      subjects.length === 1 && !hasToken(node, ',')
        ? lowerExpression(ctx, subjects[0])
        : {
            kind: 'Tuple',
            start: (subjects[0] ?? node).start - ctx.origin,
            end: endOfRow(node, subjects) - ctx.origin,
            elts: subjects.map(child => lowerExpression(ctx, child))
          },
    cases: clauses.map<MatchCase>(clause => {
      const guard = childOf(clause, 'guard');
      const patterns = namedOf(clause).filter(child => child.type === 'case_pattern');
      return {
        pattern:
          patterns.length === 1 && !hasToken(clause, ',')
            ? lowerPattern(ctx, patterns[0])
            : {
                kind: 'MatchSequence',
                start: (patterns[0] ?? clause).start - ctx.origin,
                end: endOfRow(clause, patterns) - ctx.origin,
                patterns: patterns.map(child => lowerPattern(ctx, child))
              },
        guard: guard === null ? null : lowerExpression(ctx, namedOf(guard)[0] ?? null),
        body: lowerBlock(ctx, childOf(clause, 'consequence'))
      };
    })
  };
}
