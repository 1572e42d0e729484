/**
 * Library names that the program binds anew (`tf.add = traced_add`): what they do then is not followed.
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression, Location } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import { edgesAt } from './callsOfNode';
import type { Cause, ReachedRun } from './reachableRuns';
import type { ProgramView, Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** A name of a library, and where it is bound anew. */
export type ReplacedName = { readonly path: string; readonly at: Location };

/** What may bind a name of a library anew: assignments to attributes, and calls that may be `setattr`. */
const BINDING: NodeKinds = new Set(['Assign', 'Call']);

type Binding = {
  readonly owner: Expression;
  readonly name: string;
  readonly node: Expression;
  /** The call that has to be one of `setattr`; `null` for an assignment. */
  readonly call: Call | null;
};

/** By body or top-level statement: neither changes, and many runs are of the same. */
const _bindings = new WeakMap<object, readonly Binding[]>();

function bindingsIn(run: Activation): readonly Binding[] {
  const key = run.code?.node ?? run.top;
  let bindings = _bindings.get(key);
  if (bindings === undefined) {
    const found: Binding[] = [];
    const look = (node: WalkedNode): void => {
      if (node.kind === 'Assign') {
        node.targets.forEach(target => {
          if (target.kind === 'Attribute') {
            found.push({ owner: target.value, name: target.attr, node: target, call: null });
          }
        });
      } else if (node.kind === 'Call' && node.args[1]?.kind === 'Constant') {
        const { value } = node.args[1];
        if (value.type === 'str') {
          found.push({ owner: node.args[0], name: value.value, node, call: node });
        }
      }
    };
    walkOwnScope(bodyOf(run), look, BINDING);
    bindings = found.length === 0 ? NO_BINDINGS : found;
    _bindings.set(key, bindings);
  }
  return bindings;
}

const NO_BINDINGS: readonly Binding[] = [];

const _replaced = new WeakMap<Activation, readonly ReplacedName[]>();
const _inView = new WeakMap<ProgramView, readonly ReplacedName[]>();

/** The names that the function's own document replaces. */
export function replacedFor(subject: Subject, view: ProgramView): readonly ReplacedName[] {
  const { document } = subject.code.top.unit;
  const replaced = replacedIn(view);
  return replaced.length === 0
    ? replaced
    : replaced.filter(({ at }) => at.top.unit.document === document);
}

/** All names that the reached runs of the program replace. */
function replacedIn(view: ProgramView): readonly ReplacedName[] {
  let found = _inView.get(view);
  if (found === undefined) {
    const names: ReplacedName[] = [];
    view.reached.forEach(run => {
      names.push(...replacedBy(run));
    });
    found = names;
    _inView.set(view, found);
  }
  return found;
}

function replacedBy(run: Activation): readonly ReplacedName[] {
  const bindings = bindingsIn(run);
  if (bindings.length === 0) {
    return NO_NAMES;
  }
  let found = _replaced.get(run);
  if (found === undefined) {
    const names: ReplacedName[] = [];
    for (const { owner, name, node, call } of bindings) {
      if (call !== null && !edgesAt(run, call).some(({ api }) => api === 'builtins.setattr')) {
        continue;
      }
      for (const member of membersOf(run.values.get(owner) ?? { kind: 'never', id: 0 })) {
        if (member.kind === 'library') {
          const at = { top: run.code?.top ?? run.top, start: node.start, end: node.end };
          names.push({ path: `${member.path}.${name}`, at });
        }
      }
    }
    found = names;
    _replaced.set(run, names);
  }
  return found;
}

const NO_NAMES: readonly ReplacedName[] = [];

/** The replaced names that the runs below a function call. */
export function replacedNames(
  subject: Subject,
  below: readonly ReachedRun[],
  view: ProgramView
): readonly { readonly path: string; readonly cause: Cause }[] {
  const replaced = replacedFor(subject, view);
  if (replaced.length === 0) {
    return [];
  }
  const called = new Set(
    below.flatMap(({ run }) => [
      ...run.operations.map(({ api }) => api),
      ...run.calls.flatMap(({ api }) => api ?? [])
    ])
  );
  const names = [...called];
  return replaced
    .filter(({ path }) => names.some(api => api === path || api.startsWith(`${path}.`)))
    .map(({ path, at }) => ({
      path,
      cause: { at, chain: [], note: `${path} is replaced here` }
    }));
}
