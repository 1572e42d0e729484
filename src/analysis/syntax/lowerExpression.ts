/**
 * From tree-sitter's expressions to ours.
 */
import type { ConcreteNode } from './concrete';
import { childOf, childrenOf, endOfRow, hasToken, namedOf } from './concrete';
import { floatValue, integerValue } from './literals';
import { lowerParameters } from './lowerParameters';
import { lowerString } from './lowerString';
import { withStarOutside } from './starredItems';
import type {
  BinaryOperator,
  CompareOperator,
  ComprehensionFor,
  DictItem,
  Expression,
  Keyword,
  Span,
  SyntaxProblem
} from './tree';

/** What lowering needs to know of the statement: its text, and where it begins. */
export type Lowering = {
  /** The whole unit's text. */
  readonly text: string;
  /** Offset of the top-level statement in the unit. */
  readonly origin: number;
  /** Names of the classes and functions around, outermost first. */
  readonly enclosing: readonly string[];
  readonly enclosingClass: string | null;
  /** Offsets in the unit of the placeholders for broken lines. */
  readonly masked: Pick<ReadonlyMap<number, number>, 'has'>;
  /** Is told of each half-written place, by offsets in the unit. */
  readonly onProblem: (start: number, end: number, message: SyntaxProblem['message']) => void;
  /** How many `elif` may still nest here. */
  readonly elifBudget: number;
};

/** The span of a node relative to its top-level statement. */
export function spanOf(ctx: Lowering, node: ConcreteNode): Span {
  return { start: node.start - ctx.origin, end: node.end - ctx.origin };
}

/** The source text of a node. */
export function textOf(ctx: Lowering, node: ConcreteNode): string {
  return ctx.text.slice(node.start, node.end);
}

/** A name, normalised as CPython normalises identifiers (PEP 3131). */
export function identifier(ctx: Lowering, node: ConcreteNode): string {
  const text = textOf(ctx, node);
  return BEYOND_ASCII.test(text) ? text.normalize('NFKC') : text;
}

const BEYOND_ASCII = /[^\x20-\x7e]/u;

/** Lowers an expression; text that is none becomes an `Error` node. */
export function lowerExpression(ctx: Lowering, node: ConcreteNode | null): Expression {
  return node === null ? { kind: 'Error', start: 0, end: 0 } : withStarOutside(lower(ctx, node));
}

