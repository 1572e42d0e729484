/**
 * How `tf.function` can be written at the place of a `def`: by a name that is bound there, or by an import
 * that is added.
 */
import type { FunctionPlace, TreeModule } from './functionPlace';
import { importInsertion } from './importInsertion';
import { bindingsIn, STAR, type NameBinding } from './nameBinding';
import type { TextChange } from './textChange';
import type { TopStatement, UnitTree } from '../syntax/tree';

/** A way of writing `tf.function`. */
export type TensorFlowName = {
  /** The decorator's name: `tf.function`, `function`. */
  readonly decorator: string;
  /** What stands before `TensorSpec` and dtypes; `null` where they cannot be reached. */
  readonly prefix: string | null;
  /** The import to add; `null` where a name is there. Offsets are those of the cell's text. */
  readonly added: TextChange | null;
};

/** The name that an added import binds, as TensorFlow's own documentation has it. */
const USUAL_NAME = 'tf';

/** Bindings of a module's top level, each with the place of its statement. */
type PlacedBinding = NameBinding & { readonly isBefore: boolean };

/** A binding at a module's top level with the statement that makes it. */
export type TopBinding = {
  readonly binding: NameBinding;
  readonly top: TopStatement;
  readonly unitIndex: number;
};

type UnitBinding = Omit<TopBinding, 'unitIndex'>;

/** What a unit's top level binds, and the names among it that are bound to TensorFlow. */
type UnitBindings = {
  readonly byName: ReadonlyMap<string, readonly UnitBinding[]>;
  readonly ofTensorFlow: readonly string[];
};

const _bindings = new WeakMap<UnitTree, UnitBindings>();

/** The bindings of a unit's top level; found once, since a unit never changes. */
function bindingsOfUnit(unit: UnitTree): UnitBindings {
  let bindings = _bindings.get(unit);
  if (bindings === undefined) {
    const byName = new Map<string, UnitBinding[]>();
    const ofTensorFlow: string[] = [];
    for (const top of unit.statements) {
      for (const binding of bindingsIn([top.statement])) {
        const list = byName.get(binding.name) ?? [];
        list.push({ binding, top });
        byName.set(binding.name, list);
        if (binding.kind !== 'other') {
          ofTensorFlow.push(binding.name);
        }
      }
    }
    bindings = { byName, ofTensorFlow };
    _bindings.set(unit, bindings);
  }
  return bindings;
}

const _relevant = new WeakMap<TreeModule, readonly TopBinding[]>();

/** The bindings of names that TensorFlow may be reached by: few of a module's many, and asked for at every function. */
export function relevantBindings(module: TreeModule): readonly TopBinding[] {
  let relevant = _relevant.get(module);
  if (relevant === undefined) {
    const names = new Set([USUAL_NAME, STAR, 'function']);
    for (const unit of module.units) {
      bindingsOfUnit(unit).ofTensorFlow.forEach(name => names.add(name));
    }
    const found: TopBinding[] = [];
    module.units.forEach((unit, unitIndex) => {
      const { byName } = bindingsOfUnit(unit);
      const ofUnit: TopBinding[] = [];
      for (const name of names) {
        byName.get(name)?.forEach(({ binding, top }) => ofUnit.push({ binding, top, unitIndex }));
      }
      found.push(
        ...ofUnit.sort((a, b) => a.top.offset - b.top.offset || a.binding.offset - b.binding.offset)
      );
    });
    relevant = found;
    _relevant.set(module, relevant);
  }
  return relevant;
}

function moduleBindings(place: FunctionPlace): readonly PlacedBinding[] {
  return relevantBindings(place.module).map(({ binding, top, unitIndex }) => ({
    ...binding,
    isBefore:
      unitIndex < place.unitIndex ||
      (unitIndex === place.unitIndex && top.offset < place.top.offset) ||
      (top === place.top && binding.offset < place.definition.defSpan.start)
  }));
}

/** Names that the scopes around the `def` bind to something else than TensorFlow, or only behind it. */
function shadowedNames(place: FunctionPlace): ReadonlySet<string> {
  const shadowed = new Set<string>();
  for (const scope of place.enclosing) {
    if (scope.kind === 'FunctionDef') {
      scope.parameters.forEach(parameter => shadowed.add(parameter.name));
    }
    for (const binding of bindingsIn(scope.body)) {
      if (binding.kind === 'other' || binding.offset > place.definition.defSpan.start) {
        shadowed.add(binding.name);
      }
    }
  }
  return shadowed;
}

/** Bindings to TensorFlow in the scopes of the functions and classes around the `def`. */
function localBindings(place: FunctionPlace): readonly NameBinding[] {
  const inner = place.enclosing.at(-1);
  return place.enclosing.flatMap(scope =>
    // A class's names are seen in its own body only, not in the functions below it.
    scope.kind === 'ClassDef' && scope !== inner ? [] : bindingsIn(scope.body)
  );
}

/** Whether the `def` runs with its module, not later with a function around it. */
function runsWithModule(place: FunctionPlace): boolean {
  return place.enclosing.every(scope => scope.kind === 'ClassDef');
}

/**
 * Chooses how to write `tf.function` at a place.
 *
 * A name is reused where the binding that is in force there is TensorFlow's, precedes it, and is not
 * shadowed. Else `import tensorflow as tf` is added to the function's own cell, so that one undo takes
 * everything back.
 *
 * @returns `null` where `tf` means something else: nothing can be written without breaking it.
 */
export function chooseTensorFlowName(place: FunctionPlace): TensorFlowName | null {
  const shadowed = shadowedNames(place);
  const bindings = moduleBindings(place);
  const inForce = new Map<string, NameBinding>();
  for (const binding of bindings) {
    if (binding.isBefore) {
      inForce.set(binding.name, binding);
    }
  }
  if (!runsWithModule(place)) {
    // The decorator runs when the function around it is called: a name that is ever rebound is not sure.
    for (const binding of bindings) {
      if (!binding.isBefore && binding.kind === 'other') {
        inForce.delete(binding.name);
      }
    }
  }
  localBindings(place).forEach(binding => inForce.set(binding.name, binding));
  shadowed.forEach(name => inForce.delete(name));

  // The last alias counts, as it does in the published tool.
  const usable = [...inForce.values()].filter(binding => binding.kind !== 'other').reverse();
  const module = usable.find(({ kind, name }) => kind === 'tensorflow' && name !== STAR);
  if (module !== undefined) {
    const prefix = `${module.name}.`;
    return { decorator: `${prefix}function`, prefix, added: null };
  }
  const hasStar = usable.some(({ name }) => name === STAR);
  const own = bindings.some(({ name }) => name === 'function') || shadowed.has('function');
  if (hasStar && !own) {
    return { decorator: 'function', prefix: '', added: null };
  }
  const named = usable.find(({ kind }) => kind === 'tensorflow-function');
  if (named !== undefined) {
    return { decorator: named.name, prefix: null, added: null };
  }
  const isTaken =
    shadowed.has(USUAL_NAME) ||
    bindings.some(({ name, kind }) => name === USUAL_NAME && kind !== 'tensorflow');
  const added = isTaken ? null : importInsertion(place, `import tensorflow as ${USUAL_NAME}`);
  return added === null
    ? null
    : { decorator: `${USUAL_NAME}.function`, prefix: `${USUAL_NAME}.`, added };
}
