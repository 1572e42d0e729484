/**
 * Calls (language reference 6.3.4): whatever is called, with whatever arguments.
 */
import type { Call, Expression, Location, Parameters, Span } from '../syntax/tree';
import { MANAGED_GENERATOR } from '../libraries/contextManagers';
import type { CallArguments } from '../libraries/model';
import { positional } from '../libraries/models/arguments';
import { join, joinAll } from '../values/join';
import type { FunctionCode, FunctionValue, HeapObject, Value, WrapperValue } from '../values/value';
import type { FoundFunction } from './attributes';
import { ancestorsToCall } from './attributes';
import { instantiate } from './classes';
import { allocateAt } from './expressions';
import { runFunction } from './functions';
import { modulesImportedByCall } from './imports';
import { onEither } from './eitherReceiver';
import type { Frame } from './machine';
import { noteDoubt, noteEffect, placeOf } from './machine';
import { createModelContext, type ModelContext } from './modelContext';
import { findDunder } from './operators';
import { argumentsAfter, shiftedStar } from './callArguments';
import { bindSignature } from './signatures';
import { callSite, inManner, type CallSite } from './callSite';
import type { Activation, CallEdge, CallRoute } from './record';
import { boundToFirst } from './unboundMethods';

/** The function that imports the module that its argument names. */
const IMPORTER = 'importlib.import_module';

/** Nested wrappers and partials beyond this depth are not unwrapped. */
const UNWRAP_LIMIT = 20;

/** The result of calling a value. */
export function callValue(frame: Frame, callee: Value, args: CallArguments, site: CallSite): Value {
  frame.machine.budget.step();
  const { values } = frame.machine;
  switch (callee.kind) {
    case 'union':
      return joinAll(
        values,
        callee.members.map(member =>
          onEither(frame, member, () => callValue(frame, member, args, site))
        )
      );
    case 'never':
      return callee;
    case 'function':
      return callFunction(frame, callee, args, site);
    case 'method':
      return callValue(frame, callee.function, argumentsAfter(callee.receiver, args), site);
    case 'partial':
      return callValue(
        frame,
        callee.function,
        {
          positional: [...callee.positional, ...args.positional],
          ...shiftedStar(callee.positional.length, args),
          keywords: new Map([...callee.keywords, ...args.keywords]),
          starred: args.starred,
          doubleStarred: args.doubleStarred
        },
        site
      );
    case 'wrapper':
      return callWrapper(frame, callee, args, site);
    case 'class':
      return instantiate(frame, callee, args, site);
    case 'library':
      return callLibrary(frame, callee.path, args, site);
    case 'library-method': {
      const api = callee.owner === null ? callee.name : `${callee.owner}.${callee.name}`;
      const model =
        callee.owner === null ? null : frame.machine.registry.method(callee.owner, callee.name);
      if (model === null) {
        return callUnknown(frame, api, args, site, callee.owner !== null);
      }
      const context = contextAt(frame, api, site);
      const result = model(context, callee.receiver, args);
      noteLibraryCall(frame, api, args, callee.receiver, result, site);
      return adoptWrapper(frame, result, api, site);
    }
    case 'object':
      return callObject(frame, callee, args, site);
    case 'dtype':
      return callee.library === 'numpy' && callee.dtype !== null
        ? callLibrary(
            frame,
            callee.dtype === 'bool' ? 'numpy.bool_' : `numpy.${callee.dtype}`,
            args,
            site
          )
        : callUnknown(frame, nameOf(site.node), args, site);
    case 'unknown':
      return callUnknown(
        frame,
        callee.name ?? nameOf(site.node),
        args,
        site,
        callee.reason === 'unknown-api'
      );
    default:
      return callUnknown(frame, nameOf(site.node), args, site);
  }
}

/** Calls a function that was found on a class, with its receiver before the arguments. */
export function callFound(
  frame: Frame,
  found: FoundFunction,
  given: readonly Value[],
  node: Span,
  route: CallRoute,
  followedByPublished: boolean = true
): Value {
  const result = callValue(
    frame,
    found.function,
    positional([found.receiver, ...given]),
    callSite(node, null, { route, followedByPublished })
  );
  const { registry, values } = frame.machine;
  return followedByPublished || registry.seesUnfollowedResults
    ? result
    : values.unknown('unknown-callee');
}

