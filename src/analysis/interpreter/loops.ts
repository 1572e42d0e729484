/**
 * Executes loops (language reference 8.2 and 8.3): visits known items one by one, else runs the body until the state settles.
 */
import type { Expression, For, Statement, While } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { Value } from '../values/value';
import { ROUNDS, ROUNDS_BEFORE_WIDENING, UNROLLED_ITEMS } from './budget';
import { listsFilled, noteGrowth, settleLengths } from './countedAppends';
import { whileCounting } from './counters';
import { evaluate, inArm, multiply } from './expressions';
import type { Writes } from './places';
import { iterateOver } from './iteration';
import { keepsWhatItMakes } from './keptItems';
import type { Frame, LoopExit } from './machine';
import { executeBlock, executeStatement } from './statements';
import { assignTarget } from './targets';
import { narrow, testedTruth, truthOf } from './truth';

/** How many exits from a body were noted. */
export type Marks = {
  readonly returns: number;
  readonly breaks: number;
  readonly continues: number;
};

export function mark(frame: Frame): Marks {
  return {
    returns: frame.returns.length,
    breaks: frame.loop?.breaks.length ?? 0,
    continues: frame.loop?.continues.length ?? 0
  };
}

function isSame(one: Marks, other: Marks): boolean {
  return (
    one.returns === other.returns &&
    one.breaks === other.breaks &&
    one.continues === other.continues
  );
}

/** Forgets the exits of a path that is never taken. */
export function release(frame: Frame, marks: Marks): void {
  frame.returns.length = marks.returns;
  if (frame.loop !== null) {
    frame.loop.breaks.length = marks.breaks;
    frame.loop.continues.length = marks.continues;
  }
}

export function executeFor(frame: Frame, node: For): boolean {
  const iterable = evaluate(frame, node.iter);
  const iteration = iterateOver(frame, iterable, node.iter);
  const { items } = iteration;
  const count = frame.count;
  frame.count = multiply(count, iteration.length);
  let completes: boolean;
  // Without path sensitivity a loop may run any number of times, and none.
  const { joinsDecidedArms } = frame.machine.registry;
  if (items !== null && items.length <= UNROLLED_ITEMS && !joinsDecidedArms) {
    completes = runUnrolled(frame, node, items);
  } else {
    const { length } = iteration;
    const isCounted = length !== null && length > 0 && !joinsDecidedArms;
    const filled = isCounted ? listsFilled(frame, node) : [];
    completes = runLoop(
      frame,
      () => {
        assignTarget(frame, node.target, iteration.element);
        return whileCounting(frame, node, iterable, node.body, () =>
          executeRepeated(frame, node.body)
        );
      },
      {
        mayRunZeroTimes: !isCounted,
        isEntered: isCounted,
        afterFirst: paths => noteGrowth(frame, filled, paths)
      }
    );
    settleLengths(frame, filled, length ?? 0);
  }
  frame.count = count;
  return completes ? executeElse(frame, node.orelse) : false;
}

/** `else` runs unless the loop was left by `break`; both are taken as possible. */
function executeElse(frame: Frame, body: readonly Statement[]): boolean {
  if (body.length === 0) {
    return true;
  }
  const { heap } = frame.machine;
  const arm = inArm(frame, false, () => executeBlock(frame, body));
  heap.apply(heap.joinPaths(arm.value ? [new Map(), arm.writes] : [new Map()]));
  return true;
}

/** Visits known items one by one. */
function runUnrolled(frame: Frame, node: For, items: readonly Value[]): boolean {
  const { heap } = frame.machine;
  const outer = frame.loop;
  const depth = heap.depth;
  heap.openBranch();
  const exit: LoopExit = { depth, breaks: [], continues: [] };
  frame.loop = exit;
  let uncertain = 0;
  let reachesEnd = true;
  const isApart =
    items.length > 1 && keepsWhatItMakes(node) && new Set(items).size === items.length;
  for (const [index, item] of items.entries()) {
    const pass = isApart ? { ...frame, context: `${index}#${frame.context}` } : frame;
    assignTarget(pass, node.target, item);
    const completes = executeRepeated(pass, node.body);
    const paths = [...(completes ? [heap.writesSince(depth)] : []), ...exit.continues.splice(0)];
    if (paths.length === 0) {
      reachesEnd = false;
      break;
    }
    heap.close();
    const joined = heap.joinPaths(paths);
    heap.openBranch();
    heap.apply(joined);
    if (exit.breaks.length > 0 && uncertain === 0) {
      uncertain = 1;
      frame.uncertain++;
    }
  }
  frame.uncertain -= uncertain;
  const { writes } = heap.close();
  frame.loop = outer;
  const paths = [...(reachesEnd ? [writes] : []), ...exit.breaks];
  if (paths.length === 0) {
    return false;
  }
  heap.apply(heap.joinPaths(paths));
  return true;
}

