/**
 * Forms that behave otherwise when they are traced, found in one run (`spec/tracing-truth.md`, sections 1, 2, 5).
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression, Statement } from '../syntax/tree';
import { isLongBody } from '../syntax/bodyLength';
import type { WalkedNode } from '../syntax/children';
import { LOOPS } from '../syntax/nodeKinds';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { missesErrors } from './caughtOperations';
import { dottedNames, edgesAt, evaluatedCalls, isExcluded } from './callsOfNode';
import { arrayArguments } from './arrayArguments';
import { asksForTruth, holdsSymbolic, isOfTensors } from './comparedItems';
import { conditionTypes } from './conditionTypes';
import { conversionForms, type AddForm } from './conversionForms';
import { deepCopyOfTensors } from './deepCopies';
import { eagerCallResults } from './eagerCallResults';
import { flowForms, graphFlows } from './graphFlow';
import {
  builtinOf,
  isOverDataset,
  isGraphLoop,
  isSymbolicCondition,
  isSymbolicRange,
  RUNS_EAGERLY,
  type IsSymbolic
} from './graphConditions';
import { loopCaptures } from './loopCaptures';
import { isNumberWhenEager } from './carriedNumbers';
import { mixedDTypes } from './mixedDTypes';
import { needsStaticShapeOnly } from './staticShapeCalls';
import { bodyOf, symbolicIn } from './symbolicValues';
import { grownBy, isUnread } from './unreadLists';
import { branchForms } from './branchForms';

/** A form with the code of its finding. */
export type TracedForm = {
  readonly code: string;
  readonly node: { readonly start: number; readonly end: number };
  readonly note: string;
  /** Whether it does harm only if something named in the note does not hold. */
  readonly isAssumption: boolean;
};

/** Built-ins that iterate in a way that AutoGraph does not convert. */
const ITERATING_BUILTINS: ReadonlySet<string> = new Set([
  'list',
  'tuple',
  'set',
  'map',
  'filter',
  'zip',
  'enumerate',
  'reversed',
  'iter'
]);

/** Built-ins that go on to the end of what they are given. */
const EXHAUSTING_BUILTINS: ReadonlySet<string> = new Set([
  ...['list', 'tuple', 'set', 'dict', 'sum', 'max', 'min', 'sorted', 'any', 'all']
]);

/** Methods of eager tensors that symbolic ones lack. */
const EAGER_METHODS: ReadonlySet<string> = new Set(['numpy', 'item', 'tolist', 'to_list']);

/** Methods of arrays that tensors lack: an array argument is a tensor when traced. */
const ARRAY_METHODS: ReadonlySet<string> = new Set([
  ...['all', 'any', 'argmax', 'argmin', 'argsort', 'astype', 'clip', 'copy', 'cumprod', 'cumsum'],
  ...['diagonal', 'dot', 'dump', 'fill', 'flatten', 'max', 'mean', 'min', 'nonzero', 'prod', 'ptp'],
  ...['put', 'ravel', 'repeat', 'reshape', 'resize', 'round', 'searchsorted', 'sort', 'squeeze'],
  ...['std', 'sum', 'swapaxes', 'take', 'tobytes', 'tofile', 'trace', 'transpose', 'var', 'view']
]);

/** Forms by run: a run never changes, and stands below many functions. */
const _forms = new WeakMap<Activation, readonly TracedForm[]>();

/** The forms in the body of one run. */
export function tracedForms(run: Activation): readonly TracedForm[] {
  let forms = _forms.get(run);
  if (forms === undefined) {
    forms = findForms(run);
    _forms.set(run, forms);
  }
  return forms;
}