function callWrapper(
  frame: Frame,
  callee: WrapperValue,
  args: CallArguments,
  site: CallSite
): Value {
  const { values } = frame.machine;
  switch (callee.wrapper) {
    case 'graph':
      return callValue(
        frame,
        callee.function,
        args,
        inManner(site, {
          asGraph: true,
          signature: frame.machine.registry.tracesSignatures ? callee.signature : null
        })
      );
    case 'opaque': {
      noteDoubt(frame, site.span, 'unknown-decorator', callee.api);
      const unfollowed = inManner(site, { followedByPublished: false });
      const result = callValue(frame, callee.function, args, unfollowed);
      const unknown = values.unknown('unknown-callee', callee.api);
      return callee.function.kind !== 'class' && !frame.machine.registry.seesUnfollowedResults
        ? unknown
        : join(values, result, unknown);
    }
    case 'contextmanager': {
      const result = callValue(frame, callee.function, args, site);
      const manager = allocateAt(
        frame,
        'instance',
        site.span,
        values.library('contextlib.AbstractContextManager')
      );
      frame.machine.heap.write(manager, MANAGED_GENERATOR, result);
      return values.object(manager);
    }
    case 'staticmethod':
    case 'classmethod':
    case 'property':
    case 'partialmethod':
      return callValue(frame, callee.function, args, site);
    case 'cached': {
      const result = callValue(frame, callee.function, args, site);
      const { api } = callee;
      noteEffect(frame, site.span, { kind: 'write', construct: 'call', value: result, api });
      return result;
    }
    case 'transparent': {
      const result = callValue(frame, callee.function, args, site);
      return callee.api === 'tensorflow.custom_gradient'
        ? withCustomGradient(frame, result, site)
        : result;
    }
  }
}

/** A function with a gradient of its own gives its result and the gradient; the latter gets tensors like the result. */
function withCustomGradient(frame: Frame, result: Value, site: CallSite): Value {
  if (result.kind !== 'tuple' || result.items.length !== 2) {
    return result;
  }
  const [output, gradient] = result.items;
  if (gradient.kind === 'function') {
    callValue(
      frame,
      gradient,
      positional(output.kind === 'tuple' ? output.items : [output]),
      callSite(site.span, null, {
        route: 'callback',
        api: 'tensorflow.custom_gradient',
        asGraph: site.asGraph,
        signature: site.signature,
        followedByPublished: false
      })
    );
  }
  return output;
}

function callObject(
  frame: Frame,
  callee: Extract<Value, { kind: 'object' }>,
  args: CallArguments,
  site: CallSite
): Value {
  const { registry, values } = frame.machine;
  const own = findDunder(frame, callee, '__call__', site.span);
  if (own !== null) {
    return callValue(frame, own.function, argumentsAfter(callee, args), site);
  }
  const { cls } = callee.object;
  const ancestors =
    cls === null
      ? []
      : cls.kind === 'class'
        ? ancestorsToCall(frame.machine, cls)
        : cls.kind === 'library'
          ? [cls.path, ...registry.ancestors(cls.path)]
          : [];
  for (const path of ancestors) {
    const model = registry.method(path, '__call__');
    if (model !== null) {
      const api = `${path}.__call__`;
      const result = model(contextAt(frame, api, site), callee, args);
      noteLibraryCall(frame, api, args, callee, result, site);
      return result;
    }
  }
  return callUnknown(frame, nameOf(site.node), args, site) ?? values.never;
}

/** The services for a model of what is called by that name there. */
function contextAt(
  frame: Frame,
  api: string,
  { span, node, followedByPublished, asGraph }: CallSite
): ModelContext {
  return createModelContext(frame, span, api, node, followedByPublished, asGraph);
}

function callLibrary(frame: Frame, path: string, args: CallArguments, site: CallSite): Value {
  const imported = path === IMPORTER ? modulesImportedByCall(frame, args) : null;
  if (imported !== null) {
    noteEdge(frame, site, { api: path, isUnknown: false });
    return imported;
  }
  const model = frame.machine.registry.function(path);
  if (model === null) {
    const bound = boundToFirst(frame.machine, path, args);
    return bound === null
      ? callUnknown(frame, path, args, site, true)
      : callValue(frame, bound.method, bound.args, site);
  }
  const context = contextAt(frame, path, site);
  const result = model(context, args);
  noteLibraryCall(frame, path, args, null, result, site);
  return adoptWrapper(frame, result, path, site);
}

function noteLibraryCall(
  frame: Frame,
  api: string,
  args: CallArguments,
  receiver: Value | null,
  result: Value,
  site: CallSite
): void {
  noteEdge(frame, site, { api, isUnknown: false });
  if (site.node !== null) {
    frame.builder.noteOperation({
      api,
      site: placeOf(frame, site.span),
      node: site.node,
      arguments: args.positional,
      keywords: args.keywords,
      receiver,
      result,
      count: frame.count,
      onImpossiblePath: frame.impossible > 0
    });
  }
}

