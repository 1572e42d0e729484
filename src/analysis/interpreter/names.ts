/**
 * Reading and binding names, as the language reference says (4.2 Naming and binding).
 */
import type { Span } from '../syntax/tree';
import type { Value } from '../values/value';
import type { Environment, Frame } from './machine';
import { noteDoubt, noteEffect } from './machine';

/** What a name evaluates to in the frame. */
export function readName(frame: Frame, name: string, node: Span): Value {
  const { machine } = frame;
  let environment = resolve(frame.environment, name);
  let value = environment === null ? null : machine.heap.read(environment.object, name);
  if (environment?.kind === 'class' && (value === null || value.kind === 'never')) {
    // `step = staticmethod(step)`: what a class body has not bound yet is looked up in the module (4.2.2).
    environment = moduleOf(environment);
    value = machine.heap.read(environment.object, name);
  }
  if (value !== null && value.kind !== 'never') {
    if (environment !== null && !isOwn(frame, environment)) {
      frame.builder.outerReads.set(name, value);
    }
    return value;
  }
  const builtin = `builtins.${name}`;
  if (machine.registry.knows(builtin)) {
    return machine.values.library(builtin);
  }
  noteDoubt(frame, node, 'unreadable', name);
  return machine.values.unknown('unbound-name', name);
}

/** Binds a name in the frame's scope, or in the one that `global` or `nonlocal` names. */
export function bindName(frame: Frame, name: string, value: Value, node: Span): void {
  const target = bindingEnvironment(frame.environment, name);
  const isDeclared = !isOwn(frame, target);
  frame.counters.delete(name);
  frame.machine.heap.write(target.object, name, value);
  if (isDeclared) {
    noteEffect(frame, node, {
      kind: 'write',
      construct: target.kind === 'module' ? 'global' : 'nonlocal',
      object: target.object,
      field: name,
      value
    });
  }
}

/** Gives a name of the frame's own scope what its object is after a change in its place, as of the sizes of an array. */
export function replaceValue(frame: Frame, name: string, value: Value): void {
  const { bindings, object } = frame.environment;
  if (bindings.binds(name)) {
    frame.machine.heap.write(object, name, value);
  }
}

/** Unbinds a name. */
export function unbindName(frame: Frame, name: string, node: Span): void {
  bindName(frame, name, frame.machine.values.never, node);
}

function isOwn(frame: Frame, environment: Environment): boolean {
  for (
    let own: Environment | null = frame.environment;
    own !== null;
    own = own.kind === 'comprehension' ? own.parent : null
  ) {
    if (own === environment) {
      return true;
    }
  }
  return false;
}

/** The environment in which reading the name begins and ends. */
function resolve(start: Environment, name: string): Environment | null {
  let isInnermost = true;
  for (
    let environment: Environment | null = start;
    environment !== null;
    environment = environment.parent
  ) {
    if (environment.kind === 'module') {
      return environment;
    }
    const { bindings } = environment;
    if (bindings.isGlobal(name)) {
      return moduleOf(environment);
    }
    const isVisible = environment.kind !== 'class' || isInnermost;
    if (isVisible && bindings.binds(name)) {
      return environment;
    }
    isInnermost = isInnermost && environment.kind === 'comprehension';
  }
  return null;
}

function bindingEnvironment(start: Environment, name: string): Environment {
  const { bindings } = start;
  if (start.kind === 'module') {
    return start;
  }
  if (bindings.isGlobal(name)) {
    return moduleOf(start);
  }
  if (bindings.isNonlocal(name) || (start.kind === 'comprehension' && !bindings.binds(name))) {
    for (let outer = start.parent; outer !== null; outer = outer.parent) {
      if (start.kind === 'comprehension' && outer.kind !== 'comprehension') {
        return bindingEnvironment(outer, name);
      }
      if (outer.kind === 'function' && outer.bindings.binds(name)) {
        return outer;
      }
    }
  }
  return start;
}

function moduleOf(environment: Environment): Environment {
  let outermost = environment;
  while (outermost.parent !== null) {
    outermost = outermost.parent;
  }
  return outermost;
}
