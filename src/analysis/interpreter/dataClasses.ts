/**
 * Classes that get their methods from a decorator: `@dataclass` (library reference, "dataclasses"), `@attr.s` and
 * `@attrs.define` (attrs.org, "API reference").
 */
import type { ClassDef, Expression, Statement } from '../syntax/tree';

/** What the decorator makes of a class. */
export type DataClass = {
  readonly library: 'dataclasses' | 'attrs';
  /** Whether instances are compared by their fields. */
  readonly isCompared: boolean;
  /** Whether instances are hashed by their fields. */
  readonly isHashed: boolean;
  /** Whether instances have no place for weak references. */
  readonly isClosed: boolean;
};

/** What a decorator makes of the class; `null` where it has no such decorator. */
export function dataClassOf(node: ClassDef): DataClass | null {
  for (const { expression } of node.decorators) {
    const callee = expression.kind === 'Call' ? expression.func : expression;
    const owner =
      callee.kind === 'Attribute' && callee.value.kind === 'Name' ? callee.value.id : null;
    const name =
      callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.attr : null;
    const isAttrs =
      name !== null &&
      (owner === 'attr' || owner === 'attrs' ? OF_ATTRS.has(name) : ALONE.has(name));
    if (name === null || (name !== 'dataclass' && !isAttrs)) {
      continue;
    }
    const keywords = expression.kind === 'Call' ? expression.keywords : [];
    const options = new Map(
      keywords.flatMap(({ arg, value }) => (arg === null ? [] : [[arg, value] as const]))
    );
    const isCompared = isSet(options, 'eq', isSet(options, 'cmp', true));
    const isFrozen = isSet(options, 'frozen', name === 'frozen');
    return {
      library: isAttrs ? 'attrs' : 'dataclasses',
      isCompared,
      isHashed:
        isSet(options, 'unsafe_hash', isSet(options, 'hash', false)) || (isCompared && isFrozen),
      // Those of attrs keep a place for weak references unless they are told otherwise.
      isClosed: isAttrs
        ? !isSet(options, 'weakref_slot', true)
        : isSet(options, 'slots', false) && !isSet(options, 'weakref_slot', false)
    };
  }
  return null;
}

/** Decorators of attrs by their names in the modules `attr` and `attrs`. */
const OF_ATTRS: ReadonlySet<string> = new Set([
  ...['s', 'attrs', 'attributes', 'dataclass', 'define', 'mutable', 'frozen', 'das']
]);

/** Those that are imported by themselves. */
const ALONE: ReadonlySet<string> = new Set(['attrs', 'define', 'mutable', 'frozen']);

/** Functions of attrs that make a field: `k = attr.ib(default=1.0)`. */
const FIELDS: ReadonlySet<string> = new Set(['ib', 'attrib', 'field']);

/** The field that a statement of the class body makes; `null` where it makes none. */
export function fieldOf(statement: Statement): string | null {
  if (statement.kind === 'AnnAssign') {
    return statement.target.kind === 'Name' ? statement.target.id : null;
  }
  const target = statement.kind === 'Assign' ? statement.targets[0] : undefined;
  const made =
    statement.kind === 'Assign' && statement.value.kind === 'Call' ? statement.value : null;
  const name =
    made?.func.kind === 'Name'
      ? made.func.id
      : made?.func.kind === 'Attribute'
        ? made.func.attr
        : null;
  return target?.kind === 'Name' && name !== null && FIELDS.has(name) ? target.id : null;
}

/** The field of a statement `name: InitVar[…]`, which is handed to `__post_init__`; `null` for other statements. */
export function initVariableOf(statement: Statement): string | null {
  if (statement.kind !== 'AnnAssign' || statement.target.kind !== 'Name') {
    return null;
  }
  const { annotation } = statement;
  const type = annotation.kind === 'Subscript' ? annotation.value : annotation;
  const name = type.kind === 'Name' ? type.id : type.kind === 'Attribute' ? type.attr : null;
  return name === 'InitVar' ? statement.target.id : null;
}

/** Whether an option of a decorator is on; what it is where it is not written. */
function isSet(
  options: ReadonlyMap<string, Expression>,
  name: string,
  otherwise: boolean
): boolean {
  const option = options.get(name);
  return option?.kind === 'Constant' && option.value.type === 'bool'
    ? option.value.value
    : otherwise;
}