/** Notes that the call made a graph function, and where. */
function adoptWrapper(frame: Frame, result: Value, api: string, site: CallSite): Value {
  if (result.kind !== 'wrapper' || result.wrapper !== 'graph') {
    return result;
  }
  const at = placeOf(frame, site.span);
  const code = codeOf(result.function);
  if (code !== null && site.route !== 'decorator') {
    frame.builder.noteWrapping({ code, api: result.api, form: 'call', at, call: site.node });
  }
  return frame.machine.values.wrapper(
    'graph',
    result.function,
    result.api || api,
    at,
    site.node,
    null,
    result.signature
  );
}

/** The code that is run in the end when the value is called; `null` where it is no code of the program. */
export function codeOf(value: Value): FunctionCode | null {
  let inner: Value = value;
  for (let depth = 0; depth < UNWRAP_LIMIT; depth++) {
    switch (inner.kind) {
      case 'function':
        return inner.code;
      case 'method':
      case 'partial':
      case 'wrapper':
        inner = inner.function;
        break;
      default:
        return null;
    }
  }
  return null;
}

/** @param isOfLibrary - whether the name is one that a library has; others may only look like it. */
function callUnknown(
  frame: Frame,
  name: string,
  args: CallArguments,
  site: CallSite,
  isOfLibrary: boolean = false
): Value {
  noteEdge(frame, site, { api: null, isUnknown: true });
  const source = isOfLibrary ? frame.machine.registry.sourceOf(name) : null;
  noteDoubt(
    frame,
    site.span,
    'unknown-callee',
    source === null ? name : `${name} (not known: the knowledge is from ${source})`
  );
  noteEffect(frame, site.span, { kind: 'unknown-call', construct: 'call', api: name });
  forgetContainers(frame, args);
  return frame.machine.values.unknown('unknown-callee', name);
}

/** Something unknown may change the lists and dicts that it is handed. */
function forgetContainers(frame: Frame, args: CallArguments): void {
  const anything = frame.machine.values.unknown('unknown-callee');
  for (const value of [...args.positional, ...args.keywords.values()]) {
    if (value.kind === 'object' && (value.object.kind === 'list' || value.object.kind === 'dict')) {
      frame.machine.heap.add(value.object, '[*]', anything);
      if (value.object.kind === 'list') {
        frame.machine.heap.write(value.object, 'len', frame.machine.values.scalar('int'));
      }
    }
  }
}

function nameOf(node: Call | null): string {
  if (node === null) {
    return '';
  }
  const parts: string[] = [];
  let expression: Expression = node.func;
  while (expression.kind === 'Attribute') {
    parts.unshift(expression.attr);
    expression = expression.value;
  }
  return [...(expression.kind === 'Name' ? [expression.id] : ['…']), ...parts].join('.');
}

function callFunction(frame: Frame, fn: FunctionValue, args: CallArguments, site: CallSite): Value {
  const { parameters } = fn.code.node;
  const { bound, supplied, hidden, nodes } = bindArguments(
    frame,
    fn,
    parameters,
    args,
    site,
    implicitCount(args, site.node)
  );
  if (site.signature !== null) {
    bindSignature(frame, fn, bound, site.signature.items);
  }
  if (site.asGraph && frame.machine.registry.tracesSignatures) {
    forgetElements(frame, bound);
  }
  const run = runFunction(frame, fn, bound, placeOf(frame, site.span));
  noteEdge(frame, site, {
    api: site.api,
    isUnknown: false,
    callee: run.activation,
    code: fn.code,
    supplied,
    hidden,
    argumentNodes: nodes
  });
  if (run.activation !== null) {
    inherit(frame, run.activation, placeOf(frame, site.span));
  }
  return run.result;
}

/** What a tensor holds is not known while a graph is traced, only its type. */
function forgetElements(frame: Frame, bound: Map<string, Value>): void {
  for (const [name, value] of bound) {
    if (value.kind === 'tensor' && value.elements !== null) {
      bound.set(name, frame.machine.values.tensor(value.type, value.origin));
    }
  }
}

/** How many positional arguments the call does not write out: a receiver, those of a `functools.partial`. */
function implicitCount(args: CallArguments, node: Call | null): number {
  if (node === null) {
    return 0;
  }
  const firstStar = node.args.findIndex(argument => argument.kind === 'Starred');
  const written = firstStar < 0 ? node.args.length : firstStar;
  const given = args.beforeStar ?? args.positional.length;
  return Math.max(0, given - written);
}

type Binding = {
  readonly bound: Map<string, Value>;
  readonly supplied: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  readonly nodes: ReadonlyMap<string, Expression>;
};

