/**
 * Places where Python itself needs the value of a tensor, so that tracing fails or sees another value: conversions
 * by the standard library, positions in lists, membership, patterns, and arguments that must be Python values.
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression, Pattern, Statement } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import {
  asksCallback,
  asksComparison,
  comparesContainers,
  comparesFields,
  comparesGiven,
  searchesForTensor,
  sortsTensors
} from './comparedItems';
import { isSymbolicCondition } from './graphConditions';
import { bodyOf } from './symbolicValues';

/** Adds a form: code of its finding, place, note, and whether it harms only if the note holds. */
export type AddForm = (
  code: string,
  node: { readonly start: number; readonly end: number },
  note: string,
  isAssumption?: boolean
) => void;

const NOTHING = { kind: 'never', id: 0 } as const;

type IsSymbolic = (node: Expression) => boolean;

/** Parts of the standard library that convert what they are given to numbers, bytes or text. */
const CONVERTING_LIBRARY =
  /^(?:math|cmath|statistics|decimal|fractions|pickle|json|struct|marshal|array|bisect|random|operator\.(?:index|truth|not_)|builtins\.(?:memoryview|complex|bytes|bytearray|hash|round|divmod|hex|bin|oct|chr))(?:\.|$)/u;

/** Functions of Keras that make NumPy arrays, or go through what they are given: run with Keras 3.15. */
const NEEDS_VALUES =
  /^(?:tensorflow\.)?keras\.(?:(?:ops|backend)\.(?:batch_get_value|convert_to_numpy|get_value|kron)|(?:preprocessing\.\w+|utils)\.(?:array_to_img|img_to_array|pad_sequences|save_img|timeseries_dataset_from_array))$/u;

/** Messages of TensorFlow's records: protocol buffers, which copy Python numbers and bytes out of lists. */
const COPYING_MESSAGE = /^tensorflow\.train\.(?:BytesList|FloatList|Int64List)$/u;

/** What a layer keeps of a loss that it adds: harmless where the function reads all losses before it returns. */
export const KEPT_LOSS = 'the layer keeps this loss, which outlives the call';

/** Methods of `tf.TensorArray` that change it in place eagerly. */
const CHANGES_OF_ARRAYS = /^tensorflow\.TensorArray\.(?:write|scatter|unstack|split)$/u;

/** Makes a constant: in a graph of Python values and arrays only (`tf.convert_to_tensor` takes tensors too). */
const CONSTANT = /^tensorflow\.(?:compat\.v[12]\.)?constant$/u;

/** Parts of the standard library that go through what they are given; `functools.reduce` through its second argument. */
const ITERATING_LIBRARY = /^(?:itertools\.|collections\.(?:deque|Counter)$)/u;

/** What a symbolic tensor tells otherwise than an eager one. */
const MODE_FUNCTIONS =
  /^(?:tensorflow\.(?:get_static_value|is_symbolic_tensor|inside_function|executing_eagerly_outside_functions|make_ndarray)|builtins\.(?:type|id)|sys\.(?:getsizeof|_getframe)|inspect\.(?:currentframe|stack)|traceback\.extract_stack)$/u;

/** Those that ask where they are called: tracing runs a converted copy of the function. */
const OF_THE_FRAME = /(?:inside_function|frame|stack)$/u;

/** What asks whether a value is a tensor: an array is none, and is one when it is an argument that is traced. */
const TENSOR_QUESTIONS =
  /^(?:tensorflow\.(?:is_tensor|debugging\.is_numeric_tensor)|(?:tensorflow\.)?keras\.(?:ops|backend|utils)\.(?:is_tensor|is_keras_tensor))$/u;

/** Attributes that a symbolic tensor has not, or with another value. */
const MODE_ATTRIBUTES: ReadonlySet<string> = new Set([
  'device',
  '__class__',
  'backing_device',
  'is_cpu',
  'is_gpu'
]);

/** Attributes of arrays that tensors lack. */
const ARRAY_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['T', 'base', 'data', 'flags', 'flat', 'imag', 'itemsize', 'nbytes', 'real', 'size', 'strides']
]);

/** Parameters that must be Python values, whatever the operation. */
const STATIC_KEYWORDS: ReadonlySet<string> = new Set([
  ...['adjoint_a', 'adjoint_b', 'batch_dims', 'data_format', 'dilations', 'exclusive', 'keepdims'],
  ...['ksize', 'num', 'padding', 'parallel_iterations', 'reverse', 'strides', 'transpose_a'],
  ...['transpose_b', 'transpose_x', 'transpose_y']
]);

