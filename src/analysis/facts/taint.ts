/**
 * Follows what is computed from parameters through bodies and the functions that they call
 * (specification 7.3 and 7.10).
 *
 * Two colours: a *value* is anything computed from a parameter, a *shape* is metadata of one. Value wins.
 */
import type { Activation } from '../interpreter/record';
import type { AugAssign, Call, Expression, For, Match, Statement, While } from '../syntax/tree';
import { tensorsOf } from './argumentValues';
import { namesOfPattern } from '../syntax/blockNames';
import { edgesAt } from './callsOfNode';
import {
  CLEAN,
  describeTaint,
  isColoured,
  isShape,
  isValue,
  mergeTaints,
  narrow,
  type Taint
} from './colours';
import { LayeredNames } from './layeredNames';

/** What a pass does differently from others. */
export type TaintRules = {
  /** Calls whose result is metadata (`tf.shape`): `'shape'` colours it so, `'clean'` lets it go. */
  readonly dynamicShape: 'shape' | 'clean';
  /** Whether comparisons let the colour go. */
  readonly cleanComparisons: boolean;
  /** Whether the number of axes (`x.ndim`, `len(x.shape)`) is a plain number. */
  readonly cleanRanks?: boolean;
  /** Whether `x.get_shape()` is the shape of `x`. */
  readonly hasShapeMethod?: boolean;
  /** Whether keyword arguments cross calls. */
  readonly keywordsCross: boolean;
  /** Called once for every expression with parts, of every body that a colour reaches, with the colours of the parts. */
  readonly visit: (
    node: Expression,
    taintOf: (part: Expression) => Taint,
    activation: Activation
  ) => void;
  /** Called for every `for` loop. */
  readonly visitLoop?: (
    iterated: Expression,
    taint: Taint,
    activation: Activation,
    target: Expression
  ) => void;
  /** Called for every augmented assignment (`n += x.shape[0]`) with the colours of both operands. */
  readonly visitAugmented?: (
    statement: AugAssign,
    operands: readonly Taint[],
    activation: Activation
  ) => void;
  /** Whether what is stored into a list (`sizes[0] = n`, `sizes.append(n)`) colours the list. */
  readonly storesColour?: boolean;
  /** Called for the subject of every `match`. */
  readonly visitMatch?: (subject: Expression, taint: Taint, activation: Activation) => void;
  /** Called for what every `return` gives back. */
  readonly visitReturn?: (value: Expression, taint: Taint, activation: Activation) => void;
};

const DYNAMIC_SHAPE: ReadonlySet<string> = new Set([
  'tensorflow.shape',
  'tensorflow.size',
  'tensorflow.rank',
  'tensorflow.compat.v1.shape',
  'keras.ops.shape'
]);

/** Nested loops that are each run twice. */
const REPEATED_LOOPS = 3;

/** Calls are followed to this depth. */
const DEPTH_LIMIT = 8;

type Names = LayeredNames<Taint>;

/** Follows the parameters of runs; what several of them call is visited once for the same colours. */
export function followTaint(
  activations: readonly Activation[],
  initial: ReadonlyMap<string, Taint>,
  rules: TaintRules
): void {
  const walk: Walk = { rules, known: new Map() };
  activations.forEach(activation => followBody(activation, initial, walk, []));
}

/** What the bodies of one walk share: the rules, and the results of bodies that were followed. */
type Walk = { readonly rules: TaintRules; readonly known: Map<Activation, Map<string, Taint>> };

/** Follows a body once for each combination of colours and depth, so that call trees of any shape end soon. */
function followBody(
  activation: Activation,
  initial: ReadonlyMap<string, Taint>,
  walk: Walk,
  stack: readonly Activation[]
): Taint {
  if (activation.code === null || ![...initial.values()].some(isColoured)) {
    return CLEAN;
  }
  const results = walk.known.get(activation) ?? new Map<string, Taint>();
  walk.known.set(activation, results);
  const key = `${stack.length}|${[...initial].map(([name, taint]) => `${name}=${describeTaint(taint)}`).join('|')}`;
  let result = results.get(key);
  if (result === undefined) {
    result = new TaintPass(activation, walk, [...stack, activation]).run(initial);
    results.set(key, result);
  }
  return result;
}

