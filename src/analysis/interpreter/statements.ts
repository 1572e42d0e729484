/**
 * Executes statements (language reference, chapters 7 and 8).
 */
import type {
  AugAssign,
  Expression,
  FunctionDef,
  If,
  Pattern,
  Statement,
  Try,
  With
} from '../syntax/tree';
import { joinAll, membersOf } from '../values/join';
import type { Value } from '../values/value';
import { enterModel, MANAGED_GENERATOR } from '../libraries/contextManagers';
import { positional } from '../libraries/models/arguments';
import { addItems } from '../libraries/models/mappings';
import { ITEMS_KEPT } from '../values/value';
import { callFound } from './calls';
import { defineClass } from './classes';
import { contentsOfResult } from './contents';
import { noteDrawn } from './counters';
import { applyDecorators } from './decorators';
import { caughtException } from './exceptions';
import { evaluate, inArm } from './expressions';
import { createFunction } from './functions';
import type { Writes } from './places';
import { executeImport, executeImportFrom } from './imports';
import { iterateOver } from './iteration';
import { executeFor, executeWhile, mark, release } from './loops';
import type { Frame } from './machine';
import { noteDoubt, noteEffect } from './machine';
import { createModelContext } from './modelContext';
import { bindName } from './names';
import { binaryWithDunders, findDunder } from './operators';
import { matchPattern } from './patterns';
import { assignTarget, deleteTarget, storeAttribute, storeSubscript } from './targets';
import { patternTruth } from './patternTruth';
import { narrow, narrowTo, testedTruth, truthOf } from './truth';

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
      noteDrawn(frame, node);
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
      frame.returns.push({
        value,
        contents: contentsOfResult(machine.heap, value),
        writes: machine.heap.writesSince(frame.baseDepth)
      });
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
      testedTruth(frame, evaluate(frame, node.test), node.test);
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
      if (member.object.kind === 'dict') {
        const context = createModelContext(frame, node, 'operator.ior');
        addItems(context, member.object, operand);
        noteEffect(frame, node, {
          kind: 'write',
          construct: 'augmented',
          object: member.object,
          field: '[*]',
          value: operand,
          api: context.api
        });
        return member;
      }
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

function executeWith(frame: Frame, node: With): boolean {
  const { heap, values } = frame.machine;
  const names = node.isAsync
    ? { enter: '__aenter__', exit: '__aexit__' }
    : { enter: '__enter__', exit: '__exit__' };
  const entered: Value[] = [];
  for (const item of node.items) {
    const manager = evaluate(frame, item.context);
    entered.push(manager);
    const enter = findDunder(frame, manager, names.enter, item.context);
    const value =
      enter === null
        ? enteredOf(frame, manager, item.context)
        : callFound(frame, enter, [], item.context, 'implicit');
    if (item.target !== null) {
      assignTarget(frame, item.target, value);
    }
  }
  let completes: boolean;
  if (entered.some(isSuppressing)) {
    // An exception of any statement of the body leads behind it.
    const body = inArm(frame, false, () => executeBlock(frame, node.body));
    heap.apply(heap.joinPaths([new Map(), body.writes]));
    completes = true;
  } else {
    completes = executeBlock(frame, node.body);
  }
  node.items.forEach((item, index) => {
    const exit = findDunder(frame, entered[index], names.exit, item.context);
    if (exit !== null) {
      const none = [values.none, values.none, values.none];
      const told = callFound(frame, exit, none, item.context, 'implicit');
      completes = completes || truthOf(frame, told) !== false;
    }
  });
  return completes;
}

/** Whether a manager of a library ends the exceptions of its block. */
function isSuppressing(manager: Value): boolean {
  return membersOf(manager).some(
    member =>
      member.kind === 'object' &&
      member.object.cls?.kind === 'library' &&
      member.object.cls.path === 'contextlib.suppress'
  );
}

