/**
 * From tree-sitter's `case` patterns to ours.
 */
import type { ConcreteNode } from './concrete';
import { childOf, hasToken, namedOf } from './concrete';
import type { Lowering } from './lowerExpression';
import { identifier, lowerExpression, spanOf } from './lowerExpression';
import type { ConstantValue, Expression, Pattern, Span } from './tree';

/** Lowers a pattern; a bare name captures, a dotted name is compared. */
export function lowerPattern(ctx: Lowering, node: ConcreteNode): Pattern {
  const { start, end } = spanOf(ctx, node);
  switch (node.type) {
    case 'case_pattern':
      return lowerSimplePatterns(ctx, node.children)[0] ?? wildcard({ start, end });
    case 'dotted_name': {
      const parts = namedOf(node);
      if (parts.length > 1) {
        return { kind: 'MatchValue', start, end, value: lowerExpression(ctx, node) };
      }
      const name = parts.length === 1 ? identifier(ctx, parts[0]) : '_';
      return { kind: 'MatchAs', start, end, pattern: null, name: name === '_' ? null : name };
    }
    case 'identifier': {
      const name = identifier(ctx, node);
      return { kind: 'MatchAs', start, end, pattern: null, name: name === '_' ? null : name };
    }
    case 'none':
    case 'true':
    case 'false': {
      const value: ConstantValue =
        node.type === 'none' ? { type: 'None' } : { type: 'bool', value: node.type === 'true' };
      return { kind: 'MatchSingleton', start, end, value };
    }
    case 'list_pattern':
    case 'tuple_pattern': {
      const members = namedOf(node);
      const isGroup = node.type === 'tuple_pattern' && members.length === 1 && !hasToken(node, ',');
      return isGroup
        ? lowerPattern(ctx, members[0])
        : {
            kind: 'MatchSequence',
            start,
            end,
            patterns: members.map(child => lowerPattern(ctx, child))
          };
    }
    case 'splat_pattern': {
      const name = namedOf(node)[0];
      return {
        kind: 'MatchStar',
        start,
        end,
        name: name === undefined || identifier(ctx, name) === '_' ? null : identifier(ctx, name)
      };
    }
    case 'dict_pattern': {
      const keys: Expression[] = [];
      const patterns: Pattern[] = [];
      let rest: string | null = null;
      for (const child of namedOf(node)) {
        if (child.type === 'splat_pattern') {
          const name = namedOf(child)[0];
          rest = name === undefined ? null : identifier(ctx, name);
        } else if (child.field === 'value') {
          patterns.push(lowerPattern(ctx, child));
        }
      }
      for (const key of lowerSimplePatterns(
        ctx,
        node.children.filter(child => child.field === 'key')
      )) {
        keys.push(keyExpression(key));
      }
      return { kind: 'MatchMapping', start, end, keys, patterns, rest };
    }
    case 'class_pattern': {
      const [cls, ...members] = namedOf(node);
      const patterns: Pattern[] = [];
      const keywords: { readonly name: string; readonly pattern: Pattern }[] = [];
      for (const member of members) {
        const keyword = lowerKeyword(ctx, member);
        if (keyword === null) {
          patterns.push(lowerPattern(ctx, member));
        } else {
          keywords.push(keyword);
        }
      }
      return { kind: 'MatchClass', start, end, cls: lowerExpression(ctx, cls), patterns, keywords };
    }
    case 'union_pattern':
      return { kind: 'MatchOr', start, end, patterns: lowerSimplePatterns(ctx, node.children) };
    case 'as_pattern': {
      const [pattern, name] = namedOf(node);
      const alias = childOf(node, 'alias') ?? name;
      return {
        kind: 'MatchAs',
        start,
        end,
        pattern: pattern === undefined ? null : lowerPattern(ctx, pattern),
        name: alias === undefined ? null : identifier(ctx, alias)
      };
    }
    case 'complex_pattern':
      return { kind: 'MatchValue', start, end, value: lowerComplex(ctx, node) };
    default:
      return { kind: 'MatchValue', start, end, value: lowerExpression(ctx, node) };
  }
}

/** `name=pattern`; `name=pattern as other` is read by the grammar as if the whole were captured. */
function lowerKeyword(
  ctx: Lowering,
  node: ConcreteNode
): { readonly name: string; readonly pattern: Pattern } | null {
  switch (node.type) {
    case 'case_pattern': {
      const inner = namedOf(node)[0];
      return inner === undefined ? null : lowerKeyword(ctx, inner);
    }
    case 'keyword_pattern': {
      const [name, , ...value] = node.children;
      return {
        name: identifier(ctx, name),
        pattern: lowerSimplePatterns(ctx, value)[0] ?? wildcard(spanOf(ctx, node))
      };
    }
    case 'as_pattern': {
      const [pattern, alias] = namedOf(node);
      const keyword = pattern === undefined ? null : lowerKeyword(ctx, pattern);
      if (keyword === null || alias === undefined) {
        return null;
      }
      return {
        name: keyword.name,
        pattern: {
          kind: 'MatchAs',
          start: keyword.pattern.start,
          end: alias.end - ctx.origin,
          pattern: keyword.pattern,
          name: identifier(ctx, alias)
        }
      };
    }
    default:
      return null;
  }
}

/** `-1-2j`: a signed number, and an imaginary one. */
function lowerComplex(ctx: Lowering, node: ConcreteNode): Expression {
  const { start, end } = spanOf(ctx, node);
  const [real, imaginary] = namedOf(node);
  if (real === undefined || imaginary === undefined) {
    return { kind: 'Error', start, end };
  }
  const [first] = node.children;
  const isMinus = node.children.some(child => child.type === '-' && child.start >= real.end);
  return {
    kind: 'BinOp',
    start,
    end,
    left: first.type === '-' ? negated(ctx, first, real) : lowerExpression(ctx, real),
    op: isMinus ? '-' : '+',
    right: lowerExpression(ctx, imaginary)
  };
}

/** Patterns in a row of nodes: `-` belongs to the number after it, `_` is a token without a name. */
function lowerSimplePatterns(ctx: Lowering, nodes: readonly ConcreteNode[]): readonly Pattern[] {
  const patterns: Pattern[] = [];
  let sign: ConcreteNode | null = null;
  for (const node of nodes) {
    if (node.isNamed) {
      patterns.push(sign === null ? lowerPattern(ctx, node) : negative(ctx, sign, node));
      sign = null;
    } else if (node.type === '_') {
      patterns.push(wildcard(spanOf(ctx, node)));
    } else if (node.type === '-') {
      sign = node;
    }
  }
  return patterns;
}

function wildcard(span: Span): Pattern {
  return { kind: 'MatchAs', start: span.start, end: span.end, pattern: null, name: null };
}

/** A key of a mapping pattern is a literal or a dotted name. */
function keyExpression(pattern: Pattern): Expression {
  const { start, end } = pattern;
  switch (pattern.kind) {
    case 'MatchValue':
      return pattern.value;
    case 'MatchSingleton':
      return { kind: 'Constant', start, end, value: pattern.value };
    default:
      return { kind: 'Error', start, end };
  }
}

function negative(ctx: Lowering, sign: ConcreteNode, operand: ConcreteNode): Pattern {
  const value = negated(ctx, sign, operand);
  return { kind: 'MatchValue', start: value.start, end: value.end, value };
}

function negated(ctx: Lowering, sign: ConcreteNode, operand: ConcreteNode): Expression {
  return {
    kind: 'UnaryOp',
    start: sign.start - ctx.origin,
    end: operand.end - ctx.origin,
    op: '-',
    operand: lowerExpression(ctx, operand)
  };
}