class TaintPass {
  constructor(
    private readonly _activation: Activation,
    private readonly _walk: Walk,
    private readonly _stack: readonly Activation[]
  ) {
    this._rules = _walk.rules;
  }

  run(initial: ReadonlyMap<string, Taint>): Taint {
    const node = this._activation.code?.node;
    if (node === undefined) {
      return CLEAN;
    }
    const names: Names = new LayeredNames();
    initial.forEach((taint, name) => names.set(name, taint));
    if (node.kind === 'Lambda') {
      return this._evaluate(node.body, names);
    }
    this._block(node.body, names);
    return this._returned;
  }

  private _block(body: readonly Statement[], names: Names): void {
    body.forEach(statement => this._statement(statement, names));
  }

  private _branches(blocks: readonly (readonly Statement[])[], names: Names): void {
    this._arms(
      blocks.map(block => inner => this._block(block, inner)),
      names
    );
  }

  private _arms(arms: readonly ((names: Names) => void)[], names: Names): void {
    const ends = arms.map(arm => {
      const inner: Names = new LayeredNames(names);
      arm(inner);
      return inner;
    });
    const merged = new Map<string, Taint>();
    for (const name of new Set(ends.flatMap(end => [...end.own]))) {
      merged.set(name, mergeTaints(ends.map(end => end.get(name) ?? CLEAN)));
    }
    merged.forEach((taint, name) => names.set(name, taint));
  }

  /** What a pattern captures is computed from the subject. */
  private _match(statement: Match, names: Names): void {
    const taint = this._evaluate(statement.subject, names);
    this._rules.visitMatch?.(statement.subject, taint, this._activation);
    const cases = statement.cases.map(({ pattern, guard, body }) => (inner: Names) => {
      namesOfPattern(pattern).forEach(name => inner.set(name, taint));
      if (guard !== null) {
        this._evaluate(guard, inner);
      }
      this._block(body, inner);
    });
    this._arms([...cases, () => undefined], names);
  }

  /** A loop is run twice, so that colours come round; in deep nests the outer loops do that for the inner ones. */
  private _loop(loop: For | While, names: Names): void {
    this._loopDepth++;
    this._branches([loop.body, []], names);
    if (this._loopDepth <= REPEATED_LOOPS) {
      this._branches([loop.body, []], names);
    }
    this._loopDepth--;
    this._block(loop.orelse, names);
  }

  private _statement(statement: Statement, names: Names): void {
    switch (statement.kind) {
      case 'Assign': {
        const taint = this._evaluate(statement.value, names);
        // All values are there before any name gets one: `a, b = b, a`.
        const bindings = statement.targets.flatMap(target =>
          this._bindings(target, statement.value, taint, names)
        );
        bindings.forEach(([target, part]) => this._bindOne(target, part, names));
        return;
      }
      case 'AnnAssign':
        if (statement.value !== null) {
          this._bind(
            statement.target,
            statement.value,
            this._evaluate(statement.value, names),
            names
          );
        }
        return;
      case 'AugAssign': {
        const operands = [statement.target, statement.value].map(part =>
          this._evaluate(part, names)
        );
        this._rules.visitAugmented?.(statement, operands, this._activation);
        this._bind(statement.target, null, mergeTaints(operands), names);
        return;
      }
      case 'Return':
        if (statement.value !== null) {
          const taint = this._evaluate(statement.value, names);
          this._rules.visitReturn?.(statement.value, taint, this._activation);
          this._returned = mergeTaints([this._returned, taint]);
        }
        return;
      case 'Expr':
        this._evaluate(statement.value, names);
        return;
      case 'If':
        this._evaluate(statement.test, names);
        this._branches([statement.body, statement.orelse], names);
        return;
      case 'While':
        this._evaluate(statement.test, names);
        this._loop(statement, names);
        return;
      case 'For': {
        const taint = this._evaluate(statement.iter, names);
        this._rules.visitLoop?.(statement.iter, taint, this._activation, statement.target);
        const element = isShape(taint) ? { ...taint, axes: { kind: 'lost' } as const } : taint;
        this._bind(statement.target, null, element, names);
        this._loop(statement, names);
        return;
      }
      case 'With':
        for (const item of statement.items) {
          const taint = this._evaluate(item.context, names);
          if (item.target !== null) {
            this._bind(item.target, null, taint, names);
          }
        }
        this._block(statement.body, names);
        return;
      case 'Try':
        this._branches(
          [
            [...statement.body, ...statement.orelse],
            ...statement.handlers.map(handler => handler.body)
          ],
          names
        );
        this._block(statement.finalbody, names);
        return;
      case 'Match':
        this._match(statement, names);
        return;
      case 'Assert':
        this._evaluate(statement.test, names);
        return;
      case 'Raise':
        if (statement.exc !== null) {
          this._evaluate(statement.exc, names);
        }
        return;
      case 'Delete':
      case 'FunctionDef':
      case 'ClassDef':
      case 'Import':
      case 'ImportFrom':
      case 'Global':
      case 'Nonlocal':
      case 'Pass':
      case 'Break':
      case 'Continue':
      case 'TypeAlias':
      case 'ErrorStatement':
        return;
    }
  }

