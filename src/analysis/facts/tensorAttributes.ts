/**
 * Attributes of Python that a program gives to eager tensors (`x.weight = 2.0`): what is an argument of a graph is
 * another tensor while it is traced, without them.
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { ATTRIBUTES } from '../syntax/nodeKinds';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { evaluatedCalls } from './callsOfNode';
import { builtinOf } from './graphConditions';
import { causeAt, type Cause, type ReachedRun } from './reachableRuns';
import type { ProgramView } from './subject';
import { bodyOf, symbolicIn } from './symbolicValues';

/** Where a function reads attributes of tensors that other code has set. */
export function ownAttributesOfTensors(
  below: readonly ReachedRun[],
  view: ProgramView
): readonly Cause[] {
  const set = settingsIn(view);
  if (set.size === 0) {
    return [];
  }
  const own = new Set(below.map(({ run }) => run));
  const isLost = (name: string | null): boolean =>
    name !== null && set.has(name) && !(set.get(name) ?? []).some(run => own.has(run));
  return below.flatMap(reached => {
    const { run } = reached;
    const isSymbolic = symbolicIn(run);
    const found: Cause[] = [];
    const note = (node: Expression, owner: Expression | undefined, name: string | null): void => {
      if (owner !== undefined && isLost(name) && isSymbolic(owner)) {
        found.push(causeAt(reached, node, `a symbolic tensor has no \`${name ?? ''}\``));
      }
    };
    walkOwnScope(
      bodyOf(run),
      node => {
        if (node.kind === 'Attribute') {
          note(node, node.value, node.attr);
        }
      },
      ATTRIBUTES
    );
    for (const call of evaluatedCalls(run)) {
      if (/^(?:get|has)attr$/u.test(builtinOf(run, call) ?? '')) {
        note(call, call.args[0], textOf(call.args[1]));
      }
    }
    return found;
  });
}

const _settings = new WeakMap<ProgramView, ReadonlyMap<string, readonly Activation[]>>();

/** The names of attributes that tensors get, with the runs that give them. */
function settingsIn(view: ProgramView): ReadonlyMap<string, readonly Activation[]> {
  let settings = _settings.get(view);
  if (settings === undefined) {
    const found = new Map<string, Activation[]>();
    for (const run of view.reached) {
      for (const name of namesSet(run)) {
        found.set(name, [...(found.get(name) ?? []), run]);
      }
    }
    settings = found;
    _settings.set(view, settings);
  }
  return settings;
}

const ASSIGNMENTS_OF_ONE: NodeKinds = new Set(['Assign'] as const);

function namesSet(run: Activation): readonly string[] {
  const names: string[] = [];
  const note = (owner: Expression | undefined, name: string | null): void => {
    if (owner !== undefined && name !== null && isPlainTensor(run, owner)) {
      names.push(name);
    }
  };
  walkOwnScope(
    bodyOf(run),
    node => {
      if (node.kind === 'Assign') {
        node.targets.forEach(
          target => target.kind === 'Attribute' && note(target.value, target.attr)
        );
      }
    },
    ASSIGNMENTS_OF_ONE
  );
  for (const call of evaluatedCalls(run)) {
    if (builtinOf(run, call) === 'setattr') {
      note(call.args[0], textOf(call.args[1]));
    }
  }
  return names;
}

/** An eager tensor: variables are arguments as they are, and arrays have no attributes of the program. */
function isPlainTensor({ values }: Activation, node: Expression): boolean {
  const value = values.get(node);
  return value !== undefined && tensorsOf(value).some(({ type }) => type.form === 'dense');
}

function textOf(node: Expression | undefined): string | null {
  return node?.kind === 'Constant' && node.value.type === 'str' ? node.value.value : null;
}