function findForms(run: Activation): readonly TracedForm[] {
  const forms: TracedForm[] = [];
  const body = bodyOf(run);
  if (isLongBody(body)) {
    // The run of a long body is partial: the verdict is that nobody can tell.
    return forms;
  }
  const isSymbolic = symbolicIn(run);
  const guarded = guardedRanges(body);
  const add: AddForm = (code, node, note, isAssumption = false) => {
    const isGuarded = guarded.some(range => range.start <= node.start && node.end <= range.end);
    if (code !== 'eager-only-call' || !isGuarded) {
      forms.push({ code, node, note, isAssumption });
    }
  };
  for (const call of evaluatedCalls(run)) {
    if (!isExcluded(run, call)) {
      callForms(run, call, isSymbolic, add);
    }
  }
  conversionForms(run, body, isSymbolic, add);
  eagerCallResults(run, add);
  arrayArguments(run, body, isSymbolic, add);
  mixedDTypes(run, isSymbolic).forEach(({ node, note }) => add('dtype-conflict', node, note));
  walkOwnScope(body, node => statementForms(run, node, isSymbolic, add), FORMS);
  loopForms(run, body, isSymbolic, add);
  const flows = graphFlows(run, body, isSymbolic);
  if (flows.length > 0) {
    branchForms(run, body, isSymbolic, add);
  }
  conditionTypes(run, body, isSymbolic, add);
  loopCaptures(body).forEach(({ node, name }) =>
    add('captured-loop-name', node, `when traced each pass has a \`${name}\` of its own`)
  );
  flowForms(run, body, flows, isSymbolic, add);
  return forms;
}

const GUARDS: NodeKinds = new Set(['If', 'IfExp'] as const);

/** What runs only where `hasattr(x, 'numpy')` holds: eagerly. */
function guardedRanges(body: readonly Statement[]): readonly TracedForm['node'][] {
  const ranges: TracedForm['node'][] = [];
  walkOwnScope(
    body,
    node => {
      if ((node.kind === 'If' || node.kind === 'IfExp') && isEagerGuard(node.test)) {
        ranges.push(
          ...(node.kind === 'If' ? node.body : [node.body]).map(({ start, end }) => ({
            start,
            end
          }))
        );
      }
    },
    GUARDS
  );
  return ranges;
}

function isEagerGuard(test: Expression): boolean {
  return (
    test.kind === 'Call' &&
    test.func.kind === 'Name' &&
    test.func.id === 'hasattr' &&
    test.args[1]?.kind === 'Constant' &&
    test.args[1].value.type === 'str' &&
    EAGER_METHODS.has(test.args[1].value.value)
  );
}
function callForms(run: Activation, call: Call, isSymbolic: IsSymbolic, add: AddForm): void {
  const args = [...call.args, ...call.keywords.map(keyword => keyword.value)];
  const apis = edgesAt(run, call).flatMap(edge => edge.api ?? []);
  const builtin = builtinOf(run, call);
  if (builtin !== null) {
    const first = call.args[0];
    if (asksForTruth(run, call, builtin, isSymbolic)) {
      add('tensor-as-boolean', call, `\`${builtin}\` asks a tensor for its truth value`);
    }
    if (
      ITERATING_BUILTINS.has(builtin) &&
      args.some(argument => isSymbolic(argument) || isSymbolicRange(run, argument, isSymbolic))
    ) {
      add('unconvertible-iteration', call, `\`${builtin}\` iterates over a tensor`);
    }
    if (EXHAUSTING_BUILTINS.has(builtin) && args.some(argument => isOverDataset(run, argument))) {
      add('unconvertible-iteration', call, 'when traced the dataset never ends');
    }
    if (
      (builtin === 'str' || builtin === 'repr' || builtin === 'format') &&
      args.some(isSymbolic)
    ) {
      add('symbolic-text', call, 'the text names the symbolic tensor');
    }
    if (builtin === 'int' && first !== undefined && isSymbolic(first)) {
      // AutoGraph makes a cast of it: what is computed with the number mixes int32 and floats.
      add('dtype-conflict', call, 'as a graph this is an int32 tensor, no Python number', true);
    }
    const second = call.args[1];
    if (
      builtin === 'hasattr' &&
      first !== undefined &&
      isSymbolic(first) &&
      second?.kind === 'Constant' &&
      second.value.type === 'str' &&
      EAGER_METHODS.has(second.value.value)
    ) {
      add('mode-dependent', call, 'both ways must give the same', true);
    }
    if (
      builtin === 'isinstance' &&
      first !== undefined &&
      isNumberWhenEager(run, first, isSymbolic)
    ) {
      add('mode-dependent', call, 'as a graph this is a tensor, no Python number');
    }
    if (
      builtin === 'isinstance' &&
      second !== undefined &&
      /EagerTensor$/u.test((dottedNames(second) ?? []).join('.'))
    ) {
      add('mode-dependent', call, 'a symbolic tensor is no EagerTensor');
    }
  }
  if (call.func.kind === 'Attribute' && call.func.attr === 'ref' && isSymbolic(call.func.value)) {
    add('unsupported-return', call, 'the reference is one to the symbolic tensor');
  }
  if (apis.includes('tensorflow.executing_eagerly')) {
    add('mode-dependent', call, 'it is False while tracing');
  }
  const copied = deepCopyOfTensors(run, apis, args, isSymbolic);
  if (copied !== null) {
    add('eager-conversion', call, 'a symbolic tensor cannot be copied', copied === 'perhaps');
  }
  if (
    !apis.some(api => RUNS_EAGERLY.test(api)) &&
    apis.some(api => /^(?:numpy|scipy|pandas|sklearn|matplotlib)\./u.test(api)) &&
    args.some(argument => isOfTensors(run, argument, isSymbolic)) &&
    !needsStaticShapeOnly(run, call)
  ) {
    add('eager-conversion', call, 'a library that needs values is given a tensor');
  }
  if (call.func.kind === 'Attribute' && EAGER_METHODS.has(call.func.attr)) {
    const receiver = run.values.get(call.func.value);
    const isTensor = receiver !== undefined && tensorsOf(receiver).length > 0;
    if (
      isSymbolic(call.func.value) ||
      (call.func.attr === 'numpy' && !isTensor && isUnknown(receiver))
    ) {
      add('eager-only-call', call, `a symbolic tensor has no \`${call.func.attr}\``);
    }
  }
  if (
    call.func.kind === 'Attribute' &&
    ARRAY_METHODS.has(call.func.attr) &&
    isSymbolic(call.func.value) &&
    isDenseOrArray(run.values.get(call.func.value))
  ) {
    add(
      'eager-only-call',
      call,
      `when traced this is a tensor, which has no \`${call.func.attr}\``
    );
  }
  if (
    apis.some(api =>
      /^keras\..*\.(?:fit|predict|evaluate|train_on_batch|test_on_batch|predict_on_batch|get_weights)$/u.test(
        api
      )
    )
  ) {
    add('eager-only-call', call, 'this needs the values of tensors and works eagerly only');
  }
  if (
    call.func.kind === 'Attribute' &&
    call.func.attr === 'format' &&
    isText(run.values.get(call.func.value)) &&
    args.some(isSymbolic)
  ) {
    add('symbolic-text', call, 'the text names the symbolic tensor');
  }
}

