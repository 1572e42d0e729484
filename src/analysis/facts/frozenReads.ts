/**
 * Python values that a function reads from outside and that differ between its runs: a trace keeps what it read first
 * (`spec/tracing-truth.md`, section 6.2).
 */
import type { Activation } from '../interpreter/record';
import type { Expression, Location } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { elementsOf } from './argumentValues';
import { enclosingBinding, isFixedInClosure, onlySetting } from './closureValues';
import { readsConstructedField } from './constructedFields';
import { isFlagOfGuard } from './firstCallGuards';
import { builtinOf, isTraced } from './graphConditions';
import type { Cause } from './reachableRuns';
import type { ProgramView } from './subject';
import { bodyOf } from './symbolicValues';

/**
 * Python values of the outside that differ between the runs: a trace keeps the first. Of a name of the module that is
 * the same in all runs, `changedBetween` tells whether it is bound anew meanwhile, known value or not.
 */
export function frozenReads(activations: readonly Activation[]): readonly string[] {
  const seen = new Map<string, { readonly runs: Set<string>; isOpen: boolean }>();
  for (const run of activations) {
    for (const [name, value] of run.outerReads) {
      const known = membersOf(value).flatMap(member =>
        member.kind === 'constant' && member.type === 'None' ? [] : (textOf(member) ?? [])
      );
      if (known.length > 0) {
        const entry = seen.get(name) ?? { runs: new Set<string>(), isOpen: false };
        entry.runs.add(known.sort().join('|'));
        entry.isOpen ||= known.length > 1 || known.includes(VARIES);
        seen.set(name, entry);
      }
    }
  }
  const code = activations[0]?.code ?? null;
  return [...seen]
    .filter(
      ([name, { runs, isOpen }]) =>
        (runs.size > 1 || (isOpen && code !== null && enclosingBinding(code, name) !== null)) &&
        (code === null || !isFixedInClosure(code, name))
    )
    .map(([name]) => name);
}

/** Runs of callees are compared to this depth. */
const DEPTH_LIMIT = 6;

/**
 * Places where runs with equal arguments read different Python values: something outside changes between the calls
 * (an attribute, a length, an entry), and a trace keeps what it read first. What the run itself writes is left to the
 * finding about side effects.
 */
export function frozenValues(
  activations: readonly Activation[],
  view: ProgramView
): readonly Cause[] {
  const causes = new Map<string, Cause>();
  const groups = new Map<string, Activation>();
  for (const run of activations) {
    const first = groups.get(argumentsKey(run));
    if (first === undefined) {
      groups.set(argumentsKey(run), run);
    } else {
      compareRuns(
        first,
        run,
        [],
        causes,
        (node, within) =>
          readsConstructedField(node, within, first, view) ||
          readsContainer(node, within, first) ||
          isFlagOfGuard(node, within, view) ||
          (node.kind === 'Name' &&
            within === first &&
            first.outerReads.has(node.id) &&
            within.code !== null &&
            isFixedInClosure(within.code, node.id))
      );
    }
  }
  return [...causes.values()];
}

/** Containers within containers that are looked into. */
const CONTAINER_DEPTH = 4;

/**
 * Whether an expression is the length or an item of a list, tuple or dictionary among the arguments: `tf.function` takes
 * these apart, and traces anew for others.
 */
function readsContainer(node: Expression, run: Activation, first: Activation): boolean {
  const holder =
    node.kind === 'Subscript'
      ? node.value
      : node.kind === 'Call' && builtinOf(run, node) === 'len'
        ? node.args[0]
        : undefined;
  const held = holder === undefined ? [] : membersOf(run.values.get(holder) ?? NOTHING);
  const given = [...first.arguments.values()];
  return held.length > 0 && held.every(value => isWithin(value, given, first, CONTAINER_DEPTH));
}

function isWithin(value: Value, given: readonly Value[], run: Activation, depth: number): boolean {
  return given.some(holder =>
    membersOf(holder).some(member => {
      const elements = elementsOf(member, run.contents);
      return (
        elements !== null &&
        (member === value || (depth > 0 && isWithin(value, elements, run, depth - 1)))
      );
    })
  );
}

const NOTHING = { kind: 'never', id: 0 } as const;

function argumentsKey(run: Activation): string {
  return [...run.arguments.values()].map(value => value.id).join(',');
}

function compareRuns(
  left: Activation,
  right: Activation,
  chain: readonly Location[],
  causes: Map<string, Cause>,
  isOfObject: (node: Expression, run: Activation) => boolean
): void {
  if (left === right || left.code === null || chain.length > DEPTH_LIMIT) {
    return;
  }
  const isOther = (node: Expression): boolean => {
    const value = left.values.get(node);
    const other = right.values.get(node);
    return (
      value !== undefined &&
      other !== undefined &&
      other !== value &&
      isRead(node) &&
      areOthers(value, other) &&
      !isOfObject(node, left) &&
      !isTakenFromSame(node, left, isOther)
    );
  };
  for (const node of left.values.keys()) {
    if (isOther(node)) {
      causes.set(`${left.code.name}|${node.start}`, {
        at: { top: left.code.top, start: node.start, end: node.end },
        chain,
        note: 'this differs between the calls'
      });
    }
  }
  for (const edge of left.calls.filter(isTraced)) {
    const { callee } = edge;
    const others = right.calls.filter(
      candidate => candidate.node === edge.node && candidate.code === edge.code
    );
    for (const { callee: counterpart } of others) {
      if (
        callee !== null &&
        counterpart !== null &&
        argumentsKey(callee) === argumentsKey(counterpart)
      ) {
        compareRuns(callee, counterpart, [...chain, edge.site], causes, isOfObject);
      }
    }
  }
}

/** Whether a local name is set once, from nothing that differs by itself. */
function isTakenFromSame(
  node: Expression,
  run: Activation,
  isOther: (part: Expression) => boolean
): boolean {
  const setting =
    node.kind === 'Name' && run.code?.node.kind === 'FunctionDef' && !run.outerReads.has(node.id)
      ? onlySetting(bodyOf(run), node.id)
      : null;
  return (
    setting !== null &&
    (setting.end <= node.start || setting.targets.includes(node)) &&
    setting.targets.every(({ kind }) => kind === 'Name') &&
    [...run.values.keys()].every(
      part => part.start < setting.value.start || setting.value.end < part.end || !isOther(part)
    )
  );
}

/** Expressions that read something that may lie outside. */
function isRead(node: Expression): boolean {
  return (
    node.kind === 'Name' ||
    node.kind === 'Attribute' ||
    node.kind === 'Subscript' ||
    node.kind === 'Call'
  );
}

/** Whether two values are told by what they are, and are not the same. */
function areOthers(left: Value, right: Value): boolean {
  const describe = (value: Value): string | null => {
    const texts = membersOf(value).map(textOf);
    return texts.length === 0 || texts.includes(null) ? null : texts.sort().join('|');
  };
  const one = describe(left);
  const two = describe(right);
  return one !== null && two !== null && one !== two;
}

/** What a constant is told by whose value is not known. */
const VARIES = 'varies';

/** What tells a constant or a function of a library (`act = tf.nn.relu`) from others; `null` for all else. */
function textOf(value: Value): string | null {
  switch (value.kind) {
    case 'constant':
      return value.value === undefined ? VARIES : `${value.type} ${String(value.value)}`;
    case 'library':
      return value.path;
    default:
      return null;
  }
}
