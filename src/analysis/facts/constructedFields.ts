/**
 * Attributes that an object gets when it is made and keeps: where they differ between calls, the calls are of different
 * objects. The graphs of a method are kept by receiver, and those of a function by the objects that it is given, so that a
 * trace that keeps the value keeps the right one.
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import type { FunctionCode, Value } from '../values/value';
import { hasMethod } from './lazyLayers';
import type { ProgramView } from './subject';

/**
 * Whether an expression reads such an attribute of an object that came as an argument of the function examined.
 *
 * @param root - the run of the function examined, from which the run was reached.
 */
export function readsConstructedField(
  node: Expression,
  run: Activation,
  root: Activation,
  view: ProgramView
): boolean {
  const owner = node.kind === 'Attribute' ? run.values.get(node.value) : undefined;
  if (node.kind !== 'Attribute' || owner?.kind !== 'object') {
    return false;
  }
  const { object } = owner;
  if (
    object.kind !== 'instance' ||
    comparesItself(object.cls) ||
    ![...root.arguments.values()].includes(owner)
  ) {
    return false;
  }
  let isSet = false;
  for (const { effects, localEffects } of view.reached) {
    for (const effect of [...effects, ...localEffects]) {
      if (effect.object === object) {
        const isOwn = effect.field === node.attr && isConstructor(effect.inFunction, view);
        if (
          effect.kind !== 'write' ||
          effect.field === null ||
          effect.field.includes('*') ||
          (effect.field === node.attr && !isOwn)
        ) {
          return false;
        }
        // Where a constructor may leave it out, the class may have one that changes.
        isSet ||= isOwn && effect.isCertain;
      }
    }
  }
  return isSet;
}

/** Whether instances may be equal to others: then they share the graphs of a method. */
function comparesItself(cls: Value | null): boolean {
  return cls?.kind === 'class'
    ? hasMethod(cls.node, '__eq__') ||
        cls.node.decorators.length > 0 ||
        cls.bases.some(comparesItself)
    : cls?.kind !== 'library';
}

/** Whether a function is an `__init__` that nothing calls by name but a subclass: `super().__init__()`. */
function isConstructor(code: FunctionCode | null, view: ProgramView): boolean {
  const subject = code?.name.endsWith('__init__') === true ? view.subjectOf.get(code) : undefined;
  return (
    subject !== undefined &&
    subject.arrivals.every(({ edge: { node } }) => {
      const called = node?.func;
      return (
        called?.kind !== 'Attribute' ||
        called.attr !== '__init__' ||
        (called.value.kind === 'Call' &&
          called.value.func.kind === 'Name' &&
          called.value.func.id === 'super')
      );
    })
  );
}
