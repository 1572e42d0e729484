/**
 * Lists, tuples and dictionaries whose length is another in each pass of a loop that hands them over. `tf.function`
 * takes containers apart: each length is a structure of its own, and a trace (`spec/tracing-truth.md`, section 1.1).
 */
import type { Contents } from '../interpreter/contents';
import type { Activation } from '../interpreter/record';
import type { Expression, For, Location, Statement, While } from '../syntax/tree';
import { walk, walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import { assignedNames, mentionedNames, namesOfTarget } from '../syntax/blockNames';
import { assignmentsOf, loopsAround } from './bodyIndex';
import type { Cause } from './reachableRuns';
import type { Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** Calls that surely bring another length in each pass, and those of which it cannot be told. */
export type VaryingLengths = {
  readonly sure: readonly Cause[];
  readonly possible: readonly Cause[];
};

/** How a length hangs on the pass of a loop. */
type Dependence = 'none' | 'possible' | 'sure';

/** The calls in loops that hand over containers of varying length. */
export function varyingLengths({ arrivals }: Subject, name: string): VaryingLengths {
  const sure: Cause[] = [];
  const possible: Cause[] = [];
  for (const { edge, caller, activation } of arrivals) {
    const { site } = edge;
    const argument = activation.arguments.get(name);
    const loop = loopsAround(bodyOf(caller), site).at(-1);
    if (argument === undefined || loop === undefined) {
      continue;
    }
    const node = edge.argumentNodes.get(name);
    // `work(*xs)`: what `*args` takes.
    const starred = edge.node?.args.filter(({ kind }) => kind === 'Starred') ?? [];
    const found = strongest(
      membersOf(argument).map(member =>
        isOpen(member, activation.contents)
          ? dependenceOf(scopeOf(caller, loop, site), member, node === undefined ? starred : [node])
          : 'none'
      )
    );
    const { start, end } = node ?? site;
    const cause = { at: { top: site.top, start, end }, chain: [], note: 'another length' };
    if (found !== 'none') {
      (found === 'sure' ? sure : possible).push(cause);
    }
  }
  return { sure, possible };
}

/** Whether how many items a container has is not known. */
function isOpen(value: Value, contents: Contents): boolean {
  if (value.kind === 'tuple') {
    return value.rest !== null;
  }
  if (value.kind !== 'object') {
    return false;
  }
  const fields = contents.get(value.object);
  const length = fields?.get('len');
  return value.object.kind === 'dict'
    ? fields?.has('[*]') === true
    : value.object.kind === 'list' &&
        !(length?.kind === 'constant' && typeof length.value === 'number');
}

/** A loop with a call in it, and the names that the loop binds. */
type LoopScope = {
  readonly caller: Activation;
  readonly loop: For | While;
  readonly site: Location;
  readonly names: ReadonlySet<string>;
};

function scopeOf(caller: Activation, loop: For | While, site: Location): LoopScope {
  const targets = loop.kind === 'For' ? namesOfTarget(loop.target) : [];
  return { caller, loop, site, names: new Set([...assignedNames(loop.body), ...targets]) };
}

function dependenceOf(scope: LoopScope, value: Value, given: readonly Expression[]): Dependence {
  const object = value.kind === 'object' ? value.object : null;
  if (object === null) {
    return strongest(given.map(part => lengthOf(part, scope, EXPRESSION_DEPTH)));
  }
  const { loop, site } = scope;
  const isOwn = object.site?.top === site.top && isWithin(object.site, loop);
  const maker = isOwn && object.site !== null ? expressionAt(loop, object.site) : null;
  return strongest([
    maker === null ? 'none' : lengthOf(maker, scope, EXPRESSION_DEPTH),
    growthOf(object, scope, isOwn)
  ]);
}

/** Names and calls are followed to this depth. */
const EXPRESSION_DEPTH = 6;

/** Functions that give a container as long as the one that they are given. */
const SAME_LENGTH: ReadonlySet<string> = new Set([
  ...['list', 'tuple', 'sorted', 'reversed', 'enumerate', 'zip', 'map', 'deque']
]);

/** How the length of what an expression gives hangs on the names that the loop binds. */
function lengthOf(node: Expression, scope: LoopScope, depth: number): Dependence {
  const varies = (part: Expression | null): boolean =>
    part !== null && [...mentionedNames(part)].some(name => scope.names.has(name));
  if (depth === 0) {
    return varies(node) ? 'possible' : 'none';
  }
  switch (node.kind) {
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return strongest(
        node.generators.map(({ iter, ifs }) =>
          ifs.some(varies) ? 'possible' : lengthOf(iter, scope, depth - 1)
        )
      );
    case 'BinOp':
      // `[x] * n`: the number decides.
      return strongest(
        [node.left, node.right].map(part =>
          node.op === '*' && isNumber(scope.caller.values.get(part))
            ? varies(part)
              ? 'sure'
              : 'none'
            : lengthOf(part, scope, depth - 1)
        )
      );
    case 'Subscript':
      if (node.slice.kind === 'Slice') {
        const { lower, upper } = node.slice;
        // `xs[i:i + 8]` is a window; `xs[:i]` grows.
        return varies(lower) !== varies(upper) ? 'sure' : lengthOf(node.value, scope, depth - 1);
      }
      return varies(node) ? 'possible' : 'none';
    case 'List':
    case 'Tuple':
    case 'Set':
      return strongest(
        node.elts.map(part =>
          part.kind === 'Starred' ? lengthOf(part.value, scope, depth - 1) : 'none'
        )
      );
    case 'Starred':
      return lengthOf(node.value, scope, depth - 1);
    case 'Call': {
      const called = node.func.kind === 'Name' ? node.func.id : null;
      if (called === 'range') {
        return node.args.filter(varies).length === 1 ? 'sure' : varies(node) ? 'possible' : 'none';
      }
      if (called !== null && SAME_LENGTH.has(called)) {
        return strongest(node.args.map(part => lengthOf(part, scope, depth - 1)));
      }
      return varies(node) ? 'possible' : 'none';
    }
    case 'Name': {
      if (!scope.names.has(node.id)) {
        return heldGrowth(node, scope);
      }
      const within = (assignmentsOf(bodyOf(scope.caller)).get(node.id) ?? []).filter(statement =>
        isWithin(statement, scope.loop)
      );
      const isTarget =
        scope.loop.kind === 'For' && namesOfTarget(scope.loop.target).includes(node.id);
      return within.length === 1 && !isTarget && within[0].targets[0]?.kind === 'Name'
        ? lengthOf(within[0].value, scope, depth - 1)
        : 'possible';
    }
    case 'Attribute':
      return varies(node) ? 'possible' : heldGrowth(node, scope);
    default:
      return varies(node) ? 'possible' : 'none';
  }
}

/** How the containers change that an expression names and the loop does not bind. */
function heldGrowth(node: Expression, scope: LoopScope): Dependence {
  return strongest(
    membersOf(scope.caller.values.get(node) ?? NOTHING).map(member =>
      member.kind === 'object' ? growthOf(member.object, scope, false) : 'none'
    )
  );
}

/** Methods that make a container longer, and those that make it shorter. */
const GROWING: ReadonlySet<string> = new Set([
  ...['append', 'extend', 'insert', 'appendleft', 'extendleft', 'update', 'setdefault']
]);
const SHRINKING: ReadonlySet<string> = new Set(['pop', 'popleft', 'popitem', 'clear', 'remove']);

/** How the length of an object changes while the loop runs. */
function growthOf(object: HeapObject, scope: LoopScope, isOwn: boolean): Dependence {
  const { caller, loop, names, site } = scope;
  const isChanged = [...caller.effects, ...caller.localEffects].some(
    effect =>
      effect.object === object &&
      (effect.kind === 'mutation' || effect.kind === 'write') &&
      isWithin(effect.chain[0] ?? effect.cause, loop)
  );
  const isFilled = !isOwn || isFilledWithin(object, scope);
  if (!isChanged || !isFilled) {
    return 'none';
  }
  let grows = false;
  let isReset = isOwn;
  let isAsked = false;
  const isObject = (node: Expression): boolean =>
    membersOf(caller.values.get(node) ?? NOTHING).some(
      member => member.kind === 'object' && member.object === object
    );
  walkOwnScope(loop.body, node => {
    switch (node.kind) {
      case 'Call':
        if (node.func.kind === 'Attribute' && isObject(node.func.value)) {
          grows ||= GROWING.has(node.func.attr);
          isReset ||= SHRINKING.has(node.func.attr);
        }
        return;
      case 'Subscript':
        // `table[name] = x` under a name of the pass.
        grows ||=
          object.kind === 'dict' &&
          isObject(node.value) &&
          [...mentionedNames(node.slice)].some(name => names.has(name));
        return;
      case 'AugAssign':
        grows ||= isObject(node.target);
        return;
      case 'Delete':
        isReset = true;
        return;
      case 'If':
        // `if len(batch) == 8:` says how long it is then.
        isAsked ||= node.start <= site.start && site.end <= node.end && asks(node.test, isObject);
        return;
      default:
        return;
    }
  });
  const isBounded = object.cls?.kind === 'library' && object.cls.path === 'collections.deque';
  return isAsked ? 'none' : grows && !isReset && !isBounded ? 'sure' : 'possible';
}

/** Whether an inner loop or a branch fills a list that each pass makes; how often the pass itself does is always the same. */
function isFilledWithin(object: HeapObject, { caller, loop }: LoopScope): boolean {
  let found = false;
  const blocks: (readonly Statement[])[] = [];
  walkOwnScope(loop.body, node => {
    if (node.kind === 'For' || node.kind === 'While' || node.kind === 'If') {
      blocks.push(node.body, node.orelse);
    }
  });
  const places = blocks.flat();
  for (const effect of [...caller.effects, ...caller.localEffects]) {
    const at = effect.chain[0] ?? effect.cause;
    found ||=
      effect.object === object &&
      places.some(({ start, end }) => start <= at.start && at.end <= end);
  }
  return found;
}

/** Whether a condition asks for the length of an object: `len(batch) == 8`. */
function asks(test: Expression, isObject: (node: Expression) => boolean): boolean {
  let found = false;
  walk(test, node => {
    found ||=
      node.kind === 'Call' &&
      node.func.kind === 'Name' &&
      node.func.id === 'len' &&
      node.args.some(isObject);
  });
  return found;
}

/** The expression at a place in a loop that makes a container. */
function expressionAt(loop: For | While, place: Location): Expression | null {
  let found: Expression | null = null;
  walkOwnScope(loop.body, node => {
    if (node.start !== place.start || node.end !== place.end) {
      return;
    }
    switch (node.kind) {
      case 'BinOp':
      case 'Call':
      case 'DictComp':
      case 'List':
      case 'ListComp':
      case 'Subscript':
        found ??= node;
        return;
      default:
        return;
    }
  });
  return found;
}

function isNumber(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    membersOf(value).every(member => member.kind === 'constant' && member.type === 'int')
  );
}

function isWithin(place: { readonly start: number; readonly end: number }, loop: For | While) {
  return loop.body.length > 0 && loop.body[0].start <= place.start && place.end <= loop.end;
}

function strongest(found: readonly Dependence[]): Dependence {
  return found.includes('sure') ? 'sure' : found.includes('possible') ? 'possible' : 'none';
}

const NOTHING = { kind: 'never', id: 0 } as const;