  private _bind(target: Expression, value: Expression | null, taint: Taint, names: Names): void {
    for (const [single, part] of this._bindings(target, value, taint, names)) {
      this._bindOne(single, part, names);
    }
  }

  /** The names and places in a target, each with the colour of what it gets. */
  private _bindings(
    target: Expression,
    value: Expression | null,
    taint: Taint,
    names: Names
  ): readonly (readonly [Expression, Taint])[] {
    switch (target.kind) {
      case 'Starred':
        return this._bindings(target.value, null, taint, names);
      case 'Tuple':
      case 'List': {
        const written =
          (value?.kind === 'Tuple' || value?.kind === 'List') &&
          value.elts.length === target.elts.length
            ? value.elts
            : null;
        return target.elts.flatMap((element, index) => {
          const part =
            written !== null
              ? this._evaluate(written[index], names)
              : isShape(taint)
                ? narrow(taint, { kind: 'index', index })
                : taint;
          return this._bindings(element, written?.[index] ?? null, part, names);
        });
      }
      default:
        return [[target, taint]];
    }
  }

  private _bindOne(target: Expression, taint: Taint, names: Names): void {
    if (target.kind === 'Name') {
      names.set(target.id, taint);
    } else if (target.kind === 'Subscript') {
      this._store(target.value, taint, names);
    }
  }

  /** Colours a container with what is stored into it, beside what it holds already. */
  private _store(container: Expression, taint: Taint, names: Names): void {
    if (this._rules.storesColour === true && container.kind === 'Name' && isColoured(taint)) {
      names.set(container.id, mergeTaints([names.get(container.id) ?? CLEAN, taint]));
    }
  }

  /** Evaluates and visits; parts first. */
  private _evaluate(node: Expression, names: Names): Taint {
    if (node.kind === 'Name' || node.kind === 'Constant') {
      return node.kind === 'Name' ? (names.get(node.id) ?? CLEAN) : CLEAN;
    }
    const taint = this._compute(node, names);
    this._rules.visit(node, this._colourOf, this._activation);
    return taint;
  }

  /** Evaluates a part of an expression, whose colour is kept for the visit of the expression. */
  private _part(part: Expression, names: Names): Taint {
    const taint = this._evaluate(part, names);
    this._colours.set(part, taint);
    return taint;
  }

  /** The merged colours of several parts. */
  private _parts(parts: readonly Expression[], names: Names): Taint {
    return mergeTaints(parts.map(part => this._part(part, names)));
  }