/** Runs a body until the state settles. */
function runLoop(
  frame: Frame,
  body: () => boolean,
  options: {
    readonly mayRunZeroTimes: boolean;
    /** Whether what stands behind the loop sees the state after some pass only, none in which there was no pass. */
    readonly isEntered: boolean;
    /** Is given what the paths through the first round wrote. */
    readonly afterFirst?: (paths: readonly Writes[]) => void;
  }
): boolean {
  const { heap } = frame.machine;
  const outer = frame.loop;
  heap.openBranch();
  const breaks: Writes[] = [];
  let settled: readonly Writes[] = [];
  let everCompleted = options.mayRunZeroTimes;
  frame.uncertain += options.mayRunZeroTimes ? 1 : 0;
  for (let round = 0; round < ROUNDS; round++) {
    const exit: LoopExit = { depth: heap.depth, breaks: [], continues: [] };
    frame.loop = exit;
    heap.openActivation();
    const completes = body();
    const { reads, writes } = heap.close();
    breaks.push(...exit.breaks);
    const paths = [...(completes ? [writes] : []), ...exit.continues];
    everCompleted = everCompleted || paths.length > 0;
    if (round === 0) {
      options.afterFirst?.(paths);
    }
    if (paths.length === 0) {
      break;
    }
    const changed = heap.absorb(heap.joinPaths(paths), {
      isWidening: round >= ROUNDS_BEFORE_WIDENING
    });
    if (!changed || (reads !== null && heap.holds(reads))) {
      // A further round would find the same, and do the same.
      settled = paths;
      break;
    }
  }
  frame.uncertain -= options.mayRunZeroTimes ? 1 : 0;
  frame.loop = outer;
  if (breaks.length > 0) {
    heap.absorb(heap.joinPaths(breaks), { isWidening: false });
  } else if (options.isEntered && settled.length > 0) {
    heap.apply(heap.joinPaths(settled));
  }
  const { writes } = heap.close();
  heap.apply(writes);
  return everCompleted || breaks.length > 0;
}

/**
 * Runs the body of a loop once more; false when none of the paths reaches its end. A statement for which nothing has
 * changed since its last run would do the same again: only what it wrote is stored.
 */
function executeRepeated(frame: Frame, body: readonly Statement[]): boolean {
  const { heap } = frame.machine;
  const { repeated, uncertain, impossible } = frame;
  for (const statement of body) {
    const last = repeated.get(statement);
    if (
      last !== undefined &&
      last.uncertain === uncertain &&
      last.impossible === impossible &&
      heap.holds(last.reads)
    ) {
      heap.apply(last.writes);
      continue;
    }
    const before = mark(frame);
    heap.openActivation();
    const completes = executeStatement(frame, statement);
    const { reads, writes } = heap.close();
    heap.apply(writes);
    if (!completes) {
      return false;
    }
    if (reads !== null && isSame(before, mark(frame))) {
      repeated.set(statement, { reads, writes, uncertain, impossible });
    } else {
      repeated.delete(statement);
    }
  }
  return true;
}

/** Whether evaluating a test once more does nothing. */
function isPlainTest(test: Expression): boolean {
  return walk(test, node =>
    node.kind === 'Name' ||
    node.kind === 'Constant' ||
    node.kind === 'Compare' ||
    node.kind === 'UnaryOp' ||
    node.kind === 'BoolOp'
      ? undefined
      : 'stop'
  );
}

export function executeWhile(frame: Frame, node: While): boolean {
  const count = frame.count;
  frame.count = null;
  const isEndless =
    !frame.machine.registry.joinsDecidedArms &&
    node.test.kind === 'Constant' &&
    truthOf(frame, evaluate(frame, node.test)) === true;
  const isEntered =
    !frame.machine.registry.joinsDecidedArms &&
    isPlainTest(node.test) &&
    truthOf(frame, evaluate(frame, node.test)) === true;
  const completes = runLoop(
    frame,
    () => {
      testedTruth(frame, evaluate(frame, node.test), node.test);
      narrow(frame, node.test, true);
      return executeRepeated(frame, node.body);
    },
    { mayRunZeroTimes: !isEndless, isEntered }
  );
  frame.count = count;
  return completes ? executeElse(frame, node.orelse) : false;
}
