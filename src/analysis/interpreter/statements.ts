/**
 * Executes statements (language reference, chapters 7 and 8).
 */
import type {
  AugAssign,
  For,
  FunctionDef,
  If,
  Pattern,
  Statement,
  Try,
  While,
  With
} from '../syntax/tree';
import { joinAll } from '../values/join';
import type { Value } from '../values/value';
import { ITEMS_KEPT } from '../values/value';
import { ROUNDS, ROUNDS_BEFORE_WIDENING, UNROLLED_ITEMS } from './budget';
import { callFound } from './calls';
import { defineClass } from './classes';
import { listsFilled, noteGrowth, settleLengths } from './countedAppends';
import { applyDecorators } from './decorators';
import { evaluate, inArm, multiply } from './expressions';
import { createFunction } from './functions';
import type { Writes } from './heap';
import { executeImport, executeImportFrom } from './imports';
import { iterateOver } from './iteration';
import type { Frame, LoopExit } from './machine';
import { noteDoubt } from './machine';
import { createModelContext } from './modelContext';
import { bindName } from './names';
import { binaryWithDunders, findDunder } from './operators';
import { matchPattern } from './patterns';
import { assignTarget, deleteTarget, storeAttribute, storeSubscript } from './targets';
import { narrow, testedTruth, truthOf } from './truth';

/** Runs statements in order; false when none of the paths reaches the end. */
export function executeBlock(frame: Frame, statements: readonly Statement[]): boolean {
  for (const statement of statements) {
    if (!executeStatement(frame, statement)) {
      return false;
    }
  }
  return true;
}

/** Runs one statement; false when control does not go on after it. */
export function executeStatement(frame: Frame, node: Statement): boolean {
  const { machine } = frame;
  machine.budget.step();
  switch (node.kind) {
    case 'Expr':
      evaluate(frame, node.value);
      return true;
    case 'Assign': {
      const value = evaluate(frame, node.value);
      node.targets.forEach(target => assignTarget(frame, target, value));
      return true;
    }
    case 'AnnAssign':
      if (node.value !== null) {
        assignTarget(frame, node.target, evaluate(frame, node.value));
      }
      return true;
    case 'AugAssign':
      executeAugmented(frame, node);
      return true;
    case 'Return': {
      const value = node.value === null ? machine.values.none : evaluate(frame, node.value);
      frame.returns.push({ value, writes: machine.heap.writesSince(frame.baseDepth) });
      return false;
    }
    case 'If':
      return executeIf(frame, node);
    case 'For':
      return executeFor(frame, node);
    case 'While':
      return executeWhile(frame, node);
    case 'FunctionDef':
      defineFunction(frame, node);
      return true;
    case 'ClassDef':
      defineClass(frame, node);
      return true;
    case 'With':
      return executeWith(frame, node);
    case 'Try':
      return executeTry(frame, node);
    case 'Match':
      return executeMatch(frame, node);
    case 'Import':
      executeImport(frame, node);
      return true;
    case 'ImportFrom':
      executeImportFrom(frame, node);
      return true;
    case 'Delete':
      node.targets.forEach(target => deleteTarget(frame, target));
      return true;
    case 'Assert':
      evaluate(frame, node.test);
      narrow(frame, node.test, true);
      if (node.msg !== null) {
        inArm(frame, false, () => evaluate(frame, node.msg ?? node.test));
      }
      return true;
    case 'Raise':
      if (node.exc !== null) {
        evaluate(frame, node.exc);
      }
      if (node.cause !== null) {
        evaluate(frame, node.cause);
      }
      return false;
    case 'Break':
      frame.loop?.breaks.push(machine.heap.writesSince(frame.loop.depth));
      return false;
    case 'Continue':
      frame.loop?.continues.push(machine.heap.writesSince(frame.loop.depth));
      return false;
    case 'TypeAlias':
      bindName(frame, node.name.id, machine.values.unknown('external', node.name.id), node);
      return true;
    case 'ErrorStatement':
      noteDoubt(frame, node, 'unreadable', '');
      return true;
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
      return true;
  }
}

function defineFunction(frame: Frame, node: FunctionDef): void {
  node.parameters.forEach(parameter => {
    if (parameter.annotation !== null) {
      evaluateAnnotation(frame, parameter.annotation);
    }
  });
  if (node.returns !== null) {
    evaluateAnnotation(frame, node.returns);
  }
  const value = createFunction(frame, node);
  bindName(frame, node.name, applyDecorators(frame, node.decorators, value), node.nameSpan);
}

/** Annotations name types; they are evaluated for what they resolve to, and state no doubts. */
function evaluateAnnotation(frame: Frame, annotation: Parameters<typeof evaluate>[1]): void {
  frame.impossible++;
  evaluate(frame, annotation);
  frame.impossible--;
}

function executeAugmented(frame: Frame, node: AugAssign): void {
  const { target } = node;
  const before = evaluate(frame, target);
  const operand = evaluate(frame, node.value);
  const value = augmented(frame, node, before, operand);
  switch (target.kind) {
    case 'Attribute':
      storeAttribute(frame, target, value, 'augmented');
      return;
    case 'Subscript':
      storeSubscript(frame, target, value, 'augmented');
      return;
    default:
      assignTarget(frame, target, value);
  }
}