  private _compute(node: Exclude<Expression, { kind: 'Name' | 'Constant' }>, names: Names): Taint {
    switch (node.kind) {
      case 'Attribute': {
        const base = this._part(node.value, names);
        if (node.attr === 'dtype' || (this._rules.cleanRanks && isRankName(node.attr))) {
          return CLEAN;
        }
        return node.attr === 'shape' && isValue(base) ? this._shapeOf(node.value, base) : base;
      }
      case 'Subscript':
        return this._subscript(node, names);
      case 'Call':
        return this._call(node, names);
      case 'Compare': {
        const taint = this._parts([node.left, ...node.comparators], names);
        return this._rules.cleanComparisons ? CLEAN : taint;
      }
      case 'NamedExpr': {
        const taint = this._part(node.value, names);
        names.set(node.target.id, taint);
        return taint;
      }
      case 'BinOp':
        return mergeTaints([this._part(node.left, names), this._part(node.right, names)]);
      case 'UnaryOp':
        return this._part(node.operand, names);
      case 'BoolOp':
        return this._parts(node.values, names);
      case 'IfExp':
        this._part(node.test, names);
        return mergeTaints([this._part(node.body, names), this._part(node.orelse, names)]);
      case 'Starred':
      case 'Await':
      case 'YieldFrom':
        return this._part(node.value, names);
      case 'Yield':
        return node.value === null ? CLEAN : this._part(node.value, names);
      case 'List':
      case 'Tuple':
      case 'Set':
        return this._parts(node.elts, names);
      case 'Dict':
        return mergeTaints(node.items.map(item => this._part(item.value, names)));
      case 'JoinedStr':
        return this._parts(node.values, names);
      case 'FormattedValue':
        return this._part(node.value, names);
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
      case 'DictComp': {
        const inner: Names = new LayeredNames(names);
        for (const generator of node.generators) {
          const taint = this._evaluate(generator.iter, inner);
          this._rules.visitLoop?.(generator.iter, taint, this._activation, generator.target);
          this._bind(generator.target, null, taint, inner);
          generator.ifs.forEach(test => this._evaluate(test, inner));
        }
        return node.kind === 'DictComp'
          ? mergeTaints([this._evaluate(node.key, inner), this._evaluate(node.value, inner)])
          : this._evaluate(node.elt, inner);
      }
      case 'Slice':
        [node.lower, node.upper, node.step].forEach(
          part => part !== null && this._part(part, names)
        );
        return CLEAN;
      case 'Lambda':
      case 'Error':
        return CLEAN;
    }
  }

  private _shapeOf(node: Expression, base: Taint): Taint {
    const value = this._activation.values.get(node);
    const shapes = value === undefined ? [] : tensorsOf(value).map(tensor => tensor.type.shape);
    return {
      value: new Set(),
      shape: base.value,
      axes: { kind: 'all' },
      sources: shapes.length === 0 ? null : shapes
    };
  }

  private _subscript(node: Extract<Expression, { kind: 'Subscript' }>, names: Names): Taint {
    const base = this._part(node.value, names);
    const index = this._part(node.slice, names);
    if (!isShape(base)) {
      return mergeTaints([base, index]);
    }
    if (node.slice.kind === 'Slice') {
      const { lower, upper, step } = node.slice;
      const isUnit = step === null || integerOf(step) === 1;
      const from = lower === null ? null : integerOf(lower);
      const to = upper === null ? null : integerOf(upper);
      return isUnit && from !== undefined && to !== undefined
        ? narrow(base, { kind: 'slice', lower: from, upper: to })
        : narrow(base, { kind: 'lost' });
    }
    const at = integerOf(node.slice);
    return narrow(base, at === undefined ? { kind: 'lost' } : { kind: 'index', index: at });
  }

