/**
 * Applies the rules of an entry: its shape rule gives structure and shapes, its dtype rule the dtypes.
 *
 * Shape rule: a family with its operands, `matmul(a,b)`. Dtype rule: terms tried in order, `@dtype|=x`:
 * - `float32`: that dtype; `?`: unknown;
 * - `=x`: the dtype of the tensor argument `x`;
 * - `@dtype`: the dtype that the argument names, the next term where it is absent;
 * - `~x,y`: the dtype that these arguments share, promoted as the library does;
 * - `^x,y`: the same after each became floating point (NumPy's `hypot` of two bytes is `float16`);
 * - `$x,y`: `string` where one of these holds texts, the next term where none does;
 * - `%x,y`: the dtype of NumPy's linear algebra on them: double precision unless all have single precision;
 * each with exceptions by dtype (`=x{int32:float32,*:float64}`), `#` for all whole numbers and truth values; for a list or tuple one rule per item, joined by `;`.
 */
import type { DType, Flavour } from './dtype';
import {
  floatingNumPy,
  isComplexDType,
  isFloatingDType,
  isIntegerDType,
  parseDType,
  promoteNumPy
} from './dtype';
import { FAMILIES } from './families';
import type { BoundArguments, RuleArgument, RuleResult } from './ruleArgument';
import { UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall } from './ruleCall';
import { argumentOf, commonDType, toDType, toTensorType } from './ruleCall';
import type { TensorForm, TensorType } from './tensorType';
import { UNKNOWN_TENSOR } from './tensorType';

/** What of an entry the rules need. */
export type RuledEntry = {
  readonly shapeRule: string | null;
  readonly dtypeRule: string | null;
  readonly returns: string;
  readonly returnedClass: string | null;
  readonly flavour: Flavour;
  /** Whether its results are NumPy's arrays. */
  readonly computesArrays: boolean;
};

/** What the call returns. */
export function applyRules(entry: RuledEntry, bound: BoundArguments): RuleResult {
  const result = structureOf(entry, bound);
  const typed =
    entry.dtypeRule === null ? result : withDTypes(result, entry.dtypeRule, bound, entry.flavour);
  return isNumberOfObjects(typed, entry, bound) ? UNKNOWN_RESULT : withForm(typed, entry, bound);
}

/**
 * Whether it is a single number of dtypes that NumPy has no common one for (`bfloat16` and whole numbers): some
 * functions compute with objects then, and give a Python number.
 */
function isNumberOfObjects(result: RuleResult, entry: RuledEntry, bound: BoundArguments): boolean {
  if (
    entry.flavour !== 'numpy' ||
    result.kind !== 'tensor' ||
    result.type.dtype !== null ||
    result.type.shape?.length !== 0
  ) {
    return false;
  }
  const dtypes = new Set(
    [...bound.values()].map(argument => (argument.kind === 'tensor' ? argument.type.dtype : null))
  );
  return (
    dtypes.has('bfloat16') && [...dtypes].some(dtype => dtype !== null && dtype !== 'bfloat16')
  );
}

function structureOf(entry: RuledEntry, bound: BoundArguments): RuleResult {
  if (entry.shapeRule !== null) {
    const { family, operands } = parseRule(entry.shapeRule);
    const rule = FAMILIES.get(family);
    if (rule !== undefined) {
      return rule({ arguments: bound, operands, flavour: entry.flavour });
    }
  }
  switch (entry.returns) {
    case 'tensor':
      return { kind: 'tensor', type: UNKNOWN_TENSOR };
    case 'tensors':
      return { kind: 'list', items: null, element: { kind: 'tensor', type: UNKNOWN_TENSOR } };
    case 'none':
      return { kind: 'none' };
    case 'instance':
      return entry.returnedClass === null
        ? UNKNOWN_RESULT
        : { kind: 'instance', cls: entry.returnedClass };
    case 'python':
      return pythonResult(entry.returnedClass);
    case 'shape':
      return { kind: 'shape', shape: null };
    case 'dtype':
      return { kind: 'dtype', dtype: null };
    default:
      return UNKNOWN_RESULT;
  }
}

const PYTHON_TYPES = [
  'bool',
  'int',
  'float',
  'complex',
  'str',
  'bytes',
  'list',
  'dict',
  'tuple'
] as const;

function pythonResult(name: string | null): RuleResult {
  const type = PYTHON_TYPES.find(candidate => candidate === name);
  return type === undefined ? UNKNOWN_RESULT : { kind: 'python', type };
}

/** A shape rule: a family of operations, and the names of its operands. */
type ShapeRule = { readonly family: string; readonly operands: readonly string[] };

/** The rules of all entries are a few hundred texts. */
const _shapeRules = new Map<string, ShapeRule>();