/** Operations whose `axis` must be a Python value, with the positions that must be. */
const STATIC_POSITIONS: ReadonlyMap<string, readonly number[]> = new Map([
  ['stack', [1]],
  ['parallel_stack', [1]],
  ['unstack', [1, 2]],
  ['softmax', [1]],
  ['log_softmax', [1]],
  ['squeeze', [1]]
]);

/** Finds the forms of one body. */
export function conversionForms(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  for (const call of evaluatedCalls(run)) {
    libraryForms(run, call, isSymbolic, add);
    keyForms(run, call, add);
  }
  walkOwnScope(body, node => nodeForms(run, node, isSymbolic, add), FORMS);
}

function libraryForms(run: Activation, call: Call, isSymbolic: IsSymbolic, add: AddForm): void {
  const [first, second] = call.args;
  for (const edge of edgesAt(run, call)) {
    const { api } = edge;
    if (api === null) {
      continue;
    }
    if (CONVERTING_LIBRARY.test(api) && givenItems(call).some(isSymbolic)) {
      add('eager-conversion', call, `\`${api}\` needs a value and is given a tensor`);
    }
    if (
      NEEDS_VALUES.test(api) &&
      givenItems(call).some(item => isSymbolic(item) || isVariable(run.values.get(item)))
    ) {
      add('eager-conversion', call, `\`${api}\` needs a value and is given a tensor`);
    }
    if (COPYING_MESSAGE.test(api) && givenItems(call).some(isSymbolic)) {
      add('eager-conversion', call, `\`${api}\` needs a value and is given a tensor`);
    }
    if (CONSTANT.test(api) && givenItems(call).some(isSymbolic)) {
      add('static-python-argument', call, 'in a graph a constant cannot be made of a tensor');
    }
    if (
      (ITERATING_LIBRARY.test(api) && call.args.some(isSymbolic)) ||
      (api === 'functools.reduce' && second !== undefined && isSymbolic(second))
    ) {
      add('unconvertible-iteration', call, `\`${api}\` iterates over a tensor`);
    }
    if (MODE_FUNCTIONS.test(api) && (OF_THE_FRAME.test(api) || call.args.some(isSymbolic))) {
      add('mode-dependent', call, 'while tracing the answer is another');
    }
    if (api === 'builtins.globals') {
      add('frozen-attribute', call, 'what the names of the module hold is read once, when traced');
    }
    if (
      api === 'builtins.isinstance' &&
      first !== undefined &&
      second !== undefined &&
      isSymbolic(first) &&
      isArray(run.values.get(first)) &&
      mayBeArrayType(run.values.get(second))
    ) {
      add('mode-dependent', call, 'when traced an array argument is a tensor');
    }
    if (
      TENSOR_QUESTIONS.test(api) &&
      first !== undefined &&
      isSymbolic(first) &&
      isArray(run.values.get(first))
    ) {
      add('mode-dependent', call, 'when traced an array argument is a tensor');
    }
    if (
      api === 'builtins.getattr' &&
      first !== undefined &&
      isSymbolic(first) &&
      second?.kind === 'Constant' &&
      second.value.type === 'str' &&
      /^(?:numpy|_numpy|item|tolist|__.*__)$/u.test(second.value.value)
    ) {
      add('eager-only-call', call, `a symbolic tensor has no \`${second.value.value}\``);
    }
    if (
      api === 'tensorflow.name_scope' &&
      !edge.onImpossiblePath &&
      first !== undefined &&
      mayBeNone(run.values.get(first))
    ) {
      add('invalid-name-argument', call, 'in a graph a scope needs a name');
    }
    if (CHANGES_OF_ARRAYS.test(api) && isStatement(run, call)) {
      add('library-differs-in-graph', call, 'in a graph only what this gives back has changed');
    }
    if (comparesGiven(run, call, api, isSymbolic)) {
      add('tensor-as-boolean', call, `\`${api}\` compares tensors`);
    }
    if (/^(?:tensorflow|keras)\./u.test(api)) {
      staticForms(call, api, isSymbolic, add);
    }
  }
  if (
    call.func.kind === 'Attribute' &&
    call.func.attr === 'add_loss' &&
    call.args.some(isSymbolic)
  ) {
    add('leaked-tensor', call, KEPT_LOSS);
  }
  if (searchesForTensor(run, call, isSymbolic)) {
    add('tensor-as-boolean', call, 'a tensor is compared with the items of a list');
  }
  if (sortsTensors(run, call, isSymbolic)) {
    add('tensor-as-boolean', call, 'tensors are compared with each other');
  }
  if (
    call.func.kind === 'Attribute' &&
    call.func.attr === 'as_numpy_iterator' &&
    membersOf(run.values.get(call.func.value) ?? NOTHING).some(({ kind }) => kind === 'dataset')
  ) {
    add('eager-only-call', call, 'a dataset gives its values eagerly only');
  }
  if (
    call.func.kind === 'Attribute' &&
    /^(?:__array__|__float__|__int__|__bool__|__index__|__iter__|__len__|__format__|_numpy)$/u.test(
      call.func.attr
    ) &&
    isSymbolic(call.func.value)
  ) {
    add('eager-only-call', call, `a symbolic tensor has no \`${call.func.attr}\``);
  }
}

