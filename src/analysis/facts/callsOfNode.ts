/**
 * Finds what a run recorded about a node.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';

const _byNode = new WeakMap<Activation, ReadonlyMap<Call, readonly CallEdge[]>>();

/** The calls that a run makes at a call expression. */
export function edgesAt(activation: Activation, node: Call): readonly CallEdge[] {
  let byNode = _byNode.get(activation);
  if (byNode === undefined) {
    const map = new Map<Call, CallEdge[]>();
    for (const edge of activation.calls) {
      if (edge.node !== null) {
        const list = map.get(edge.node) ?? [];
        list.push(edge);
        map.set(edge.node, list);
      }
    }
    byNode = map;
    _byNode.set(activation, byNode);
  }
  return byNode.get(node) ?? [];
}

/** Whether the known values exclude the call (`if DEBUG:`): AutoGraph leaves conditions on Python values as they are. */
export function isExcluded(run: Activation, call: Call): boolean {
  const edges = edgesAt(run, call);
  return edges.length > 0 && edges.every(({ onImpossiblePath }) => onImpossiblePath);
}

const _evaluated = new WeakMap<Activation, readonly Call[]>();

/** The call expressions that a run evaluated, in source order. */
export function evaluatedCalls(activation: Activation): readonly Call[] {
  let calls = _evaluated.get(activation);
  if (calls === undefined) {
    calls = findEvaluatedCalls(activation);
    _evaluated.set(activation, calls);
  }
  return calls;
}

function findEvaluatedCalls({ values, calls }: Activation): readonly Call[] {
  const found: Call[] = [];
  values.forEach((_, node) => {
    if (node.kind === 'Call') {
      found.push(node);
    }
  });
  for (const { node } of calls) {
    if (node !== null && !values.has(node)) {
      found.push(node);
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

/** The names of an attribute chain from its root (`tf.keras.Input` gives `['tf', 'keras', 'Input']`); `null` for others. */
export function dottedNames(expression: Expression): readonly string[] | null {
  if (expression.kind === 'Name') {
    return [expression.id];
  }
  if (expression.kind !== 'Attribute') {
    return null;
  }
  const before = dottedNames(expression.value);
  return before === null ? null : [...before, expression.attr];
}