function lower(ctx: Lowering, node: ConcreteNode): Expression {
  const { start, end } = spanOf(ctx, node);
  if (node.isMissing) {
    return { kind: 'Error', start, end };
  }
  switch (node.type) {
    case 'identifier':
    case 'keyword_identifier':
    case 'print':
    case 'exec':
    case 'match':
    case 'type':
      return node.type === 'type' && node.isNamed
        ? lowerExpression(ctx, firstNamed(node))
        : { kind: 'Name', start, end, id: identifier(ctx, node) };
    case 'integer':
      return { kind: 'Constant', start, end, value: integerValue(textOf(ctx, node)) };
    case 'float':
      return { kind: 'Constant', start, end, value: floatValue(textOf(ctx, node)) };
    case 'true':
    case 'false':
      return { kind: 'Constant', start, end, value: { type: 'bool', value: node.type === 'true' } };
    case 'none':
      return { kind: 'Constant', start, end, value: { type: 'None' } };
    case 'ellipsis':
      return { kind: 'Constant', start, end, value: { type: 'Ellipsis' } };
    case 'string':
    case 'concatenated_string':
      return lowerString(ctx, node);
    case 'parenthesized_expression': {
      const inner = firstNamed(node);
      return inner === null ? { kind: 'Error', start, end } : lowerExpression(ctx, inner);
    }
    case 'attribute': {
      const attr = childOf(node, 'attribute');
      return {
        kind: 'Attribute',
        start,
        end,
        value: lowerExpression(ctx, childOf(node, 'object')),
        attr: attr === null || attr.isMissing ? '' : identifier(ctx, attr),
        attrSpan: attr === null ? { start, end } : spanOf(ctx, attr)
      };
    }
    case 'member_type': {
      const [object, attribute] = namedOf(node);
      return {
        kind: 'Attribute',
        start,
        end,
        value: lowerExpression(ctx, object),
        attr: identifier(ctx, attribute),
        attrSpan: spanOf(ctx, attribute)
      };
    }
    case 'subscript':
      return {
        kind: 'Subscript',
        start,
        end,
        value: lowerExpression(ctx, childOf(node, 'value')),
        slice: lowerIndex(ctx, node, childrenOf(node, 'subscript'))
      };
    case 'generic_type': {
      const [base, parameters] = namedOf(node);
      return {
        kind: 'Subscript',
        start,
        end,
        value: lowerExpression(ctx, base),
        slice: lowerIndex(
          ctx,
          parameters ?? node,
          parameters === undefined ? [] : namedOf(parameters)
        )
      };
    }
    case 'union_type': {
      const [left, right] = namedOf(node);
      return {
        kind: 'BinOp',
        start,
        end,
        left: lowerExpression(ctx, left),
        op: '|',
        right: lowerExpression(ctx, right)
      };
    }
    case 'splat_type':
      return { kind: 'Starred', start, end, value: lowerExpression(ctx, firstNamed(node)) };
    case 'constrained_type':
      return lowerExpression(ctx, firstNamed(node));
    case 'slice':
      return lowerSlice(ctx, node);
    case 'call':
      return lowerCall(ctx, node);
    case 'binary_operator':
      return {
        kind: 'BinOp',
        start,
        end,
        left: lowerExpression(ctx, childOf(node, 'left')),
        op: (childOf(node, 'operator')?.type ?? '+') as BinaryOperator,
        right: lowerExpression(ctx, childOf(node, 'right'))
      };
    case 'unary_operator':
      if (ctx.text[node.start] === '*') {
        // It stands for the star of an item (`newerSyntax.ts`).
        const value = lowerExpression(ctx, childOf(node, 'argument'));
        return { kind: 'Starred', start, end, value };
      }
      return {
        kind: 'UnaryOp',
        start,
        end,
        op: (childOf(node, 'operator')?.type ?? '+') as '+' | '-' | '~',
        operand: lowerExpression(ctx, childOf(node, 'argument'))
      };
    case 'not_operator':
      return {
        kind: 'UnaryOp',
        start,
        end,
        op: 'not',
        operand: lowerExpression(ctx, childOf(node, 'argument'))
      };
    case 'boolean_operator':
      return lowerBoolean(ctx, node);
    case 'comparison_operator':
      return lowerComparison(ctx, node);
    case 'conditional_expression': {
      const [body, test, orelse] = namedOf(node);
      return {
        kind: 'IfExp',
        start,
        end,
        test: lowerExpression(ctx, test ?? null),
        body: lowerExpression(ctx, body ?? null),
        orelse: lowerExpression(ctx, orelse ?? null)
      };
    }
    case 'named_expression': {
      const target = lowerExpression(ctx, childOf(node, 'name'));
      return target.kind === 'Name'
        ? {
            kind: 'NamedExpr',
            start,
            end,
            target,
            value: lowerExpression(ctx, childOf(node, 'value'))
          }
        : { kind: 'Error', start, end };
    }
    case 'lambda': {
      const parameters = childOf(node, 'parameters');
      return {
        kind: 'Lambda',
        start,
        end,
        parameters: parameters === null ? [] : lowerParameters(ctx, parameters),
        body: lowerExpression(ctx, childOf(node, 'body'))
      };
    }
    case 'list':
    case 'list_pattern':
      return {
        kind: 'List',
        start,
        end,
        elts: namedOf(node).map(child => lowerExpression(ctx, child))
      };
    case 'set':
      return {
        kind: 'Set',
        start,
        end,
        elts: namedOf(node).map(child => lowerExpression(ctx, child))
      };
    case 'tuple_pattern': {
      const members = namedOf(node);
      // `(a) = 1` assigns to `a`: the parentheses only group.
      if (
        members.length === 1 &&
        members[0].type !== 'list_splat_pattern' &&
        !hasToken(node, ',')
      ) {
        return lowerExpression(ctx, members[0]);
      }
      return { kind: 'Tuple', start, end, elts: members.map(child => lowerExpression(ctx, child)) };
    }
    case 'tuple':
    case 'expression_list':
    case 'pattern_list':
      return {
        kind: 'Tuple',
        start,
        end,
        elts: namedOf(node).map(child => lowerExpression(ctx, child))
      };
    case 'dictionary':
      return {
        kind: 'Dict',
        start,
        end,
        items: namedOf(node).flatMap(child => lowerItem(ctx, child))
      };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
      return {
        kind:
          node.type === 'list_comprehension'
            ? 'ListComp'
            : node.type === 'set_comprehension'
              ? 'SetComp'
              : 'GeneratorExp',
        start,
        end,
        elt: lowerExpression(ctx, childOf(node, 'body')),
        generators: lowerGenerators(ctx, node)
      };
    case 'dictionary_comprehension': {
      const [item] = lowerItem(ctx, childOf(node, 'body') ?? node);
      return {
        kind: 'DictComp',
        start,
        end,
        key: item?.key ?? { kind: 'Error', start, end },
        value: item?.value ?? { kind: 'Error', start, end },
        generators: lowerGenerators(ctx, node)
      };
    }
    case 'list_splat':
    case 'list_splat_pattern':
    case 'parenthesized_list_splat':
      return { kind: 'Starred', start, end, value: lowerExpression(ctx, firstNamed(node)) };
    case 'await':
      return lowerAwait(ctx, node);
    case 'yield': {
      const value = firstNamed(node);
      if (hasToken(node, 'from')) {
        return { kind: 'YieldFrom', start, end, value: lowerExpression(ctx, value) };
      }
      return {
        kind: 'Yield',
        start,
        end,
        value: value === null ? null : lowerExpression(ctx, value)
      };
    }
    case 'as_pattern':
      return lowerExpression(ctx, firstNamed(node));
    case 'as_pattern_target':
    case 'dotted_name':
      return lowerDotted(ctx, node);
    default:
      return { kind: 'Error', start, end };
  }
}

