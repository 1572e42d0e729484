/**
 * Finds the decorators of a function that make it a graph.
 */
import type { GraphReport } from '../report';
import type { Decorator, Expression } from '../syntax/tree';
import type { FunctionPlace } from './functionPlace';

/** The dotted text of a name or attribute; `null` for other expressions. */
function dottedName(expression: Expression): string | null {
  if (expression.kind === 'Name') {
    return expression.id;
  }
  if (expression.kind === 'Attribute') {
    const owner = dottedName(expression.value);
    return owner === null ? null : `${owner}.${expression.attr}`;
  }
  return null;
}

/** The name of what a decorator calls: `tf.function` in `@tf.function`, `@tf.function(…)` and `@partial(tf.function, …)`. */
function graphName(expression: Expression): string | null {
  if (expression.kind !== 'Call') {
    return dottedName(expression);
  }
  const callee = dottedName(expression.func);
  const [first] = expression.args;
  return callee !== null && /(?:^|\.)partial$/.test(callee) && first !== undefined
    ? dottedName(first)
    : callee;
}

/** Texts without blanks, without comments behind them, and without the `@` that one of two may have. */
function bare(text: string): string {
  const plain = text.trim().replace(/^@/, '');
  return plain.replace(/[ \t]#[^\r\n]*$/, '').replace(/\s+/g, '');
}

/**
 * The decorators that the report means, in source order: the one whose text it gives, and others of the
 * same name.
 */
export function graphDecorators(place: FunctionPlace, graph: GraphReport): readonly Decorator[] {
  const { decorators } = place.definition;
  const meant = decorators.filter(
    decorator => bare(place.top.text.slice(decorator.start, decorator.end)) === bare(graph.text)
  );
  // Where the report has no text of its own, the name alone tells: `@tf.function`, `@function`.
  const lastName = graph.api.split('.').at(-1);
  const named = decorators.filter(
    decorator => graphName(decorator.expression)?.split('.').at(-1) === lastName
  );
  const names = new Set(
    (meant.length > 0 ? meant : named).map(decorator => graphName(decorator.expression))
  );
  names.delete(null);
  return decorators.filter(
    decorator => meant.includes(decorator) || names.has(graphName(decorator.expression))
  );
}
