/**
 * Lists that a counted loop fills: where each of `n` passes appends once, the list is longer by `n` afterwards.
 *
 * The rounds of a fixpoint do not count passes. So the growth of the first round is multiplied, where the text of the
 * loop shows that every pass does the same: the `append`, or `+=` of a list that is written out, stands unconditionally,
 * no pass ends early, and nothing else in the body can make the list longer or shorter.
 */
import type { WalkedNode } from '../syntax/children';
import type { Expression, For, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { HeapObject, Value } from '../values/value';
import { binds } from './counters';
import type { Writes } from './places';
import type { Frame } from './machine';

/** `name`, or `name['key']`. */
type ListName = { readonly name: string; readonly key: string | null };

/** A list to which every pass of a loop appends. */
type Appended = ListName & {
  /** How many items it gets. */
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
    } else {
      const growth = growthBy(statement.kind === 'Expr' ? statement.value : statement);
      if (growth !== null) {
        add({ ...growth.list, calls: growth.items, isRepeated: false });
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

/** The list that a call or statement makes longer, where it stands, and by how many items: `append`, `insert`, `extend([a, b])`, `+= [a, b]`. */
function growthBy(node: WalkedNode): Growth | null {
  const [place, items] = grown(node);
  const list = place === null || items === 0 ? null : listName(place);
  return place === null || list === null ? null : { place, list, items };
}

/** `list`, as it is written at `place`, becomes longer by so many items. */
type Growth = { readonly place: Expression; readonly list: ListName; readonly items: number };

function grown(node: WalkedNode): readonly [Expression | null, number] {
  if (node.kind === 'AugAssign') {
    return node.op === '+' ? [node.target, itemsOf(node.value)] : [null, 0];
  }
  if (node.kind !== 'Call' || node.func.kind !== 'Attribute') {
    return [null, 0];
  }
  if (node.func.attr === 'insert' && node.args.length === 2) {
    return node.args.some(({ kind }) => kind === 'Starred') ? [null, 0] : [node.func.value, 1];
  }
  if (node.args.length !== 1) {
    return [null, 0];
  }
  const [argument] = node.args;
  switch (node.func.attr) {
    case 'append':
      return argument.kind === 'Starred' ? [null, 0] : [node.func.value, 1];
    case 'extend':
      return [node.func.value, itemsOf(argument)];
    default:
      return [null, 0];
  }
}
/** How many items a display that is written out has; 0 for anything else. */
function itemsOf(expression: Expression): number {
  return expression.kind === 'List' && expression.elts.every(({ kind }) => kind !== 'Starred')
    ? expression.elts.length
    : 0;
}

function listName(list: Expression): ListName | null {
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
        case 'AugAssign': {
          const growth = growthBy(node.kind === 'Expr' ? node.value : node);
          if (growth !== null) {
            harmless.add(growth.place);
          }
          break;
        }
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

/** How many items the statements of the loop append to the list, also those below a condition. */
function callsAppending(loop: For, { name, key }: ListName): number {
  let calls = 0;
  for (const statement of loop.body) {
    walk(statement, node => {
      const growth = growthBy(node);
      calls += growth?.list.name === name && growth.list.key === key ? growth.items : 0;
    });
  }
  return calls;
}