/** `xs += ys` changes a list, set or array in place; everything else is a new value. */
function augmented(frame: Frame, node: AugAssign, before: Value, operand: Value): Value {
  const { heap } = frame.machine;
  const members = before.kind === 'union' ? before.members : [before];
  const results = members.map(member => {
    if (
      member.kind === 'object' &&
      (member.object.kind === 'list' ||
        member.object.kind === 'set' ||
        member.object.kind === 'dict')
    ) {
      const context = createModelContext(frame, node, 'operator.iadd');
      const iteration = iterateOver(frame, operand, node.value);
      if (
        member.object.kind === 'list' &&
        iteration.items !== null &&
        heap.fields(member.object).length + iteration.items.length <= ITEMS_KEPT
      ) {
        iteration.items.forEach(item => context.append(member.object, item, 'augmented'));
      } else {
        context.addElement(member.object, iteration.element, 'augmented');
      }
      return member;
    }
    const result = binaryWithDunders(frame, node.op, member, operand, node, true);
    return isWrittenInto(member, result) ? member : result;
  });
  return joinAll(frame.machine.values, results);
}

/** Whether the result goes into the array itself, which keeps its dtype and shape; NumPy's scalars are made anew. */
function isWrittenInto(before: Value, result: Value): boolean {
  return (
    before.kind === 'tensor' &&
    before.type.form === 'ndarray' &&
    (before.type.shape?.length ?? 0) > 0 &&
    result.kind === 'tensor' &&
    result.type.form === 'ndarray'
  );
}

function executeIf(frame: Frame, node: If): boolean {
  const { heap } = frame.machine;
  const truth = testedTruth(frame, evaluate(frame, node.test), node.test);
  const runArm = (body: readonly Statement[], outcome: boolean): Writes | null => {
    const isImpossible = truth === !outcome;
    const marks = mark(frame);
    const arm = inArm(frame, isImpossible, () => {
      narrow(frame, node.test, outcome);
      return executeBlock(frame, body);
    });
    if (isImpossible && !frame.machine.registry.joinsDecidedArms) {
      release(frame, marks);
      return null;
    }
    return arm.value ? arm.writes : null;
  };
  const paths = [runArm(node.body, true), runArm(node.orelse, false)].filter(path => path !== null);
  if (paths.length === 0) {
    return false;
  }
  heap.apply(heap.joinPaths(paths));
  return true;
}

type Marks = { readonly returns: number; readonly breaks: number; readonly continues: number };