/** `await a ** b` is `(await a) ** b` (language reference 6.5); the grammar reads it the other way. */
function lowerAwait(ctx: Lowering, node: ConcreteNode): Expression {
  const { start, end } = spanOf(ctx, node);
  const operand = firstNamed(node);
  if (operand === null || operand.type !== 'binary_operator') {
    return { kind: 'Await', start, end, value: lowerExpression(ctx, operand) };
  }
  const base = childOf(operand, 'left');
  const baseEnd = base === null ? end : base.end - ctx.origin;
  return {
    kind: 'BinOp',
    start,
    end,
    left: { kind: 'Await', start, end: baseEnd, value: lowerExpression(ctx, base) },
    op: '**',
    right: lowerExpression(ctx, childOf(operand, 'right'))
  };
}

function firstNamed(node: ConcreteNode): ConcreteNode | null {
  return node.children.find(child => child.isNamed && child.type !== 'ERROR') ?? null;
}

function lowerDotted(ctx: Lowering, node: ConcreteNode): Expression {
  const parts = namedOf(node);
  const [first, ...rest] = parts;
  if (first === undefined) {
    return { kind: 'Error', start: node.start - ctx.origin, end: node.end - ctx.origin };
  }
  return rest.reduce<Expression>(
    (value, part) => ({
      kind: 'Attribute',
      start: value.start,
      end: part.end - ctx.origin,
      value,
      attr: identifier(ctx, part),
      attrSpan: spanOf(ctx, part)
    }),
    lowerExpression(ctx, first)
  );
}

function lowerIndex(
  ctx: Lowering,
  node: ConcreteNode,
  indices: readonly ConcreteNode[]
): Expression {
  const isTuple =
    indices.length !== 1 ||
    indices[0].type === 'list_splat' ||
    ctx.text[indices[0].start] === '*' ||
    endOfRow(node, indices) > indices[0].end;
  if (!isTuple) {
    return lowerExpression(ctx, indices[0]);
  }
  return {
    kind: 'Tuple',
    start: (indices[0] ?? node).start - ctx.origin,
    end: endOfRow(node, indices) - ctx.origin,
    elts: indices.map(index => lowerExpression(ctx, index))
  };
}

function lowerSlice(ctx: Lowering, node: ConcreteNode): Expression {
  const parts: (Expression | null)[] = [null];
  for (const child of node.children) {
    if (child.type === ':' && !child.isNamed) {
      parts.push(null);
    } else if (child.isNamed) {
      parts[parts.length - 1] = lowerExpression(ctx, child);
    }
  }
  return {
    kind: 'Slice',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    lower: parts[0] ?? null,
    upper: parts[1] ?? null,
    step: parts[2] ?? null
  };
}

