/**
 * From tree-sitter's `case` patterns to ours.
 */
import type { ConcreteNode } from './concrete';
import { childOf, hasToken, namedOf } from './concrete';
import type { Lowering } from './lowerExpression';
import { identifier, lowerExpression, spanOf } from './lowerExpression';
import type { ConstantValue, Expression, Pattern } from './tree';

/** Lowers a pattern; a bare name captures, a dotted name is compared. */
export function lowerPattern(ctx: Lowering, node: ConcreteNode): Pattern {
  const span = spanOf(ctx, node);
  switch (node.type) {
    case 'case_pattern': {
      const inner = namedOf(node)[0];
      if (inner === undefined) {
        return { kind: 'MatchAs', ...span, pattern: null, name: null };
      }
      if (hasToken(node, '-')) {
        return negative(ctx, node, inner);
      }
      return lowerPattern(ctx, inner);
    }
    case 'dotted_name': {
      const parts = namedOf(node);
      if (parts.length > 1) {
        return { kind: 'MatchValue', ...span, value: lowerExpression(ctx, node) };
      }
      const name = parts.length === 1 ? identifier(ctx, parts[0]) : '_';
      return { kind: 'MatchAs', ...span, pattern: null, name: name === '_' ? null : name };
    }
    case 'identifier': {
      const name = identifier(ctx, node);
      return { kind: 'MatchAs', ...span, pattern: null, name: name === '_' ? null : name };
    }
    case 'none':
    case 'true':
    case 'false': {
      const value: ConstantValue =
        node.type === 'none' ? { type: 'None' } : { type: 'bool', value: node.type === 'true' };
      return { kind: 'MatchSingleton', ...span, value };
    }
    case 'list_pattern':
    case 'tuple_pattern': {
      const members = namedOf(node);
      const isGroup = node.type === 'tuple_pattern' && members.length === 1 && !hasToken(node, ',');
      return isGroup
        ? lowerPattern(ctx, members[0])
        : { kind: 'MatchSequence', ...span, patterns: members.map(child => lowerPattern(ctx, child)) };
    }
    case 'splat_pattern': {
      const name = namedOf(node)[0];
      return {
        kind: 'MatchStar',
        ...span,
        name: name === undefined || identifier(ctx, name) === '_' ? null : identifier(ctx, name)
      };
    }
    case 'dict_pattern': {
      const keys: Expression[] = [];
      const patterns: Pattern[] = [];
      let rest: string | null = null;
      for (const child of namedOf(node)) {
        if (child.field === 'key') {
          keys.push(lowerExpression(ctx, child));
        } else if (child.type === 'splat_pattern') {
          const name = namedOf(child)[0];
          rest = name === undefined ? null : identifier(ctx, name);
        } else {
          patterns.push(lowerPattern(ctx, child));
        }
      }
      return { kind: 'MatchMapping', ...span, keys, patterns, rest };
    }
    case 'class_pattern': {
      const [cls, ...members] = namedOf(node);
      const patterns: Pattern[] = [];
      const keywords: { readonly name: string; readonly pattern: Pattern }[] = [];
      for (const member of members) {
        const inner = member.type === 'case_pattern' ? namedOf(member)[0] : member;
        if (inner !== undefined && inner.type === 'keyword_pattern') {
          const [name, value] = namedOf(inner);
          keywords.push({ name: identifier(ctx, name), pattern: lowerPattern(ctx, value ?? inner) });
        } else {
          patterns.push(lowerPattern(ctx, member));
        }
      }
      return { kind: 'MatchClass', ...span, cls: lowerExpression(ctx, cls), patterns, keywords };
    }
    case 'union_pattern': {
      const patterns: Pattern[] = [];
      let isNegative = false;
      for (const child of node.children) {
        if (!child.isNamed) {
          isNegative = child.type === '-';
          if (child.type === '_') {
            patterns.push({ kind: 'MatchAs', ...spanOf(ctx, child), pattern: null, name: null });
          }
          continue;
        }
        patterns.push(isNegative ? negative(ctx, child, child) : lowerPattern(ctx, child));
        isNegative = false;
      }
      return { kind: 'MatchOr', ...span, patterns };
    }
    case 'as_pattern': {
      const [pattern, name] = namedOf(node);
      const alias = childOf(node, 'alias') ?? name;
      return {
        kind: 'MatchAs',
        ...span,
        pattern: pattern === undefined ? null : lowerPattern(ctx, pattern),
        name: alias === undefined ? null : identifier(ctx, alias)
      };
    }
    default:
      return { kind: 'MatchValue', ...span, value: lowerExpression(ctx, node) };
  }
}

function negative(ctx: Lowering, whole: ConcreteNode, operand: ConcreteNode): Pattern {
  const span = spanOf(ctx, whole);
  return {
    kind: 'MatchValue',
    ...span,
    value: { kind: 'UnaryOp', ...span, op: '-', operand: lowerExpression(ctx, operand) }
  };
}
