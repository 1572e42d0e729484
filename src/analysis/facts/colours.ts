/**
 * What an expression takes from parameters: their values, or metadata of them (specification 7.3 and 7.10).
 */
import type { Shape } from '../libraries/rules/tensorType';
import { areSameAxes, type Axes } from './axes';

/** What an expression is coloured with. */
export type Taint = {
  /** Parameters whose values flow in. */
  readonly value: ReadonlySet<string>;
  /** Parameters whose shape flows in. */
  readonly shape: ReadonlySet<string>;
  readonly axes: Axes;
  /** Shapes of the tensor whose metadata it is; `null` where several tensors meet. */
  readonly sources: readonly Shape[] | null;
};

/** Nothing of a parameter. */
export const CLEAN: Taint = {
  value: new Set(),
  shape: new Set(),
  axes: { kind: 'all' },
  sources: []
};

/** The colour of a parameter. */
export function valueTaint(...parameters: readonly string[]): Taint {
  return { ...CLEAN, value: new Set(parameters) };
}

/** Whether values of parameters flow in. */
export function isValue(taint: Taint): boolean {
  return taint.value.size > 0;
}

/** Whether only metadata of parameters flow in. */
export function isShape(taint: Taint): boolean {
  return taint.value.size === 0 && taint.shape.size > 0;
}

/** Whether anything of parameters flows in. */
export function isColoured(taint: Taint): boolean {
  return taint.value.size > 0 || taint.shape.size > 0;
}

/** Both colours; a value among them wins. Metadata of different tensors loses its source. */
export function mergeTaints(taints: readonly Taint[]): Taint {
  let merged = CLEAN;
  for (const taint of taints) {
    if (isColoured(taint)) {
      merged = isColoured(merged) ? mergeTwo(merged, taint) : taint;
    }
  }
  return merged;
}

function mergeTwo(left: Taint, right: Taint): Taint {
  if (left === right) {
    return left;
  }
  const isSameSource =
    left.sources !== null &&
    right.sources !== null &&
    areSameSources(left.sources, right.sources) &&
    left.shape.size === right.shape.size &&
    [...left.shape].every(name => right.shape.has(name));
  return {
    value: unite(left.value, right.value),
    shape: unite(left.shape, right.shape),
    axes: areSameAxes(left.axes, right.axes) ? left.axes : { kind: 'lost' },
    sources: isSameSource ? left.sources : null
  };
}

/** The union of two sets; the left one where it holds the other. */
function unite(left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> {
  for (const name of right) {
    if (!left.has(name)) {
      return new Set([...left, ...right]);
    }
  }
  return left;
}

function areSameSources(left: readonly Shape[], right: readonly Shape[]): boolean {
  return (
    left === right ||
    (left.length === 0 && right.length === 0) ||
    JSON.stringify(left) === JSON.stringify(right)
  );
}

/** The colour of some axes of what is coloured. */
export function narrow(taint: Taint, axes: Axes): Taint {
  return { ...taint, axes: taint.axes.kind === 'all' ? axes : { kind: 'lost' } };
}

const _descriptions = new WeakMap<Taint, string>();

/** The same text for equal colours. */
export function describeTaint(taint: Taint): string {
  let description = _descriptions.get(taint);
  if (description === undefined) {
    const { value, shape, axes, sources } = taint;
    description = JSON.stringify([[...value], [...shape], axes, sources]);
    _descriptions.set(taint, description);
  }
  return description;
}