const STATEMENTS_OF_CALLS: NodeKinds = new Set(['Expr'] as const);

/** Whether a value is a tensor of one axis or more: it is multiplied by the items of a list, and repeats none. */
function hasAxes(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    membersOf(value).every(
      member => member.kind === 'tensor' && (member.type.shape?.length ?? 0) > 0
    )
  );
}

/** Whether a call stands by itself, so that nobody takes its result. */
function isStatement(run: Activation, call: Call): boolean {
  return !walkOwnScope(
    bodyOf(run),
    node => (node.kind === 'Expr' && node.value === call ? 'stop' : undefined),
    STATEMENTS_OF_CALLS
  );
}

/** The arguments of a call; of lists, tuples and dictionaries that are written out, their items. */
function givenItems(call: Call): readonly Expression[] {
  return [...call.args, ...call.keywords.map(keyword => keyword.value)].flatMap(writtenItems);
}

function writtenItems(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'List':
    case 'Tuple':
      return node.elts.flatMap(writtenItems);
    case 'Dict':
      return node.items.flatMap(item => writtenItems(item.value));
    default:
      return [node];
  }
}

function staticForms(call: Call, api: string, isSymbolic: IsSymbolic, add: AddForm): void {
  const positions = STATIC_POSITIONS.get(api.slice(api.lastIndexOf('.') + 1));
  const given = [
    ...call.args.filter((_, index) => positions?.includes(index) ?? false),
    ...call.keywords
      .filter(
        ({ arg: name }) =>
          name !== null &&
          (STATIC_KEYWORDS.has(name) || (name === 'axis' && positions !== undefined))
      )
      .map(keyword => keyword.value)
  ];
  for (const argument of given) {
    if (isSymbolic(argument)) {
      add('static-python-argument', argument, 'this must be a Python value');
    }
  }
}

/** `sorted(xs, key=f)`, `filter(f, xs)` where the function gives tensors; `max(xs)` of instances that tensors compare. */
function keyForms(run: Activation, call: Call, add: AddForm): void {
  if (asksCallback(run, call)) {
    add('tensor-as-boolean', call, 'what the function gives is asked for its truth value');
  } else if (asksComparison(run, call)) {
    add('tensor-as-boolean', call, 'instances are compared by tensors');
  }
}

/** The kinds of nodes that `nodeForms` looks at. */
const FORMS: NodeKinds = new Set([
  ...(['Compare', 'Subscript', 'BinOp', 'Match', 'Attribute', 'Dict', 'DictComp'] as const)
]);

