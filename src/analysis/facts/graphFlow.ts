/**
 * What stands in conditions and loops of the graph: tracing runs every way through them once, so whatever Python does
 * there besides computing tensors happens although its condition does not hold, or only once.
 */
import { blocksOf } from '../interpreter/definitions';
import type { Activation, Effect } from '../interpreter/record';
import type { Expression, Statement } from '../syntax/tree';
import { CONDITIONAL_EXPRESSIONS, FLOWS, LOOPS } from '../syntax/nodeKinds';
import { walk, walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { assignedNames } from '../syntax/blockNames';
import { assignmentsOf, loopsOf } from './bodyIndex';
import type { AddForm } from './conversionForms';
import { isCarriedItem } from './carriedItems';
import { callbackBranches, changedShapes, openShapeReads, shapeConditions } from './graphShapes';
import { isGraphLoop, isSymbolicCondition, type IsSymbolic } from './graphConditions';
import { hasNoGraphForm, isExtensionType } from './opaqueValues';
import { outlinesAt, unlikeAmong, type Outline } from './outlines';
import { isInBuild, runsEagerly } from './recommendedEffects';
import { isUnread } from './unreadLists';

/** A condition or loop. */
export type Flow = Extract<Statement, { readonly kind: 'If' | 'For' | 'While' }>;

/** The conditions and loops of a body that become parts of the graph. */
export function graphFlows(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic
): readonly Flow[] {
  const flows: Flow[] = [];
  walkOwnScope(
    body,
    node => {
      if (
        (node.kind === 'If' && isSymbolicCondition(node.test, isSymbolic)) ||
        ((node.kind === 'For' || node.kind === 'While') && isGraphLoop(run, node, isSymbolic))
      ) {
        flows.push(node);
      }
    },
    FLOWS
  );
  return flows.length === 0 ? flows : [...flows, ...continuedFlows(body, new Set(flows))];
}

/**
 * Conditions of the graph that end a pass of a loop of Python: AutoGraph puts the rest of the pass behind them into
 * their other branch (`continue_statements` of its converters).
 */
function continuedFlows(
  body: readonly Statement[],
  flows: ReadonlySet<Statement>
): readonly Flow[] {
  const found: Flow[] = [];
  const visit = (block: readonly Statement[], behind: readonly Statement[]): void => {
    block.forEach((statement, index) => {
      if (statement.kind !== 'If') {
        return;
      }
      const rest = [...block.slice(index + 1), ...behind];
      const last = rest.at(-1);
      if (last !== undefined && flows.has(statement) && continues(statement)) {
        found.push({ ...statement, orelse: [...statement.orelse, ...rest], end: last.end });
      }
      visit(statement.body, rest);
      visit(statement.orelse, rest);
    });
  };
  loopsOf(body)
    .filter(loop => !flows.has(loop))
    .forEach(loop => visit(loop.body, []));
  return found;
}

/** Whether a branch of a condition goes on with the next pass. */
function continues({ body, orelse }: Extract<Statement, { kind: 'If' }>): boolean {
  return [body, orelse].some(branch => branch.at(-1)?.kind === 'Continue');
}

/** Finds what tracing does otherwise in the flows of one body, which `graphFlows` gave. */
export function flowForms(
  run: Activation,
  body: readonly Statement[],
  flows: readonly Flow[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  for (const flow of flows) {
    const arms = flow.kind === 'If' ? [flow.body, flow.orelse] : [flow.body];
    raisedIn(arms.flat(), add);
    keptKinds(run, body, flow, add);
    changedShapes(run, body, flow, add);
    if (flow.kind === 'If') {
      enclosedNames(run, body, flow, add);
      shapeConditions(run, flow.test, add);
    }
    const unread = unreadChanges(run, body, flow);
    for (const effect of [...run.effects, ...run.localEffects]) {
      if (
        isChangeIn(run, flow, effect) &&
        !runsEagerly(run, effect) &&
        !isInBuild(effect, run) &&
        !(effect.chain.length === 0 && unread.has(effect.cause.start)) &&
        !isCarriedItem(run, body, flow, effect)
      ) {
        const { start, end } = effect.chain[0] ?? effect.cause;
        add(
          'branches-disagree',
          { start, end },
          'tracing changes the object whatever the tensor says'
        );
      }
    }
  }
  for (const flow of flows) {
    if (flow.kind === 'While' && !isTensorAtEntry(run, body, flow, isSymbolic)) {
      add(
        'loop-exit',
        flow.test,
        'it is a value of Python when the loop begins, and a tensor later'
      );
    }
  }
  openShapeReads(run, body, flows, isSymbolic, add);
  callbackBranches(run, add);
  leftLoops(run, body, flows, isSymbolic, add);
  if (flows.some(flow => flow.kind === 'If')) {
    returnsOf(run, body, flows, add);
    returnsWithin(body, flows, add);
  }
  walkOwnScope(
    body,
    node => {
      if (node.kind === 'IfExp' && isSymbolicCondition(node.test, isSymbolic)) {
        const unlike = unlikeAmong([node.body, node.orelse].flatMap(arm => outlinesAt(run, arm)));
        if (unlike !== null) {
          add('branches-disagree', node, `it is ${unlike}`);
        } else if ([node.body, node.orelse].some(arm => isOpaqueAt(run, arm))) {
          add('branches-disagree', node, 'it is no tensor');
        }
        shapeConditions(run, node.test, add);
      }
    },
    CONDITIONAL_EXPRESSIONS
  );
}

/** Where the calls begin that only add to lists that nobody reads. */
function unreadChanges(
  run: Activation,
  body: readonly Statement[],
  flow: Flow
): ReadonlySet<number> {
  const found = new Set<number>();
  walkOwnScope([flow], node => {
    if (node.kind === 'Call' && isUnread(run, body, node)) {
      found.add(node.start);
    }
  });
  return found;
}

/** `raise` where a tensor decides: tracing runs into it. */
function raisedIn(block: readonly Statement[], add: AddForm): void {
  walkOwnScope(block, node => {
    if (node.kind === 'Raise') {
      add('raise-on-tensor', node, 'tracing comes here whatever the tensor says');
    }
    return node.kind === 'Try' ? 'skip' : undefined;
  });
}

/** Whether an effect on a container stands in the flow, in place or in a callee, and its object does not. */
function isChangeIn(run: Activation, flow: Flow, effect: Effect): boolean {
  if ((effect.kind !== 'mutation' && effect.kind !== 'write') || effect.object === null) {
    return false;
  }
  const site = effect.chain[0] ?? effect.cause;
  const isWithin = (place: { readonly start: number; readonly end: number }): boolean =>
    [...flow.body, ...(flow.kind === 'If' ? flow.orelse : [])].some(
      statement => statement.start <= place.start && place.end <= statement.end
    );
  const { kind, site: made } = effect.object;
  const isMadeWithin = made !== null && made.top === site.top && isWithin(made);
  const isContainer = kind === 'list' || kind === 'dict' || kind === 'set' || kind === 'iterator';
  const isEnclosingName = effect.construct === 'nonlocal' && effect.chain.length > 0;
  const isFarAttribute =
    kind === 'instance' &&
    effect.object.cls?.kind === 'class' &&
    effect.chain.length > 0 &&
    effect.construct === 'attribute';
  return (
    site.top === (run.code?.top ?? run.top) &&
    isWithin(site) &&
    !isMadeWithin &&
    (isContainer || isFarAttribute || isEnclosingName)
  );
}

/** Names that the flow binds to what no tensor can carry, and that are used after it. */
function keptKinds(run: Activation, body: readonly Statement[], flow: Flow, add: AddForm): void {
  const bound = new Map<string, Value[]>();
  const note = (target: Expression, value: Value | undefined): void => {
    if (target.kind === 'Name' && value !== undefined) {
      bound.set(target.id, [...(bound.get(target.id) ?? []), value]);
    }
  };
  const arms = [...flow.body, ...(flow.kind === 'If' ? flow.orelse : [])];
  walkOwnScope(arms, node => {
    if (node.kind === 'Assign') {
      node.targets.forEach(target => note(target, run.values.get(node.value)));
    } else if (node.kind === 'Starred' && node.value.kind === 'Name' && isTarget(arms, node)) {
      bound.set(node.value.id, []);
    } else if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') {
      bound.set(node.name, []);
    }
  });
  for (const [name, values] of bound) {
    if (isUsedAfter(body, flow, name)) {
      const lengths = new Set(values.flatMap(tupleLengths));
      if (values.length === 0 || values.some(isOpaque) || lengths.size > 1) {
        add('branches-disagree', flow, `\`${name}\` is no tensor`);
      }
    }
  }
}

/** Whether a part of a loop's condition is a tensor whenever it is looked at, the first time included. */
function isTensorAtEntry(
  run: Activation,
  body: readonly Statement[],
  { test, start }: Extract<Flow, { kind: 'While' }>,
  isSymbolic: IsSymbolic
): boolean {
  return !walk(test, node => {
    if (
      node.kind !== 'Name' &&
      node.kind !== 'Call' &&
      node.kind !== 'Subscript' &&
      node.kind !== 'Attribute'
    ) {
      return undefined;
    }
    const value = run.values.get(node);
    const before =
      node.kind === 'Name'
        ? (assignmentsOf(body).get(node.id) ?? []).filter(({ end }) => end <= start).at(-1)
        : undefined;
    const isTensor =
      before === undefined
        ? value !== undefined && membersOf(value).every(({ kind }) => kind === 'tensor')
        : isSymbolic(before.value);
    return isTensor ? 'stop' : undefined;
  });
}

/** Whether a starred expression takes the rest of what is unpacked. */
function isTarget(arms: readonly Statement[], starred: Expression): boolean {
  return !walkOwnScope(arms, node =>
    node.kind === 'Assign' &&
    node.targets.some(target => target.start <= starred.start && starred.end <= target.end)
      ? 'stop'
      : undefined
  );
}

/** Names that one branch alone sets and that a function made there reads: AutoGraph carries them out of the branch. */
function enclosedNames(
  run: Activation,
  body: readonly Statement[],
  flow: Extract<Flow, { readonly kind: 'If' }>,
  add: AddForm
): void {
  const parameters = new Set(run.code?.node.parameters.map(parameter => parameter.name) ?? []);
  const before = assignedNames(body.filter(({ end }) => end <= flow.start));
  const isSetBefore = (name: string): boolean =>
    parameters.has(name) ||
    before.has(name) ||
    (assignmentsOf(body).get(name) ?? []).some(({ start }) => start < flow.start);
  for (const [arm, other] of [
    [flow.body, flow.orelse],
    [flow.orelse, flow.body]
  ]) {
    const set = assignedNames(arm);
    const setByOther = assignedNames(other);
    walkOwnScope(arm, node => {
      if (node.kind === 'FunctionDef' || node.kind === 'Lambda') {
        const own = new Set(node.parameters.map(parameter => parameter.name));
        walk(node, inner => {
          if (
            inner.kind === 'Name' &&
            !own.has(inner.id) &&
            set.has(inner.id) &&
            !setByOther.has(inner.id) &&
            !isSetBefore(inner.id)
          ) {
            add('branches-disagree', flow, `\`${inner.id}\` is set in one branch only`);
          }
        });
      }
    });
  }
}

function tupleLengths(value: Value): readonly number[] {
  return membersOf(value).map(member => (member.kind === 'tuple' ? member.items.length : -1));
}

function isOpaqueAt(run: Activation, node: Expression): boolean {
  const value = run.values.get(node);
  return value !== undefined && isOpaque(value);
}

/** What no tensor carries. */
function isOpaque(value: Value): boolean {
  return membersOf(value).some(member => {
    switch (member.kind) {
      case 'constant':
        return member.type === 'str' || member.type === 'bytes';
      case 'object': {
        const { kind, cls } = member.object;
        return kind !== 'instance' || (cls?.kind === 'class' && !isExtensionType(cls));
      }
      default:
        return hasNoGraphForm(member);
    }
  });
}

/**
 * Whether the name is needed after the flow, or, where a loop goes round it, in the next pass: not where all its
 * mentions follow one assignment in the same block.
 */
export function isUsedAfter(body: readonly Statement[], flow: Flow, name: string): boolean {
  const mentions = mentionsIn(body).get(name) ?? [];
  if (mentions.some(mention => mention.start >= flow.end)) {
    return true;
  }
  if (flow.kind === 'If' && !isInLoop(body, flow)) {
    return false;
  }
  const arms = [...flow.body, ...(flow.kind === 'If' ? flow.orelse : [])];
  const block = blockOfFirst(arms, name, mentions);
  return mentions.some(mention => mention.start < block.start || mention.end > block.end);
}

type Stretch = { readonly start: number; readonly end: number };

const _mentions = new WeakMap<readonly Statement[], ReadonlyMap<string, readonly Stretch[]>>();

/** Where a body mentions its names, nested functions apart; found once for each body. */
function mentionsIn(body: readonly Statement[]): ReadonlyMap<string, readonly Stretch[]> {
  let mentions = _mentions.get(body);
  if (mentions === undefined) {
    const byName = new Map<string, Stretch[]>();
    walkOwnScope(body, node => {
      if (node.kind === 'Name') {
        const places = byName.get(node.id) ?? [];
        byName.set(node.id, places);
        places.push(node);
      }
    });
    mentions = byName;
    _mentions.set(body, mentions);
  }
  return mentions;
}

/** From the first plain assignment of the name to the end of the block that it stands in. */
function blockOfFirst(
  arms: readonly Statement[],
  name: string,
  mentions: readonly Stretch[]
): Stretch {
  const isMentionedIn = (statement: Statement): boolean =>
    mentions.some(({ start, end }) => statement.start <= start && end <= statement.end);
  let block = arms;
  for (;;) {
    const statement = block.find(child => isSettingOf(child, name) || isMentionedIn(child));
    if (statement === undefined) {
      return { start: 0, end: 0 };
    }
    if (isSettingOf(statement, name)) {
      return { start: statement.start, end: block.at(-1)?.end ?? statement.end };
    }
    const inner = blocksOf(statement).find(part => part.some(isMentionedIn));
    if (inner === undefined) {
      return statement;
    }
    block = inner;
  }
}

/** Whether a statement binds the name by a plain assignment or as a function or class. */
function isSettingOf(statement: Statement, name: string): boolean {
  return (
    (statement.kind === 'Assign' &&
      statement.targets.some(target => target.kind === 'Name' && target.id === name)) ||
    ((statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') && statement.name === name)
  );
}

function isInLoop(body: readonly Statement[], flow: Flow): boolean {
  return loopsOf(body).some(loop => loop.start < flow.start && flow.end <= loop.end);
}

/** Loops of Python that a tensor ends: `for i in range(3): if tf.reduce_sum(x) > 0: break`. */
function leftLoops(
  run: Activation,
  body: readonly Statement[],
  flows: readonly Flow[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  walkOwnScope(
    body,
    node => {
      if ((node.kind !== 'For' && node.kind !== 'While') || isGraphLoop(run, node, isSymbolic)) {
        return;
      }
      const inner = flows.filter(
        flow => flow.kind === 'If' && node.start < flow.start && flow.end <= node.end
      );
      for (const flow of inner) {
        walkOwnScope([flow], part => {
          if (part.kind === 'Break' || part.kind === 'Return') {
            add('loop-exit', part, 'a tensor decides when a loop of Python ends');
          }
          return part.kind === 'For' || part.kind === 'While' ? 'skip' : undefined;
        });
      }
    },
    LOOPS
  );
}

/**
 * `return` where a tensor decides, in a `with`, `try` or branch that does not end with one: AutoGraph takes what follows
 * into the other branch of an outermost condition only.
 */
function returnsWithin(body: readonly Statement[], all: readonly Flow[], add: AddForm): void {
  const flows = all.filter(holdsReturn);
  walkOwnScope(body, node => {
    if (node.kind === 'With' || node.kind === 'Try') {
      const inner = flows.find(flow => node.start <= flow.start && flow.end <= node.end);
      if (inner !== undefined && endsOpen([node])) {
        add('branches-disagree', inner, 'it returns in one branch only');
      }
    } else if (node.kind === 'If') {
      for (const arm of [node.body, node.orelse]) {
        const inner = flows.find(flow =>
          arm.some(statement => statement.start <= flow.start && flow.end <= statement.end)
        );
        if (inner !== undefined && endsOpen(arm)) {
          add('branches-disagree', inner, 'it returns in one branch only');
        }
      }
    }
  });
}

/** Functions that return at some places of a condition of the graph and at others do not, or something else. */
function returnsOf(
  run: Activation,
  body: readonly Statement[],
  flows: readonly Flow[],
  add: AddForm
): void {
  const inFlow = flows.filter(flow => flow.kind === 'If' && holdsReturn(flow));
  const [first] = inFlow;
  if (first === undefined) {
    return;
  }
  const outlines: Outline[] = endsOpen(body) ? ['None'] : [];
  walkOwnScope(body, node => {
    if (node.kind === 'Return') {
      outlines.push(...(node.value === null ? ['None'] : outlinesAt(run, node.value)));
    }
  });
  const unlike = unlikeAmong(outlines);
  if (unlike !== null) {
    add('branches-disagree', first, `it returns ${unlike}`);
  }
}

const _holdsReturn = new WeakMap<Flow, boolean>();

function holdsReturn(flow: Flow): boolean {
  let found = _holdsReturn.get(flow);
  if (found === undefined) {
    found = !walkOwnScope([flow], node => (node.kind === 'Return' ? 'stop' : undefined));
    _holdsReturn.set(flow, found);
  }
  return found;
}

/** Whether control may come to the end of the block without a `return`. */
function endsOpen(block: readonly Statement[]): boolean {
  const last = block.at(-1);
  switch (last?.kind) {
    case 'Return':
    case 'Raise':
    case 'Continue':
    case 'Break':
      return false;
    case 'If':
      return endsOpen(last.body) || endsOpen(last.orelse);
    case 'With':
      return endsOpen(last.body);
    case 'Try':
      return endsOpen(last.finalbody) && endsOpen(last.body);
    case 'While':
      return last.test.kind !== 'Constant';
    case 'Match':
      return last.cases.some(entry => endsOpen(entry.body));
    default:
      return true;
  }
}