/** The family and the operands of a rule's text. */
export function parseRule(text: string): ShapeRule {
  let rule = _shapeRules.get(text);
  if (rule === undefined) {
    rule = readShapeRule(text);
    _shapeRules.set(text, rule);
  }
  return rule;
}

function readShapeRule(text: string): ShapeRule {
  const open = text.indexOf('(');
  if (open < 0) {
    return { family: text, operands: [] };
  }
  const inner = text.slice(open + 1, -1);
  return { family: text.slice(0, open), operands: inner === '' ? [] : inner.split(',') };
}

/** The tensor with another type; its elements stay known. */
function retyped(
  { elements }: Extract<RuleResult, { kind: 'tensor' }>,
  type: TensorType
): RuleResult {
  return elements === undefined ? { kind: 'tensor', type } : { kind: 'tensor', type, elements };
}

function withDTypes(
  result: RuleResult,
  rule: string,
  bound: BoundArguments,
  flavour: Flavour
): RuleResult {
  const rules = rule.split(';');
  const own = (i: number): string => rules[Math.min(i, rules.length - 1)];
  switch (result.kind) {
    case 'tensor':
      return retyped(result, {
        dtype: evaluateDType(rules[0], bound, flavour, result.type.dtype),
        shape: result.type.shape,
        form: result.type.form
      });
    case 'tuple':
      return {
        kind: 'tuple',
        items: result.items.map((item, i) => withDTypes(item, own(i), bound, flavour))
      };
    case 'list':
      if (result.items === null && result.element?.kind === 'tensor' && rules.length > 1) {
        const { element } = result;
        return {
          kind: 'tuple',
          items: rules.map(own =>
            own === '?' ? UNKNOWN_RESULT : withDTypes(element, own, bound, flavour)
          )
        };
      }
      return {
        ...result,
        items: result.items?.map((item, i) => withDTypes(item, own(i), bound, flavour)) ?? null,
        element: result.element === null ? null : withDTypes(result.element, own(0), bound, flavour)
      };
    default:
      return result;
  }
}

function evaluateDType(
  rule: string,
  bound: BoundArguments,
  flavour: Flavour,
  structural: DType
): DType {
  const call: RuleCall = { arguments: bound, operands: [], flavour };
  for (const { head, names, exceptions } of termsOf(rule)) {
    const dtype = evaluateTerm(head, names, call, structural);
    if (dtype !== undefined) {
      return exceptions === null || dtype === null ? dtype : exceptional(dtype, exceptions);
    }
  }
  return null;
}

/** A term of a dtype rule. */
type Term = {
  readonly head: string;
  /** The arguments that the head names behind its sign. */
  readonly names: readonly string[];
  readonly exceptions: ReadonlyMap<string, DType> | null;
};

const _terms = new Map<string, readonly Term[]>();

function termsOf(rule: string): readonly Term[] {
  let terms = _terms.get(rule);
  if (terms === undefined) {
    terms = rule.split('|').map(term => {
      const brace = term.indexOf('{');
      const head = brace < 0 ? term : term.slice(0, brace);
      return {
        head,
        names: head.slice(1).split(','),
        exceptions: brace < 0 ? null : parseExceptions(term.slice(brace + 1, -1))
      };
    });
    _terms.set(rule, terms);
  }
  return terms;
}

function exceptional(dtype: Exclude<DType, null>, exceptions: ReadonlyMap<string, DType>): DType {
  const whole = isIntegerDType(dtype) || dtype === 'bool';
  for (const key of [dtype, whole ? '#' : '*', '*']) {
    const found = exceptions.get(key);
    if (found !== undefined) {
      return found;
    }
  }
  return dtype;
}

/** `undefined` where the term does not apply. */
function evaluateTerm(
  head: string,
  names: readonly string[],
  call: RuleCall,
  structural: DType
): DType | undefined {
  switch (head[0]) {
    case '.':
      return structural;
    case '@': {
      const argument = argumentOf(call, names[0]);
      return argument === null ? undefined : toDType(argument, call.flavour);
    }
    case '=': {
      const argument = argumentOf(call, names[0]);
      return argument === null ? undefined : dtypeOfArgument(argument, names[0], call.flavour);
    }
    case '~': {
      const given = argumentsNamed(call, names);
      return given.length === 0 ? undefined : commonDType(given, call.flavour);
    }
    case '^':
      return commonFloat(argumentsNamed(call, names), call.flavour);
    case '$':
      return argumentsNamed(call, names).some(
        argument => toTensorType(argument, call.flavour).dtype === 'string'
      )
        ? 'string'
        : undefined;
    case '%':
      return commonLinear(argumentsNamed(call, names), call.flavour);
    default:
      return head === '?' ? null : parseDType(head);
  }
}

