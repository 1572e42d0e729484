/**
 * Lists that a counted loop fills: where each of `n` passes appends once, the list is longer by `n` afterwards.
 *
 * The rounds of a fixpoint do not count passes. So the growth of the first round is multiplied, where the text of the
 * loop shows that every pass does the same: the `append` stands unconditionally, no pass ends early, and nothing else
 * in the body can make the list longer or shorter.
 */
import type { Call, Expression, For, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { HeapObject, Value } from '../values/value';
import { binds } from './counters';
import type { Writes } from './places';
import type { Frame } from './machine';

/** `name`, or `name['key']`. */
type ListName = { readonly name: string; readonly key: string | null };

/** A list to which every pass of a loop appends. */
type Appended = ListName & {
  /** How many calls do it. */
  readonly calls: number;
  /** Whether one of them stands in a loop within the body. */
  readonly isRepeated: boolean;
};

/** A list before the loop, and what it grows by in one pass once that is known. */
export type FilledList = { readonly object: HeapObject; readonly before: number; growth: number };

/** The lists that the loop fills evenly, as they are before it. */
export function listsFilled(frame: Frame, loop: For): readonly (FilledList & Appended)[] {
  return appendedBy(loop).flatMap(appended => {
    const object = listNamed(frame, appended);
    const before = object === null ? null : lengthOf(frame.machine.heap.read(object, 'len'));
    return object === null || before === null ? [] : [{ ...appended, object, before, growth: 0 }];
  });
}

/** Notes what the lists have grown by in the first pass, of which all paths are given. */
export function noteGrowth(
  frame: Frame,
  lists: readonly (FilledList & Appended)[],
  paths: readonly Writes[]
): void {
  for (const list of lists) {
    const place = frame.machine.heap.place(list.object, 'len');
    const grown = paths.map(path => (lengthOf(path.get(place) ?? null) ?? 0) - list.before);
    const [growth] = grown;
    list.growth =
      grown.length === 1 && growth > 0 && (list.isRepeated || growth === list.calls) ? growth : 0;
  }
}

/** Gives the lists the lengths that they have after so many passes. */
export function settleLengths(
  frame: Frame,
  lists: readonly (FilledList & Appended)[],
  passes: number
): void {
  const { heap, values } = frame.machine;
  for (const list of lists) {
    if (list.growth > 0 && listNamed(frame, list) === list.object) {
      const length = list.before + list.growth * passes;
      heap.write(list.object, 'len', values.constant('int', length, false));
    }
  }
}

/** The list that a local name, or an entry of the dictionary that it names, holds. */
function listNamed(frame: Frame, { name, key }: ListName): HeapObject | null {
  const { heap } = frame.machine;
  const held = frame.environment.bindings.binds(name)
    ? heap.read(frame.environment.object, name)
    : null;
  const list =
    key === null || held === null || held.kind !== 'object' || held.object.kind !== 'dict'
      ? held
      : heap.read(held.object, `['${key}']`);
  return list?.kind === 'object' && list.object.kind === 'list' ? list.object : null;
}

function lengthOf(value: Value | null): number | null {
  return value?.kind === 'constant' && typeof value.value === 'number' ? value.value : null;
}

const _appended = new WeakMap<For, readonly Appended[]>();

function appendedBy(loop: For): readonly Appended[] {
  let found = _appended.get(loop);
  if (found === undefined) {
    found = leavesEarly(loop.body) ? [] : onlyAppended(loop, appendsIn(loop.body));
    _appended.set(loop, found);
  }
  return found;
}

/** The appends that every pass makes, each list once. */
function appendsIn(body: readonly Statement[]): readonly Appended[] {
  const found = new Map<string, Appended>();
  const add = ({ name, key, calls, isRepeated }: Appended): void => {
    const text = `${name} ${key ?? ''}`;
    const known = found.get(text);
    found.set(text, {
      name,
      key,
      calls: calls + (known?.calls ?? 0),
      isRepeated: isRepeated || known?.isRepeated === true
    });
  };
  for (const statement of body) {
    if (statement.kind === 'With') {
      appendsIn(statement.body).forEach(add);
    } else if (
      statement.kind === 'For' &&
      isCountedAlike(statement, body) &&
      !leavesEarly(statement.body)
    ) {
      appendsIn(statement.body).forEach(inner => add({ ...inner, isRepeated: true }));
    } else if (statement.kind === 'Expr' && isAppend(statement.value)) {
      const list = appendedList(statement.value);
      if (list !== null) {
        add({ ...list, calls: 1, isRepeated: false });
      }
    }
  }
  return [...found.values()];
}

/** Whether an inner loop goes over a `range` that no pass of the outer one changes. */
function isCountedAlike(loop: For, outer: readonly Statement[]): boolean {
  const { iter } = loop;
  return (
    iter.kind === 'Call' &&
    iter.func.kind === 'Name' &&
    iter.func.id === 'range' &&
    iter.args.every(
      argument =>
        argument.kind === 'Constant' ||
        (argument.kind === 'Name' && !outer.some(statement => binds(statement, argument.id)))
    )
  );
}

function isAppend(expression: Expression): expression is Call {
  return (
    expression.kind === 'Call' &&
    expression.func.kind === 'Attribute' &&
    expression.func.attr === 'append' &&
    expression.args.length === 1 &&
    expression.args[0].kind !== 'Starred'
  );
}

function appendedList(call: Call): ListName | null {
  const list = call.func.kind === 'Attribute' ? call.func.value : call.func;
  if (list.kind === 'Name') {
    return { name: list.id, key: null };
  }
  return list.kind === 'Subscript' &&
    list.value.kind === 'Name' &&
    list.slice.kind === 'Constant' &&
    list.slice.value.type === 'str'
    ? { name: list.value.id, key: list.slice.value.value }
    : null;
}

/** Whether some pass may end before its last statement, or with the loop itself. */
function leavesEarly(body: readonly Statement[]): boolean {
  return body.some(
    statement =>
      !walk(statement, node => {
        switch (node.kind) {
          case 'FunctionDef':
          case 'Lambda':
          case 'ClassDef':
            return 'skip';
          case 'For':
          case 'While':
            // Their own `break` and `continue` stay within; `return` and `yield` do not.
            return returns(node.body) ? 'stop' : 'skip';
          case 'Break':
          case 'Continue':
          case 'Return':
          case 'Yield':
          case 'YieldFrom':
          case 'Await':
          case 'ErrorStatement':
            return 'stop';
          default:
            return undefined;
        }
      })
  );
}

function returns(body: readonly Statement[]): boolean {
  return body.some(
    statement =>
      !walk(statement, node =>
        node.kind === 'Return' ||
        node.kind === 'Yield' ||
        node.kind === 'YieldFrom' ||
        node.kind === 'Await'
          ? 'stop'
          : undefined
      )
  );
}

/** Functions that leave the lists that they are given as they are. */
const READING = new Set(['len', 'sum', 'min', 'max', 'any', 'all', 'print', 'float', 'int', 'str']);
const READING_MODULES = new Set(['np', 'numpy', 'tf', 'tensorflow', 'math', 'plt']);

/** Those of the appended lists whose names the body mentions in no way that could change their length. */
function onlyAppended(loop: For, appended: readonly Appended[]): readonly Appended[] {
  const changed = new Set<string>();
  /** Names of which an item is used: it may be the list of a dictionary. */
  const handedOn = new Set<string>();
  const harmless = new Set<Expression>();
  for (const statement of loop.body) {
    walk(statement, node => {
      switch (node.kind) {
        case 'Expr':
          if (isAppend(node.value) && node.value.func.kind === 'Attribute') {
            const list = node.value.func.value;
            harmless.add(list);
          }
          break;
        case 'Call':
          if (isReading(node.func)) {
            node.args.forEach(argument => harmless.add(argument));
          }
          break;
        case 'Subscript':
          if (node.value.kind === 'Name' && !harmless.has(node)) {
            handedOn.add(node.value.id);
          }
          harmless.add(node.value);
          break;
        case 'FormattedValue':
          harmless.add(node.value);
          break;
        case 'Assign':
          // `rows[:] = rows[-10:]`
          node.targets.forEach(target => {
            if (
              target.kind === 'Subscript' &&
              target.slice.kind === 'Slice' &&
              target.value.kind === 'Name'
            ) {
              changed.add(target.value.id);
            }
          });
          break;
        case 'Delete':
          node.targets.forEach(target =>
            walk(target, part => {
              if (part.kind === 'Name') {
                changed.add(part.id);
              }
            })
          );
          break;
        case 'Name':
          if (!harmless.has(node)) {
            changed.add(node.id);
          }
          break;
        default:
      }
      return undefined;
    });
  }
  walk(loop.target, node => {
    if (node.kind === 'Name') {
      changed.add(node.id);
    }
  });
  return appended.filter(
    entry =>
      !changed.has(entry.name) &&
      (entry.key === null || !handedOn.has(entry.name)) &&
      entry.calls === callsAppending(loop, entry)
  );
}

function isReading(callee: Expression): boolean {
  let root = callee;
  while (root.kind === 'Attribute') {
    root = root.value;
  }
  return (
    root.kind === 'Name' && (root === callee ? READING.has(root.id) : READING_MODULES.has(root.id))
  );
}

/** How many calls in the loop append to the list, also those below a condition. */
function callsAppending(loop: For, { name, key }: ListName): number {
  let calls = 0;
  for (const statement of loop.body) {
    walk(statement, node => {
      const list = node.kind === 'Call' && isAppend(node) ? appendedList(node) : null;
      calls += list !== null && list.name === name && list.key === key ? 1 : 0;
    });
  }
  return calls;
}