/** Plain tensors and arrays; ragged ones and variables have methods of their own. */
function isDenseOrArray(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    membersOf(value).some(
      member =>
        member.kind === 'tensor' && (member.type.form === 'ndarray' || member.type.form === 'dense')
    )
  );
}

function isUnknown(value: Value | undefined): boolean {
  return value === undefined || membersOf(value).some(member => member.kind === 'unknown');
}

function isText(value: Value | undefined): boolean {
  return value !== undefined && value.kind === 'constant' && value.type === 'str';
}

/** The kinds of nodes that `statementForms` looks at. */
const FORMS: NodeKinds = new Set([
  ...([
    'Assert',
    'ListComp',
    'SetComp',
    'DictComp',
    'GeneratorExp',
    'Assign',
    'AugAssign'
  ] as const),
  ...(['For', 'Starred', 'FormattedValue', 'BinOp', 'Raise', 'Try'] as const)
]);

function statementForms(
  run: Activation,
  node: WalkedNode,
  isSymbolic: IsSymbolic,
  add: AddForm
): void | 'skip' {
  switch (node.kind) {
    case 'Assert':
      if (isSymbolicCondition(node.test, isSymbolic)) {
        add('tensor-as-boolean', node, 'AutoGraph does not convert assert');
      }
      return;
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      for (const generator of node.generators) {
        if (isSymbolic(generator.iter) || isSymbolicRange(run, generator.iter, isSymbolic)) {
          add('unconvertible-iteration', generator, 'a comprehension goes over a tensor');
        }
        if (isOverDataset(run, generator.iter)) {
          add('unconvertible-iteration', generator, 'when traced the dataset never ends');
        }
        if (generator.ifs.some(test => isSymbolicCondition(test, isSymbolic))) {
          add('tensor-as-boolean', generator, 'a comprehension filters by a tensor');
        }
      }
      return;
    case 'Assign':
      for (const target of node.targets) {
        if (
          (target.kind === 'Tuple' || target.kind === 'List') &&
          (isSymbolic(node.value) || isOverDataset(run, node.value))
        ) {
          add('unconvertible-iteration', node, 'a tensor is unpacked');
        }
        if (
          target.kind === 'Subscript' &&
          isSymbolic(node.value) &&
          isOutsideArray(run, target.value, isSymbolic)
        ) {
          add('eager-conversion', node, 'an array takes values, and is given a tensor');
        }
        if (target.kind === 'Subscript' && isSymbolic(target.value)) {
          add(
            'argument-mutation',
            target,
            'when traced this is a tensor, whose elements cannot be set'
          );
        }
      }
      return;
    case 'AugAssign':
      if (
        node.target.kind === 'Subscript' &&
        isSymbolic(node.value) &&
        isOutsideArray(run, node.target.value, isSymbolic)
      ) {
        add('eager-conversion', node, 'an array takes values, and is given a tensor');
      }
      if (node.target.kind === 'Subscript' && isSymbolic(node.target.value)) {
        add(
          'argument-mutation',
          node.target,
          'when traced this is a tensor, whose elements cannot be set'
        );
      } else if (node.target.kind === 'Name' && isArrayParameter(run, node.target.id)) {
        add(
          'argument-mutation',
          node,
          "eagerly the caller's array changes, when traced it does not"
        );
      }
      return;
    case 'For':
      if ((node.target.kind === 'Tuple' || node.target.kind === 'List') && isSymbolic(node.iter)) {
        add('unconvertible-iteration', node.target, 'the rows of a tensor are unpacked');
      }
      return;
    case 'Starred':
      if (isSymbolic(node.value) || isOverDataset(run, node.value)) {
        add('unconvertible-iteration', node, 'a tensor is unpacked');
      }
      return;
    case 'FormattedValue':
      if (isSymbolic(node.value)) {
        add('symbolic-text', node, 'the text names the symbolic tensor');
      }
      return;
    case 'BinOp':
      if (
        node.op === '%' &&
        isText(run.values.get(node.left)) &&
        holdsSymbolic(node.right, isSymbolic)
      ) {
        add('symbolic-text', node, 'the text names the symbolic tensor');
      }
      return;
    case 'Raise':
      return 'skip';
    case 'Try':
      if (missesErrors(run, node)) {
        add('exception-around-operation', node, 'errors of operations come when the graph runs');
      }
      return;
    default:
      return;
  }
}

