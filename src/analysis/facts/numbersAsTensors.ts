/**
 * Python numbers among the arguments that might as well be tensors: they do nothing but scale and shift tensors of one
 * floating dtype. With a scalar in the signature all their values share one trace; `reduce_retracing` does nothing for
 * numbers (run with TensorFlow 2.21: four traces for four values with and without it, one with a signature).
 */
import type { Activation } from '../interpreter/record';
import type { DType, TensorType } from '../libraries/rules/tensorType';
import { childrenOf, isScopeHead, type WalkedNode } from '../syntax/children';
import type { AugAssign, BinOp, Call, Compare } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { assignmentsOf } from './bodyIndex';
import { edgesAt } from './callsOfNode';
import type { Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** Functions that are followed into the functions they call to this depth. */
const DEPTH_LIMIT = 3;

const FLOATING: ReadonlySet<DType> = new Set<DType>(['float16', 'bfloat16', 'float32', 'float64']);

/** Operations for which a number beside a tensor may be a tensor as well. */
const ELEMENTWISE =
  /^(?:tensorflow(?:\.math)?|keras\.ops)\.(?:add|subtract|multiply|divide|maximum|minimum|pow|clip_by_value)$/u;

/** Calls that take a number as a tensor of another dtype. */
const CONVERTING = /^(?:tensorflow|keras\.ops)\.cast$|\.(?:assign|assign_add|assign_sub)$/u;

/**
 * The dtype with which a parameter's numbers might come as tensors; `null` where one of them is no number, or is needed
 * as one of Python's: for a condition, a size, a loop, an attribute, the result.
 */
export function dtypeOfNumbers({ activations }: Subject, name: string): DType | null {
  const found = new Set<DType>();
  let hasFloat = false;
  for (const run of activations) {
    const value = run.arguments.get(name);
    if (value === undefined || !isNumber(value)) {
      return null;
    }
    hasFloat ||= membersOf(value).some(
      member => member.kind === 'constant' && member.type === 'float'
    );
    const partners = new Partners(run, [name], DEPTH_LIMIT).find();
    if (partners === null) {
      return null;
    }
    partners.forEach(dtype => found.add(dtype));
  }
  const [first] = found;
  return found.size > 1 ? null : (first ?? (hasFloat ? 'float32' : 'int64'));
}

function isWhole(value: Value): boolean {
  return membersOf(value).every(member => member.kind === 'constant' && member.type === 'int');
}

function isNumber(value: Value): boolean {
  return membersOf(value).every(
    member => member.kind === 'constant' && (member.type === 'int' || member.type === 'float')
  );
}

/**
 * What an expression is to the numbers: one of them, or a multiple, or a sum of whole numbers; another sum, of which a tensor
 * of `float32` keeps fewer digits than Python does, so that nothing may be divided by it; or something else.
 */
type Role = 'number' | 'sum' | 'other';

/** Finds the dtypes of the tensors that numbers of a run are put together with. */
class Partners {
  /** @param names - of parameters that get numbers. */
  constructor(
    private readonly _run: Activation,
    names: readonly string[],
    private readonly _depth: number
  ) {
    names.forEach(name => this._numbers.set(name, 'number'));
  }

  /** The dtypes; `null` where a number is needed as one of Python's. */
  find(): ReadonlySet<DType> | null {
    for (const statement of bodyOf(this._run)) {
      if (this._roleOf(statement) !== 'other') {
        return null;
      }
    }
    return this._isNeeded ? null : this._dtypes;
  }

  private _roleOf(node: WalkedNode): Role {
    switch (node.kind) {
      case 'Name':
        return this._numbers.get(node.id) ?? 'other';
      case 'Assign': {
        const [target] = node.targets;
        const role = this._roleOf(node.value);
        if (role !== 'other') {
          const isOnlyOne =
            node.targets.length === 1 &&
            target.kind === 'Name' &&
            !this._numbers.has(target.id) &&
            assignmentsOf(bodyOf(this._run)).get(target.id)?.length === 1;
          if (!isOnlyOne) {
            return this._need();
          }
          this._numbers.set(target.id, role);
          return 'other';
        }
        return this._ofParts(node.targets);
      }
      case 'AugAssign':
        return this._ofAugmented(node);
      case 'BinOp':
        return this._ofOperation(node);
      case 'Compare':
        return this._ofComparison(node);
      case 'UnaryOp':
        return node.op === '-' ? this._roleOf(node.operand) : this._ofParts([node.operand]);
      case 'Call':
        return this._ofCall(node);
      default:
        return isScopeHead(node) ? this._ofScope(node) : this._ofParts(childrenOf(node));
    }
  }

  /** What holds a number itself, and neither calculates with it nor hands it to something known, needs it. */
  private _ofParts(parts: readonly WalkedNode[]): Role {
    return parts.map(part => this._roleOf(part)).every(role => role === 'other')
      ? 'other'
      : this._need();
  }

  private _ofScope(node: WalkedNode): Role {
    const isMentioned = !walk(node, part =>
      part.kind === 'Name' && this._numbers.has(part.id) ? 'stop' : undefined
    );
    return isMentioned ? this._need() : 'other';
  }

  private _ofOperation(node: BinOp): Role {
    const { left, right, op } = node;
    const [first, second] = [this._roleOf(left), this._roleOf(right)];
    if (first === 'other' && second === 'other') {
      return 'other';
    }
    const other = first === 'other' ? left : second === 'other' ? right : null;
    const value = other === null ? undefined : this._run.values.get(other);
    const isAmongNumbers = other === null || (value !== undefined && isNumber(value));
    const isInexact =
      (op === '/' && second === 'sum') ||
      (op === '**' &&
        (first === 'sum' ||
          second === 'sum' ||
          (isAmongNumbers && (first !== 'number' || second !== 'other'))));
    if (isInexact || !['+', '-', '*', '/', '**'].includes(op)) {
      return this._need();
    }
    if (isAmongNumbers) {
      const isSum = op === '+' || op === '-' || first === 'sum' || second === 'sum';
      const result = this._run.values.get(node);
      return isSum && !(result !== undefined && isWhole(result)) ? 'sum' : 'number';
    }
    return this._beside(value === undefined ? [] : [value]);
  }

  /** `x += n`, for a tensor. */
  private _ofAugmented({ target, op, value }: AugAssign): Role {
    const role = this._roleOf(value);
    if (role === 'other') {
      return this._ofParts([target]);
    }
    const isScaling = ['+', '-', '*'].includes(op) || (op === '/' && role === 'number');
    // What it was and what it becomes, as one value.
    const changed = target.kind === 'Name' ? this._run.values.get(target) : undefined;
    return isScaling && changed !== undefined ? this._beside([changed]) : this._need();
  }

  /** `x > n` asks a tensor for each of its elements. */
  private _ofComparison({ left, ops, comparators }: Compare): Role {
    const [right] = comparators;
    const [first, second] = [this._roleOf(left), this._roleOf(right)];
    if (comparators.length > 1 || (first === 'other' && second === 'other')) {
      return this._ofParts([left, ...comparators]);
    }
    const isOrder = ['<', '<=', '>', '>='].includes(ops[0]);
    const other = first === 'other' ? left : right;
    const value = this._run.values.get(other);
    return isOrder && first !== 'sum' && second !== 'sum' && value !== undefined
      ? this._beside([value])
      : this._need();
  }

  private _ofCall(node: Call): Role {
    const given = [...node.args, ...node.keywords.map(({ value }) => value)];
    const roles = given.map(part => this._roleOf(part));
    const numbers = given.filter((_, index) => roles[index] !== 'other');
    if (this._roleOf(node.func) !== 'other') {
      return this._need();
    }
    if (numbers.length === 0) {
      return 'other';
    }
    const edges = edgesAt(this._run, node);
    const isKnown =
      edges.length > 0 &&
      edges.every(({ callee, api, argumentNodes }) => {
        if (callee !== null) {
          const names = [...argumentNodes].flatMap(([name, part]) =>
            numbers.includes(part) ? [name] : []
          );
          const within =
            names.length === numbers.length && this._depth > 0 && !roles.includes('sum')
              ? new Partners(callee, names, this._depth - 1).find()
              : null;
          within?.forEach(dtype => this._dtypes.add(dtype));
          return within !== null;
        }
        return api !== null && (CONVERTING.test(api) || ELEMENTWISE.test(api));
      });
    if (!isKnown) {
      return this._need();
    }
    if (edges.some(({ api, callee }) => callee === null && ELEMENTWISE.test(api ?? ''))) {
      const values = given.flatMap(part =>
        numbers.includes(part) ? [] : [this._run.values.get(part)]
      );
      return this._beside(values.flatMap(value => (value === undefined ? [] : [value])));
    }
    return 'other';
  }

  /** Notes the dtype of the tensors beside a number. */
  private _beside(values: readonly Value[]): Role {
    const types = values.flatMap(value => tensorsOf(value).map(({ type }) => type));
    const areTensors =
      types.length > 0 &&
      types.every(isFloating) &&
      values.every(value => membersOf(value).every(({ kind }) => kind === 'tensor'));
    if (!areTensors) {
      return this._need();
    }
    types.forEach(({ dtype }) => this._dtypes.add(dtype));
    return 'other';
  }

  private _need(): Role {
    this._isNeeded = true;
    return 'other';
  }

  private _isNeeded = false;
  /** Names of numbers, and of what is calculated from them alone. */
  private readonly _numbers = new Map<string, Role>();
  private readonly _dtypes = new Set<DType>();
}

function isFloating({ dtype, form }: TensorType): boolean {
  return FLOATING.has(dtype) && (form === 'dense' || form === 'variable' || form === 'symbolic');
}