  private _call(node: Call, names: Names): Taint {
    const edges = edgesAt(this._activation, node);
    const positional = node.args.map(part => this._part(part, names));
    if (node.func.kind === 'Attribute' && node.func.attr === 'append') {
      this._store(node.func.value, mergeTaints(positional), names);
    }
    const keywords = node.keywords.map(keyword => this._part(keyword.value, names));
    const called = node.func.kind === 'Attribute' ? node.func.value : node.func;
    const receiver = this._part(called, names);
    const args = [...positional, ...keywords];
    const isDynamicShape = edges.some(edge => edge.api !== null && DYNAMIC_SHAPE.has(edge.api));
    const isIntShape = edges.some(edge => edge.api !== null && /\.int_shape$/u.test(edge.api));
    const first = node.args[0];
    if ((isDynamicShape || isIntShape) && first !== undefined) {
      const taint = this._colourOf(first);
      if (isDynamicShape && this._rules.dynamicShape === 'clean') {
        return CLEAN;
      }
      return isValue(taint) ? this._shapeOf(first, taint) : taint;
    }
    if (this._rules.cleanRanks && edges.some(edge => edge.api === 'builtins.len')) {
      return CLEAN;
    }
    if (
      this._rules.hasShapeMethod === true &&
      node.func.kind === 'Attribute' &&
      node.func.attr === 'get_shape' &&
      isValue(receiver)
    ) {
      return this._shapeOf(node.func.value, receiver);
    }
    const callees = edges.filter(edge => edge.callee !== null);
    const merged = mergeTaints([...args, receiver]);
    if (callees.length === 0) {
      return merged;
    }
    const evaluated = new Set([...node.args, ...node.keywords.map(({ value }) => value), called]);
    const results = callees.map(edge => {
      const callee = edge.callee;
      if (callee === null || this._stack.includes(callee) || this._stack.length >= DEPTH_LIMIT) {
        return merged;
      }
      const initial = new Map<string, Taint>();
      const positionalNodes = new Set(node.args);
      const isGivenShape = isKerasBuild(callee) && !isCallOfBuild(node);
      for (const [name, argument] of edge.argumentNodes) {
        // What a library calls back gets arguments of its own, which need not be those at the same places.
        const isHandedOver =
          edge.route !== 'callback' ||
          this._activation.values.get(argument) === callee.arguments.get(name);
        if (isHandedOver && (this._rules.keywordsCross || positionalNodes.has(argument))) {
          // What is handed over besides stands in a tuple or dict that is unpacked.
          const taint = evaluated.has(argument)
            ? this._colourOf(argument)
            : this._part(argument, names);
          evaluated.add(argument);
          initial.set(
            name,
            isGivenShape && isValue(taint) ? this._shapeOf(argument, taint) : taint
          );
        }
      }
      return followBody(callee, initial, this._walk, this._stack);
    });
    const result = mergeTaints(results);
    const hasValueArgument = args.some(isValue);
    if (!hasValueArgument) {
      return result;
    }
    return isShape(result) ? result : mergeTaints([merged, result]);
  }

  /** The colours of the parts of expressions, as they were when these were last evaluated. */
  private readonly _colours = new Map<Expression, Taint>();
  private readonly _colourOf = (part: Expression): Taint => this._colours.get(part) ?? CLEAN;
  private readonly _rules: TaintRules;
  private _loopDepth = 0;
  private _returned: Taint = CLEAN;
}

/** A method that Keras calls with the shape of what the layer is called with. */
export function isKerasBuild(run: Activation): boolean {
  const node = run.code?.node;
  return node?.kind === 'FunctionDef' && node.name === 'build' && node.enclosingClass !== null;
}

/** Whether the program itself calls `build`, with what it likes. */
function isCallOfBuild(node: Call): boolean {
  return node.func.kind === 'Attribute' && node.func.attr === 'build';
}

/** An attribute that gives the number of axes. */
function isRankName(name: string): boolean {
  return name === 'rank' || name === 'ndims' || name === 'ndim';
}

/** An integer literal, negative ones included; `undefined` for anything else. */
export function integerOf(node: Expression): number | undefined {
  if (node.kind === 'Constant' && node.value.type === 'int') {
    return node.value.value ?? undefined;
  }
  if (node.kind === 'UnaryOp' && node.op === '-') {
    const operand = integerOf(node.operand);
    return operand === undefined ? undefined : -operand;
  }
  return undefined;
}
