/**
 * Functions that are taken to work on tensors because of what they are called and where they stand (specification 2.2).
 */
import type { ClassDef, Expression, FunctionDef } from '../syntax/tree';

/** Names that say so wherever the function stands. Line ends in names do not occur, so `.` is any character. */
const TELLING_NAME = /^(?:.*(?:train|test).*_step|run_model|.*inference)$/u;

/** Names that say so in a subclass of a Keras model only. */
const MODEL_METHODS: ReadonlySet<string> = new Set(['call', '__call__']);

/**
 * Whether the name speaks for tensors.
 *
 * @param options.isModelMethod - whether the `def` sits directly in a class that has a base, however far up, whose last
 * segment is exactly `Model`.
 */
export function isSpeculative(
  definition: FunctionDef,
  options: { readonly isModelMethod: boolean }
): boolean {
  return (
    TELLING_NAME.test(definition.name) ||
    (options.isModelMethod && MODEL_METHODS.has(definition.name))
  );
}

/**
 * Whether the class descends from one whose name's last dotted segment is in `ancestors`, over classes that are found
 * by name (specification 0.3).
 */
export function descendsFrom(
  definition: ClassDef,
  ancestors: ReadonlySet<string>,
  classes: ReadonlyMap<string, readonly ClassDef[]>
): boolean {
  const visited = new Set<ClassDef>();
  const pending = [definition];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (visited.has(next)) {
      continue;
    }
    visited.add(next);
    for (const base of next.bases) {
      const name = lastSegment(base);
      if (name !== null && ancestors.has(name)) {
        return true;
      }
      pending.push(...(name === null ? [] : (classes.get(name) ?? [])));
    }
  }
  return false;
}

/** `Model` of `tf.keras.Model`; `null` for what is no dotted name. */
function lastSegment(base: Expression): string | null {
  switch (base.kind) {
    case 'Name':
      return base.id;
    case 'Attribute':
      return base.attr;
    default:
      return null;
  }
}