/** The arguments that the call gives, of those named behind the sign of a dtype rule: `~x,y`. */
function argumentsNamed(call: RuleCall, names: readonly string[]): readonly RuleArgument[] {
  return names.map(name => argumentOf(call, name)).filter(argument => argument !== null);
}

/** NumPy's choice for linear algebra (`numpy.linalg._commonType`): `float32` and `complex64` alone stay single. */
function commonLinear(given: readonly RuleArgument[], flavour: Flavour): DType {
  const dtypes = given.map(argument => toTensorType(argument, flavour).dtype);
  if (dtypes.includes(null)) {
    return null;
  }
  const single = dtypes.every(dtype => dtype === 'float32' || dtype === 'complex64');
  if (dtypes.some(isComplexDType)) {
    return single ? 'complex64' : 'complex128';
  }
  return single ? 'float32' : 'float64';
}

/** NumPy's choice of a floating point loop: the narrowest that holds each array; Python scalars give way. */
function commonFloat(given: readonly RuleArgument[], flavour: Flavour): DType {
  const strong = given.filter(argument => argument.kind !== 'constant');
  if (strong.length === 0) {
    return given.some(argument => argument.kind === 'constant' && argument.type === 'complex')
      ? 'complex128'
      : 'float64';
  }
  const floats = strong.map(argument => floatingNumPy(toTensorType(argument, flavour).dtype));
  const dtype = floats.reduce((joined, next) => promoteNumPy(joined, next));
  // A Python scalar beside whole numbers is compared by kind, which no table tells.
  const whole = strong.some(argument => !isFloatingDType(toTensorType(argument, flavour).dtype));
  return strong.length < given.length && whole ? null : dtype;
}

/** Parameters of TensorFlow and Keras that take tensors in a list, each converted by itself. */
const LISTS_OF_TENSORS: ReadonlySet<string> = new Set(['arrays', 'inputs', 'tensors', 'values']);

/** The dtype of a tensor, or of the first tensor in a list of tensors. */
function dtypeOfArgument(argument: RuleArgument, name: string, flavour: Flavour): DType {
  const type = toTensorType(argument, flavour);
  return argument.kind === 'sequence' &&
    argument.items !== null &&
    (flavour === 'numpy' || LISTS_OF_TENSORS.has(name))
    ? (commonDType(argument.items, flavour) ?? type.dtype)
    : type.dtype;
}

function parseExceptions(text: string): ReadonlyMap<string, DType> {
  return new Map(
    text.split(',').map(pair => {
      const [from, to] = pair.split(':');
      return [from, to === '?' ? null : parseDType(to)] as const;
    })
  );
}

/**
 * The form of results: NumPy makes arrays, Keras functions stay symbolic on symbolic inputs, and what
 * TensorFlow computes from variables and arrays is dense; ragged and sparse operands are the family's business.
 */
function withForm(result: RuleResult, entry: RuledEntry, bound: BoundArguments): RuleResult {
  const symbolic =
    entry.flavour === 'keras' && [...bound.values()].some(argument => holdsSymbolic(argument));
  const change = (form: TensorForm): TensorForm => {
    if (symbolic) {
      return form === 'sparse' || form === 'ragged' ? form : 'symbolic';
    }
    if (entry.computesArrays) {
      return 'ndarray';
    }
    return form === 'variable' || form === 'ndarray' || form === 'symbolic' ? 'dense' : form;
  };
  return mapTensors(result, change);
}

function holdsSymbolic(argument: RuleArgument): boolean {
  switch (argument.kind) {
    case 'tensor':
      return argument.type.form === 'symbolic';
    case 'sequence':
      return (
        argument.items?.some(holdsSymbolic) ??
        (argument.element ? holdsSymbolic(argument.element) : false)
      );
    case 'mapping':
      return [...argument.entries.values()].some(holdsSymbolic);
    default:
      return false;
  }
}

function mapTensors(result: RuleResult, change: (form: TensorForm) => TensorForm): RuleResult {
  switch (result.kind) {
    case 'tensor':
      return retyped(result, {
        dtype: result.type.dtype,
        shape: result.type.shape,
        form: change(result.type.form)
      });
    case 'tuple':
      return { kind: 'tuple', items: result.items.map(item => mapTensors(item, change)) };
    case 'list':
      return {
        ...result,
        items: result.items?.map(item => mapTensors(item, change)) ?? null,
        element: result.element === null ? null : mapTensors(result.element, change)
      };
    case 'mapping':
      return {
        ...result,
        entries: new Map([...result.entries].map(([key, item]) => [key, mapTensors(item, change)])),
        others: result.others ? mapTensors(result.others, change) : null
      };
    default:
      return result;
  }
}