function nodeForms(run: Activation, node: WalkedNode, isSymbolic: IsSymbolic, add: AddForm): void {
  switch (node.kind) {
    case 'Compare': {
      const parts = [node.left, ...node.comparators];
      node.ops.forEach((op, index) => {
        const isContainment = op === 'in' || op === 'not in';
        if (
          isContainment &&
          (parts.slice(index, index + 2).some(isSymbolic) || asksComparison(run, node))
        ) {
          add('tensor-as-boolean', node, `\`${op}\` compares a tensor with each element`);
        }
        if (
          !isContainment &&
          op !== 'is' &&
          op !== 'is not' &&
          (comparesFields(run, node) ||
            comparesContainers(run, parts.slice(index, index + 2), isSymbolic))
        ) {
          add('tensor-as-boolean', node, `\`${op}\` compares the tensors in two containers`);
        }
      });
      return;
    }
    case 'Subscript': {
      const bounds =
        node.slice.kind === 'Slice'
          ? [node.slice.lower, node.slice.upper, node.slice.step]
          : [node.slice];
      if (isPythonContainer(run.values.get(node.value))) {
        for (const bound of bounds) {
          if (bound !== null && isSymbolic(bound)) {
            add(
              'static-python-argument',
              node,
              'only a Python value can be a place in a list or a key'
            );
          }
        }
      }
      return;
    }
    case 'BinOp':
      if (
        node.op === '*' &&
        [
          [node.left, node.right],
          [node.right, node.left]
        ].some(
          ([items, count]) =>
            isPythonContainer(run.values.get(items)) &&
            isSymbolic(count) &&
            !hasAxes(run.values.get(count))
        )
      ) {
        add('static-python-argument', node, 'how often a list is repeated must be a Python number');
      }
      return;
    case 'Dict':
    case 'DictComp':
      for (const key of node.kind === 'Dict' ? node.items.map(item => item.key) : [node.key]) {
        if (key !== null && isSymbolic(key)) {
          add('static-python-argument', key, 'only a Python value can be a key');
        }
      }
      return;
    case 'Match':
      if (node.cases.some(({ pattern }) => comparesTensor(node.subject, pattern, isSymbolic))) {
        add('tensor-as-boolean', node, '`match` compares a tensor with a value');
      }
      node.cases.forEach(({ guard }) => {
        if (guard !== null && isSymbolicCondition(guard, isSymbolic)) {
          add('tensor-as-boolean', guard, '`match` asks a tensor whether the case holds');
        }
      });
      return;
    case 'Attribute':
      if (isSymbolic(node.value)) {
        if (MODE_ATTRIBUTES.has(node.attr)) {
          add('mode-dependent', node, `\`${node.attr}\` of a symbolic tensor differs`);
        } else if (ARRAY_ATTRIBUTES.has(node.attr) && isArray(run.values.get(node.value))) {
          add(
            'eager-only-call',
            node,
            `when traced this is a tensor, which has no \`${node.attr}\``
          );
        }
      }
      return;
    default:
      return;
  }
}

function isVariable(value: Value | undefined): boolean {
  return value !== undefined && tensorsOf(value).some(tensor => tensor.type.form === 'variable');
}

function isArray(value: Value | undefined): boolean {
  return value !== undefined && tensorsOf(value).some(tensor => tensor.type.form === 'ndarray');
}

/** Whether the second argument of `isinstance` may name arrays or numbers of NumPy, or tensors. */
function mayBeArrayType(value: Value | undefined): boolean {
  return (
    value === undefined ||
    membersOf(value).some(member =>
      member.kind === 'tuple'
        ? member.items.some(mayBeArrayType)
        : member.kind === 'unknown' ||
          (member.kind === 'library' && /^(?:numpy|tensorflow|keras)\./u.test(member.path))
    )
  );
}

function mayBeNone(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    membersOf(value).some(member => member.kind === 'constant' && member.type === 'None')
  );
}

function isPythonContainer(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    membersOf(value).some(
      member =>
        member.kind === 'tuple' ||
        member.kind === 'range' ||
        (member.kind === 'constant' && (member.type === 'str' || member.type === 'bytes')) ||
        (member.kind === 'object' &&
          (member.object.kind === 'list' || member.object.kind === 'dict'))
    )
  );
}

/**
 * Whether a pattern compares a tensor of the subject with a value (language reference 8.6.4): patterns of classes,
 * sequences and mappings ask for its type only.
 */
function comparesTensor(subject: Expression, pattern: Pattern, isSymbolic: IsSymbolic): boolean {
  switch (pattern.kind) {
    case 'MatchValue':
      return isSymbolic(subject);
    case 'MatchAs':
      return pattern.pattern !== null && comparesTensor(subject, pattern.pattern, isSymbolic);
    case 'MatchOr':
      return pattern.patterns.some(part => comparesTensor(subject, part, isSymbolic));
    case 'MatchSequence':
      return (
        (subject.kind === 'Tuple' || subject.kind === 'List') &&
        pattern.patterns.every(part => part.kind !== 'MatchStar') &&
        pattern.patterns.some(
          (part, place) =>
            place < subject.elts.length && comparesTensor(subject.elts[place], part, isSymbolic)
        )
      );
    default:
      return false;
  }
}