/** Whether the expression is an array that stays one when the function is traced. */
function isOutsideArray(run: Activation, node: Expression, isSymbolic: IsSymbolic): boolean {
  const value = run.values.get(node);
  return (
    value !== undefined &&
    !isSymbolic(node) &&
    tensorsOf(value).some(tensor => tensor.type.form === 'ndarray')
  );
}

function isArrayParameter(run: Activation, name: string): boolean {
  const value = run.arguments.get(name);
  return value !== undefined && tensorsOf(value).some(tensor => tensor.type.form === 'ndarray');
}

/** Loops that AutoGraph turns into graph loops: what leaves them, and lists that grow inside. */
function loopForms(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  walkOwnScope(
    body,
    node => {
      if (node.kind !== 'For' && node.kind !== 'While') {
        return;
      }
      const isInGraph = isGraphLoop(run, node, isSymbolic);
      const isEndless = node.kind === 'While' && node.test.kind === 'Constant';
      walkOwnScope(node.body, inner => {
        if (inner.kind === 'Return' && isInGraph) {
          add('loop-exit', inner, 'a loop over tensors is left by return');
        }
        if (
          inner.kind === 'If' &&
          isEndless &&
          isSymbolicCondition(inner.test, isSymbolic) &&
          inner.body.some(statement => statement.kind === 'Break')
        ) {
          add('loop-exit', inner, 'a tensor decides when `while True` ends');
        }
        const grown = isInGraph && inner.kind === 'Call' ? grownBy(inner) : null;
        if (inner.kind === 'Call' && grown !== null) {
          const receiver = run.values.get(grown);
          if (
            receiver !== undefined &&
            !isUnread(run, body, inner) &&
            membersOf(receiver).some(
              member => member.kind === 'object' && member.object.kind === 'list'
            )
          ) {
            add('list-in-tensor-loop', inner, 'a list grows inside a graph loop');
          }
        }
      });
    },
    LOOPS
  );
}