function lowerCall(ctx: Lowering, node: ConcreteNode): Expression {
  const func = lowerExpression(ctx, childOf(node, 'function'));
  const list = childOf(node, 'arguments');
  if (list !== null && list.type === 'generator_expression') {
    return {
      kind: 'Call',
      start: node.start - ctx.origin,
      end: node.end - ctx.origin,
      func,
      args: [lowerExpression(ctx, list)],
      keywords: []
    };
  }
  const { args, keywords } = list === null ? { args: [], keywords: [] } : lowerArguments(ctx, list);
  return {
    kind: 'Call',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    func,
    args,
    keywords
  };
}

/** The arguments in a list of them. */
export function lowerArguments(
  ctx: Lowering,
  list: ConcreteNode
): { readonly args: Expression[]; readonly keywords: Keyword[] } {
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  for (const child of namedOf(list)) {
    if (child.type === 'keyword_argument') {
      const name = childOf(child, 'name');
      keywords.push({
        start: child.start - ctx.origin,
        end: child.end - ctx.origin,
        arg: name === null ? '' : identifier(ctx, name),
        value: lowerExpression(ctx, childOf(child, 'value'))
      });
    } else if (child.type === 'dictionary_splat') {
      keywords.push({
        start: child.start - ctx.origin,
        end: child.end - ctx.origin,
        arg: null,
        value: lowerExpression(ctx, firstNamed(child))
      });
    } else if (child.type !== 'ERROR') {
      args.push(lowerExpression(ctx, child));
    }
  }
  return { args, keywords };
}

/** `a and b and c` is one operation with three operands, unless parentheses say otherwise. */
function lowerBoolean(ctx: Lowering, node: ConcreteNode): Expression {
  const op = childOf(node, 'operator')?.type === 'or' ? 'or' : 'and';
  const operands = node.children.filter(child => child.field !== 'operator' && child.isNamed);
  return {
    kind: 'BoolOp',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    op,
    values: operands.map(operand => lowerExpression(ctx, operand))
  };
}

function lowerComparison(ctx: Lowering, node: ConcreteNode): Expression {
  const [left, ...comparators] = node.children.filter(
    child => child.field !== 'operators' && child.isNamed
  );
  const ops = node.children
    .filter(child => child.field === 'operators')
    .map(
      child => (child.type === '<>' ? '!=' : child.type.replace(/\s+/gu, ' ')) as CompareOperator
    );
  return {
    kind: 'Compare',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    left: lowerExpression(ctx, left ?? null),
    ops: ops.slice(0, comparators.length),
    comparators: comparators.slice(0, ops.length).map(child => lowerExpression(ctx, child))
  };
}

function lowerItem(ctx: Lowering, node: ConcreteNode): readonly DictItem[] {
  switch (node.type) {
    case 'pair':
      return [
        {
          key: lowerExpression(ctx, childOf(node, 'key')),
          value: lowerExpression(ctx, childOf(node, 'value'))
        }
      ];
    case 'dictionary_splat':
      return [{ key: null, value: lowerExpression(ctx, firstNamed(node)) }];
    default:
      return [];
  }
}

function lowerGenerators(ctx: Lowering, node: ConcreteNode): readonly ComprehensionFor[] {
  const generators: {
    readonly start: number;
    readonly end: number;
    readonly target: Expression;
    readonly iter: Expression;
    readonly ifs: Expression[];
    readonly isAsync: boolean;
  }[] = [];
  for (const child of namedOf(node)) {
    if (child.type === 'for_in_clause') {
      const rights = childrenOf(child, 'right');
      generators.push({
        start: child.start - ctx.origin,
        end: child.end - ctx.origin,
        target: lowerExpression(ctx, childOf(child, 'left')),
        iter: lowerExpression(ctx, rights[0] ?? null),
        ifs: [],
        isAsync: hasToken(child, 'async')
      });
    } else if (child.type === 'if_clause') {
      generators[generators.length - 1]?.ifs.push(lowerExpression(ctx, firstNamed(child)));
    }
  }
  return generators;
}