/** What a manager that a library made gives where it is entered; the manager itself where nothing says otherwise. */
function enteredOf(frame: Frame, manager: Value, node: Expression): Value {
  const { heap, registry } = frame.machine;
  const generator = manager.kind === 'object' ? heap.read(manager.object, MANAGED_GENERATOR) : null;
  if (generator !== null) {
    return iterateOver(frame, generator, node).element;
  }
  const entering = enterModel(registry, manager);
  return entering === null
    ? manager
    : entering.model(createModelContext(frame, node, entering.path), manager, positional([]));
}

function executeTry(frame: Frame, node: Try): boolean {
  const { heap } = frame.machine;
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
        bindName(frame, handler.name, caughtException(frame.machine, type), handler);
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
}

/** Cases of one `match` that are told apart; of those behind any may run, or none. */
const CASES_APART = 200;

type Match = Extract<Statement, { kind: 'Match' }>;

function executeMatch(frame: Frame, node: Match): boolean {
  const { heap } = frame.machine;
  let subject = evaluate(frame, node.subject);
  const paths: Writes[] = [];
  let isExhausted = false;
  for (const entry of node.cases.slice(0, CASES_APART)) {
    const { path, rest } = executeCase(frame, node, entry, subject);
    if (path !== null) {
      paths.push(path);
    }
    if (rest === null) {
      isExhausted = true;
      break;
    }
    subject = rest;
  }
  if (!isExhausted) {
    const others = inArm(frame, false, () => {
      for (const entry of node.cases.slice(CASES_APART)) {
        const { path } = executeCase(frame, node, entry, subject);
        heap.apply(heap.joinPaths(path === null ? [new Map()] : [new Map(), path]));
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

/**
 * Runs one case with what can match of the subject: what its path wrote, `null` where none reaches the end, and what is
 * left of the subject for the cases behind, `null` for nothing. Without path sensitivity each case may match.
 */
function executeCase(
  frame: Frame,
  node: Match,
  entry: Match['cases'][number],
  subject: Value
): { readonly path: Writes | null; readonly rest: Value | null } {
  const { pattern, guard } = entry;
  const { registry, values } = frame.machine;
  const answerOf = (member: Value): boolean | null =>
    registry.joinsDecidedArms
      ? isIrrefutable(pattern) || null
      : patternTruth(frame, pattern, member);
  const members = membersOf(subject);
  const matching = members.filter(member => answerOf(member) !== false);
  const isImpossible = members.length > 0 && matching.length === 0;
  const marks = mark(frame);
  let isRefused = false;
  let isGuarded = false;
  const arm = inArm(frame, isImpossible, () => {
    if (!isImpossible) {
      narrowTo(frame, node.subject, member => answerOf(member) !== false);
    }
    matchPattern(frame, pattern, isImpossible ? subject : joinAll(values, matching));
    if (guard !== null) {
      const truth = testedTruth(frame, evaluate(frame, guard), guard);
      isRefused = truth === false && !registry.joinsDecidedArms;
      isGuarded = truth !== true || registry.joinsDecidedArms;
      narrow(frame, guard, true);
    }
    frame.impossible += isRefused ? 1 : 0;
    try {
      return executeBlock(frame, entry.body);
    } finally {
      frame.impossible -= isRefused ? 1 : 0;
    }
  });
  if (isImpossible || isRefused) {
    release(frame, marks);
    return { path: null, rest: subject };
  }
  const left = isGuarded ? members : members.filter(member => answerOf(member) !== true);
  const isExhausted =
    !isGuarded && (isIrrefutable(pattern) || (members.length > 0 && left.length === 0));
  return {
    path: arm.value ? arm.writes : null,
    rest: isExhausted ? null : left.length === members.length ? subject : joinAll(values, left)
  };
}

function isIrrefutable(pattern: Pattern): boolean {
  return pattern.kind === 'MatchAs' && (pattern.pattern === null || isIrrefutable(pattern.pattern));
}