function mark(frame: Frame): Marks {
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
function release(frame: Frame, marks: Marks): void {
  frame.returns.length = marks.returns;
  if (frame.loop !== null) {
    frame.loop.breaks.length = marks.breaks;
    frame.loop.continues.length = marks.continues;
  }
}

function executeFor(frame: Frame, node: For): boolean {
  const iteration = iterateOver(frame, evaluate(frame, node.iter), node.iter);
  const { items } = iteration;
  const count = frame.count;
  frame.count = multiply(count, iteration.length);
  let completes: boolean;
  const isWalkedAnyway = items?.length === 0 && frame.machine.registry.joinsDecidedArms;
  if (items !== null && items.length <= UNROLLED_ITEMS && !isWalkedAnyway) {
    completes = runUnrolled(frame, node, items);
  } else {
    const { length } = iteration;
    const isCounted = length !== null && length > 0;
    const filled =
      isCounted && !frame.machine.registry.joinsDecidedArms ? listsFilled(frame, node) : [];
    completes = runLoop(
      frame,
      () => {
        assignTarget(frame, node.target, iteration.element);
        return executeRepeated(frame, node.body);
      },
      { mayRunZeroTimes: !isCounted, afterFirst: paths => noteGrowth(frame, filled, paths) }
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
  for (const item of items) {
    assignTarget(frame, node.target, item);
    const completes = executeRepeated(frame, node.body);
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
    /** Is given what the paths through the first round wrote. */
    readonly afterFirst?: (paths: readonly Writes[]) => void;
  }
): boolean {
  const { heap } = frame.machine;
  const outer = frame.loop;
  heap.openBranch();
  const breaks: Writes[] = [];
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
      break;
    }
  }
  frame.uncertain -= options.mayRunZeroTimes ? 1 : 0;
  frame.loop = outer;
  if (breaks.length > 0) {
    heap.absorb(heap.joinPaths(breaks), { isWidening: false });
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

function executeWhile(frame: Frame, node: While): boolean {
  const count = frame.count;
  frame.count = null;
  const isEndless =
    node.test.kind === 'Constant' && truthOf(frame, evaluate(frame, node.test)) === true;
  const completes = runLoop(
    frame,
    () => {
      evaluate(frame, node.test);
      narrow(frame, node.test, true);
      return executeRepeated(frame, node.body);
    },
    { mayRunZeroTimes: !isEndless }
  );
  frame.count = count;
  return completes ? executeElse(frame, node.orelse) : false;
}

function executeWith(frame: Frame, node: With): boolean {
  const { values } = frame.machine;
  const names = node.isAsync
    ? { enter: '__aenter__', exit: '__aexit__' }
    : { enter: '__enter__', exit: '__exit__' };
  const entered: Value[] = [];
  for (const item of node.items) {
    const manager = evaluate(frame, item.context);
    entered.push(manager);
    const enter = findDunder(frame, manager, names.enter, item.context);
    let value: Value = manager;
    if (enter !== null) {
      value = callFound(frame, enter, [], item.context, 'implicit');
    } else if (manager.kind === 'object' && manager.object.kind === 'instance') {
      const generator = frame.machine.heap.read(manager.object, '#entered');
      if (generator !== null) {
        value = iterateOver(frame, generator, item.context).element;
      } else {
        const method = enterMethod(frame, manager, item.context);
        value = method ?? manager;
      }
    }
    if (item.target !== null) {
      assignTarget(frame, item.target, value);
    }
  }
  const completes = executeBlock(frame, node.body);
  node.items.forEach((item, index) => {
    const exit = findDunder(frame, entered[index], names.exit, item.context);
    if (exit !== null) {
      callFound(frame, exit, [values.none, values.none, values.none], item.context, 'implicit');
    }
  });
  return completes;
}

/** What `__enter__` of a library's context manager gives, where a model says so. */
function enterMethod(
  frame: Frame,
  manager: Value,
  node: Parameters<typeof evaluate>[1]
): Value | null {
  if (
    manager.kind !== 'object' ||
    manager.object.cls === null ||
    manager.object.cls.kind !== 'library'
  ) {
    return null;
  }
  const { registry } = frame.machine;
  for (const path of [manager.object.cls.path, ...registry.ancestors(manager.object.cls.path)]) {
    const model = registry.method(path, '__enter__');
    if (model !== null) {
      return model(createModelContext(frame, node, `${path}.__enter__`), manager, {
        positional: [],
        keywords: new Map(),
        starred: null,
        doubleStarred: null
      });
    }
  }
  return null;
}

function executeTry(frame: Frame, node: Try): boolean {
  const { heap, values } = frame.machine;
  const body = inArm(frame, false, () => executeBlock(frame, node.body));
  const orelse = inArm(frame, false, () => {
    heap.apply(body.writes);
    return body.value && executeBlock(frame, node.orelse);
  });
  const paths: Writes[] = body.value && orelse.value ? [orelse.writes] : [];
  const atFailure = heap.joinPaths([new Map(), body.writes]);
  for (const handler of node.handlers) {
    const arm = inArm(frame, false, () => {
      heap.apply(atFailure);
      const type = handler.type === null ? null : evaluate(frame, handler.type);
      if (handler.name !== null) {
        bindName(frame, handler.name, exceptionOf(frame, type), handler);
      }
      return executeBlock(frame, handler.body);
    });
    if (arm.value) {
      paths.push(arm.writes);
    }
  }
  const completes = paths.length > 0;
  heap.apply(completes ? heap.joinPaths(paths) : body.writes);
  const finallyCompletes = executeBlock(frame, node.finalbody);
  return completes && finallyCompletes;

  function exceptionOf(owner: Frame, type: Value | null): Value {
    return type !== null && type.kind === 'class' && owner === frame
      ? values.unknown('external', type.name)
      : values.unknown('external', 'exception');
  }
}

/** Cases of one `match` that are told apart; of those behind any may run, or none. */
const CASES_APART = 200;

type Match = Extract<Statement, { kind: 'Match' }>;

function executeMatch(frame: Frame, node: Match): boolean {
  const { heap } = frame.machine;
  const subject = evaluate(frame, node.subject);
  const paths: Writes[] = [];
  let isExhausted = false;
  for (const entry of node.cases.slice(0, CASES_APART)) {
    const arm = executeCase(frame, entry, subject);
    if (arm.value) {
      paths.push(arm.writes);
    }
    if (isIrrefutable(entry.pattern) && entry.guard === null) {
      isExhausted = true;
      break;
    }
  }
  if (!isExhausted) {
    const others = inArm(frame, false, () => {
      for (const entry of node.cases.slice(CASES_APART)) {
        const arm = executeCase(frame, entry, subject);
        heap.apply(heap.joinPaths(arm.value ? [new Map(), arm.writes] : [new Map()]));
      }
    });
    paths.push(others.writes);
  }
  if (paths.length === 0) {
    return false;
  }
  heap.apply(heap.joinPaths(paths));
  return true;
}

function executeCase(
  frame: Frame,
  entry: Match['cases'][number],
  subject: Value
): { readonly value: boolean; readonly writes: Writes } {
  return inArm(frame, false, () => {
    matchPattern(frame, entry.pattern, subject);
    if (entry.guard !== null) {
      evaluate(frame, entry.guard);
      narrow(frame, entry.guard, true);
    }
    return executeBlock(frame, entry.body);
  });
}

function isIrrefutable(pattern: Pattern): boolean {
  return pattern.kind === 'MatchAs' && (pattern.pattern === null || isIrrefutable(pattern.pattern));
}
