/**
 * From tree-sitter's parameters to ours, for `def` and `lambda`.
 */
import type { ConcreteNode } from './concrete';
import { childOf, namedOf, typedOf } from './concrete';
import type { Lowering } from './lowerExpression';
import { identifier, lowerExpression } from './lowerExpression';
import type { Parameter, ParameterKind } from './tree';

/** The parameters in source order, with the kinds that `/`, `*` and `**` give them. */
export function lowerParameters(ctx: Lowering, list: ConcreteNode): readonly Parameter[] {
  let parameters: Parameter[] = [];
  let kind: ParameterKind = 'positional';
  for (const child of namedOf(list)) {
    if (child.type === 'positional_separator') {
      parameters = parameters.map(parameter => ({ ...parameter, kind: 'positional-only' }));
      continue;
    }
    if (child.type === 'keyword_separator') {
      kind = 'keyword-only';
      continue;
    }
    const parameter = lowerParameter(ctx, child, kind);
    if (parameter === null) {
      // `def f((a, b)):` of Python 2.
      ctx.onProblem(child.start, child.end, 'syntax-error');
      continue;
    }
    parameters.push(parameter);
    if (parameter.kind === 'var-positional') {
      kind = 'keyword-only';
    }
  }
  return parameters;
}

/** The span goes from the name to the end of the annotation, as that of CPython's `ast.arg`. */
function lowerParameter(ctx: Lowering, node: ConcreteNode, kind: ParameterKind): Parameter | null {
  const type = childOf(node, 'type');
  const value = childOf(node, 'value');
  const star =
    node.type === 'list_splat_pattern' || node.type === 'dictionary_splat_pattern'
      ? node
      : (typedOf(node, 'list_splat_pattern') ?? typedOf(node, 'dictionary_splat_pattern'));
  const name =
    star !== null
      ? typedOf(star, 'identifier')
      : node.type === 'identifier'
        ? node
        : (childOf(node, 'name') ?? typedOf(node, 'identifier'));
  if (name === null || name.type !== 'identifier') {
    return null;
  }
  const starKind =
    star === null ? null : star.type === 'list_splat_pattern' ? 'var-positional' : 'var-keyword';
  return {
    start: name.start - ctx.origin,
    end: (type ?? name).end - ctx.origin,
    name: identifier(ctx, name),
    kind: starKind ?? kind,
    annotation: type === null ? null : lowerExpression(ctx, type),
    default: value === null ? null : lowerExpression(ctx, value)
  };
}