/** Binds arguments to parameters (language reference 6.3.4). Missing arguments are unknown. */
function bindArguments(
  frame: Frame,
  fn: FunctionValue,
  parameters: Parameters,
  args: CallArguments,
  site: CallSite,
  implicit: number
): Binding {
  const { values, heap } = frame.machine;
  const bound = new Map<string, Value>();
  const supplied = new Set<string>();
  const hidden = new Set<string>();
  const nodes = new Map<string, Expression>();
  const beforeStar = args.beforeStar ?? (args.starred === null ? Infinity : args.positional.length);
  const keywords = new Map(args.keywords);
  let position = 0;
  for (const parameter of parameters) {
    const { name, kind } = parameter;
    if (kind === 'var-positional') {
      bound.set(name, values.tuple(args.positional.slice(position), args.starred));
      position = args.positional.length;
      continue;
    }
    if (kind === 'var-keyword') {
      const object = allocateAt(
        frame,
        'dict',
        site.span,
        null,
        `**${name}`,
        `${fn.id}@${frame.context}`
      );
      keywords.forEach((value, key) => {
        heap.write(object, `['${key}']`, value);
        heap.add(object, '[keys]', values.constant('str', key, false));
      });
      if (args.doubleStarred !== null) {
        heap.add(object, '[*]', args.doubleStarred);
        heap.add(object, '[keys]', values.scalar('str'));
      }
      bound.set(name, values.object(object));
      continue;
    }
    const keyword = kind === 'positional-only' ? undefined : keywords.get(name);
    if (kind !== 'keyword-only' && position < args.positional.length) {
      bound.set(name, args.positional[position]);
      (position < beforeStar ? supplied : hidden).add(name);
      const node = argumentNode(site.node, position - implicit);
      if (node !== null) {
        nodes.set(name, node);
      }
      position++;
      continue;
    }
    if (keyword !== undefined) {
      bound.set(name, keyword);
      supplied.add(name);
      keywords.delete(name);
      const node = site.node?.keywords.find(entry => entry.arg === name)?.value;
      if (node !== undefined) {
        nodes.set(name, node);
      }
      continue;
    }
    const isAfterStar = kind !== 'keyword-only' && beforeStar !== Infinity;
    if (isAfterStar || args.doubleStarred !== null) {
      hidden.add(name);
    }
    const fallback = fn.defaults.get(name);
    const starred =
      kind === 'keyword-only' ? args.doubleStarred : (args.starred ?? args.doubleStarred);
    bound.set(
      name,
      starred !== null
        ? fallback === undefined
          ? starred
          : join(values, starred, fallback)
        : (fallback ?? values.unknown('parameter', name))
    );
  }
  return { bound, supplied, hidden, nodes };
}

function argumentNode(node: Call | null, index: number): Expression | null {
  if (
    node === null ||
    index < 0 ||
    node.args.slice(0, index + 1).some(argument => argument.kind === 'Starred')
  ) {
    return null;
  }
  return node.args[index] ?? null;
}

type EdgePart = Pick<CallEdge, 'api' | 'isUnknown'> &
  Partial<Pick<CallEdge, 'callee' | 'code' | 'supplied' | 'hidden' | 'argumentNodes'>>;

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_NODES: ReadonlyMap<string, Expression> = new Map();

function noteEdge(frame: Frame, site: CallSite, part: EdgePart): void {
  frame.builder.noteCall({
    route: site.route,
    site: placeOf(frame, site.span),
    node: site.node,
    callee: part.callee ?? null,
    api: part.api,
    isUnknown: part.isUnknown,
    supplied: part.supplied ?? null,
    hidden: part.hidden ?? NO_NAMES,
    argumentNodes: part.argumentNodes ?? NO_NODES,
    asGraph: site.asGraph,
    followedByPublished: site.followedByPublished,
    count: frame.count,
    code: part.code ?? null,
    onImpossiblePath: frame.impossible > 0
  });
}

/** What a callee did, seen from its caller. */
export function inherit(frame: Frame, callee: Activation, site: Location): void {
  const { builder } = frame;
  const path = { isCertain: frame.uncertain === 0, onImpossiblePath: frame.impossible > 0 };
  for (const effect of callee.effects) {
    builder.inheritEffect(effect, site, path);
  }
  if (frame.impossible === 0) {
    for (const doubt of callee.doubts) {
      builder.inheritDoubt(doubt, site);
    }
  }
  callee.allocations.forEach((object: HeapObject) => builder.allocations.add(object));
  builder.isPartial = builder.isPartial || callee.isPartial;
}
