/**
 * What a function gives back, part by part: the expressions behind its containers, and the values of these.
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import { REVERSED, type Value } from '../values/value';
import { elementsOf } from './argumentValues';
import { assignmentsOf } from './bodyIndex';
import { dottedNames } from './callsOfNode';
import { isRecordClass } from './opaqueValues';
import { bodyOf } from './symbolicValues';

/** Containers within containers are gone through to this depth. */
const DEPTH_LIMIT = 4;

/** Methods that put one element into a list or set, or all elements of another container. */
const ADDING: ReadonlySet<string> = new Set([
  ...['append', 'add', 'insert', 'appendleft', 'extend', 'extendleft']
]);

/** Displays and comprehensions that make a container (language reference 6.2.4). */
const DISPLAYS: ReadonlySet<Expression['kind']> = new Set([
  ...(['List', 'Set', 'Dict', 'ListComp', 'SetComp', 'DictComp'] as const)
]);

/** The expressions that are returned; containers are gone through, whether written out or filled by the body. */
export function returnedNodes(run: Activation, node: Expression, depth = 0): readonly Expression[] {
  const within = (part: Expression): readonly Expression[] =>
    depth > DEPTH_LIMIT ? [] : returnedNodes(run, part, depth + 1);
  switch (node.kind) {
    case 'List':
    case 'Tuple':
      return node.elts.flatMap(within);
    case 'Dict':
      return [node, ...node.items.flatMap(item => within(item.value))];
    case 'ListComp':
    case 'SetComp':
      return [node, ...within(node.elt)];
    case 'DictComp':
      return [node, ...within(node.value)];
    case 'Starred':
      return within(node.value);
    case 'Call': {
      // `return Batch(x, y)`: what a record is made of.
      const isTuple = membersOf(run.values.get(node) ?? NOTHING).some(
        member => member.kind === 'object' && isRecordClass(member.object.cls)
      );
      const given = [...node.args, ...node.keywords.map(({ value }) => value)];
      return isTuple ? [node, ...given.flatMap(within)] : [node];
    }
    case 'Name':
      return [node, ...fillingsOf(run, node.id).flatMap(within)];
    default:
      return [node];
  }
}

/** What the body puts into the container of that name: the displays it is bound to, and what is added to it. */
export function fillingsOf(run: Activation, name: string): readonly Expression[] {
  const body = bodyOf(run);
  const fillings: Expression[] = (assignmentsOf(body).get(name) ?? []).flatMap(({ value }) =>
    isDisplay(value) || isMadeEmpty(value) ? [value] : []
  );
  if (fillings.length === 0) {
    return [];
  }
  walkOwnScope(body, node => {
    if (
      node.kind === 'Call' &&
      node.func.kind === 'Attribute' &&
      ADDING.has(node.func.attr) &&
      isWithin(node.func.value, name)
    ) {
      fillings.push(...node.args.slice(-1));
    } else if (
      node.kind === 'Assign' &&
      node.targets.some(target => target.kind === 'Subscript' && isWithin(target.value, name))
    ) {
      fillings.push(node.value);
    } else if (
      node.kind === 'AugAssign' &&
      node.op === '+' &&
      isDisplay(node.value) &&
      isWithin(node.target, name)
    ) {
      fillings.push(node.value);
    }
  });
  return fillings;
}

/** Whether an expression is the container of that name, or one within it: `parts`, `parts[key]`. */
function isWithin(node: Expression, name: string): boolean {
  return node.kind === 'Subscript'
    ? isWithin(node.value, name)
    : node.kind === 'Name' && node.id === name;
}

/** `list()`, `defaultdict(list)`, `deque(maxlen=9)`: what makes a container that is filled later. */
function isMadeEmpty(node: Expression): boolean {
  return (
    node.kind === 'Call' &&
    /^(?:list|dict|set|deque|defaultdict|OrderedDict)$/u.test(dottedNames(node.func)?.at(-1) ?? '')
  );
}

function isDisplay(node: Expression): boolean {
  return DISPLAYS.has(node.kind);
}

/** What is returned, each part with the whole that it belongs to; containers that are written out are gone through. */
export function returnedParts(
  run: Activation,
  node: Expression
): readonly (readonly [Value, Value])[] {
  return returnedNodes(run, node).flatMap(part => {
    const value = run.values.get(part);
    return value === undefined ? [] : partsOf(run, value).map(member => [value, member] as const);
  });
}

/** The members of nested tuples and containers, each once. */
function partsOf(run: Activation, value: Value): readonly Value[] {
  const seen = new Set<Value>();
  const parts: Value[] = [];
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const member of membersOf(next)) {
      if (seen.has(member)) {
        continue;
      }
      seen.add(member);
      if (member.kind === 'tuple' && member.cls !== REVERSED) {
        pending.push(
          ...(member.rest === null ? [] : [member.rest]),
          ...[...member.items].reverse()
        );
      } else {
        parts.push(member);
        const contents =
          member.kind === 'object' && run.returned.has(member.object) ? run.returned : run.contents;
        pending.push(...(elementsOf(member, contents) ?? []));
      }
    }
  }
  return parts;
}

const NOTHING = { kind: 'never', id: 0 } as const;
