/**
 * Side effects as Python has them, each with the finding that names it.
 */
import type { Activation, CallEdge, Effect } from '../interpreter/record';
import { isKeptInVariable } from '../libraries/models/kerasAttributes';
import { membersOf } from '../values/join';
import type { FunctionCode, Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { isFirstCallGuarded } from './firstCallGuards';
import { isTraced } from './graphConditions';
import { isCallOnFreshArray, isStoreToFreshArray, makesArray } from './freshArrays';
import { ReachedRun, type Cause } from './reachableRuns';

/** An effect as a finding; `null` code where it does no harm. */
export type EffectFinding = { readonly code: string; readonly cause: Cause };

/** Keras's own bookkeeping, which graphs support. */
const BOOKKEEPING =
  /\.(?:add_loss|add_metric|update_state|reset_state|reset_states|assign|assign_add|assign_sub|apply_gradients|minimize)$/u;

/** What remembers the results of a function of the program. */
const CACHES = /^functools\.(?:cached_property|lru_cache|cache)(?:#decorator)?$/u;

/** The harmful effects of the runs. */
export function harmfulEffects(runs: readonly Activation[]): readonly EffectFinding[] {
  const found = new Map<string, EffectFinding>();
  for (const run of runs) {
    for (const effect of run.effects) {
      const code =
        runsEagerly(run, effect) || isStoreToOwnArray(run, effect) ? null : findingOf(effect, run);
      if (code !== null) {
        const key = `${code}|${effect.cause.top.unit.id}|${effect.cause.top.offset}|${effect.cause.start}`;
        found.set(key, {
          code,
          cause: { at: effect.cause, chain: effect.chain, note: noteOf(effect) }
        });
      }
    }
    for (const effect of run.localEffects) {
      if (!isHarmlessWithin(effect)) {
        const code = runsEagerly(run, effect) ? null : findingOf(effect, run);
        if (code !== null) {
          found.set(
            `${code}|${effect.cause.top.unit.id}|${effect.cause.top.offset}|${effect.cause.start}`,
            {
              code,
              cause: { at: effect.cause, chain: effect.chain, note: noteOf(effect) }
            }
          );
        }
      }
    }
  }
  return [...found.values()];
}

/**
 * What the functions that TensorFlow's loops and branches call change beside their results. Eagerly they are called once
 * a round, and only the branch that is taken; as graphs each of them is called once, while it is traced, so that a
 * counter of the function's own counts otherwise (`tf.while_loop`, `tf.cond`).
 */
export function callbackEffects(below: readonly ReachedRun[]): readonly EffectFinding[] {
  return below.flatMap(({ run, chain }) =>
    run.calls.flatMap(({ route, api, callee, site }) =>
      route !== 'callback' || api === null || callee === null || !CALLED_ONCE.test(api)
        ? []
        : callee.effects.flatMap(effect => {
            const code =
              effect.object === null || !isHarmlessWithin(effect)
                ? null
                : findingOf(effect, callee);
            const cause: Cause = {
              at: effect.cause,
              chain: [...chain, site, ...effect.chain],
              note: 'in a graph this happens once, while it is traced'
            };
            return code === null ? [] : [{ code, cause }];
          })
    )
  );
}

const CALLED_ONCE =
  /^(?:tensorflow\.(?:while_loop|map_fn|scan|foldl|foldr|cond|case|switch_case)|keras\.ops\.(?:while_loop|fori_loop|map|scan|cond|switch))$/u;

/** Changes of objects that the call itself makes, and numbers that a seeded generator of its own draws. */
function isHarmlessWithin({ kind, object }: Effect): boolean {
  return (
    kind === 'write' ||
    kind === 'mutation' ||
    kind === 'iterator' ||
    (kind === 'random' && object !== null)
  );
}

/** Whether the effect stands in a function that `tf.py_function` calls: it happens in every call, in a graph too. */
export function runsEagerly(run: Activation, effect: Effect): boolean {
  let caller: Activation | null = run;
  for (const site of effect.chain) {
    const edges: readonly CallEdge[] =
      caller?.calls.filter(edge => edge.site.top === site.top && edge.site.start === site.start) ??
      [];
    if (!edges.every(isTraced)) {
      return true;
    }
    caller = edges.find(({ callee }) => callee !== null)?.callee ?? null;
  }
  return false;
}

/** Whether the effect changes an array that the call itself has made with NumPy. */
function isStoreToOwnArray(run: Activation, effect: Effect): boolean {
  let place = new ReachedRun(run);
  for (const site of effect.chain) {
    const edge = place.run.calls.find(
      candidate =>
        candidate.callee !== null &&
        candidate.site.top === site.top &&
        candidate.site.start === site.start &&
        candidate.site.end === site.end
    );
    if (edge === undefined || edge.callee === null) {
      return false;
    }
    place = new ReachedRun(edge.callee, place, edge);
  }
  return (
    isStoreToFreshArray(effect, place, makesArray) || isCallOnFreshArray(effect, place, makesArray)
  );
}

/** Layers that make no variables, neither weights nor the state of a generator: one that is made in each call is as good. */
const WITHOUT_WEIGHTS =
  /^keras\.layers\.(?:Activation|Add|Average|(?:Global)?(?:Average|Avg|Max)Pool(?:ing)?[123]D|Concatenate|Cropping[123]D|Dot|ELU|Flatten|Identity|LeakyReLU|Masking|Maximum|Minimum|Multiply|Permute|ReLU|RepeatVector|Rescaling|Reshape|Softmax|Subtract|UnitNormalization|UpSampling[123]D|ZeroPadding[123]D)$/u;

/** @param run - the run that holds the effect, its own or one of a callee. */
function findingOf(effect: Effect, run: Activation): string | null {
  if (effect.onImpossiblePath || (effect.api !== null && BOOKKEEPING.test(effect.api))) {
    return null;
  }
  switch (effect.kind) {
    case 'write':
    case 'mutation':
      if (isInBuild(effect, run) || isAssignment(effect)) {
        return null;
      }
      if (isCaching(effect) || isFirstCallGuarded(effect)) {
        return leaksTensor(effect) ? 'leaked-tensor' : null;
      }
      return leaksTensor(effect) ? 'leaked-tensor' : 'python-side-effects';
    case 'print':
    case 'log':
    case 'plot':
    case 'progress':
    case 'file':
    case 'network':
    case 'environment':
    case 'global-state':
      return 'python-side-effects';
    case 'iterator':
      // AutoGraph makes an operation of `next` on the iterator of a dataset.
      return isDatasetIterator(effect) ? null : 'frozen-value';
    case 'random':
    case 'time':
    case 'reading':
    case 'input':
      return 'frozen-value';
    case 'variable-creation':
      return isInBuild(effect, run) ||
        isFirstCallGuarded(effect) ||
        (effect.api !== null && WITHOUT_WEIGHTS.test(effect.api))
        ? null
        : 'variable-creation';
    case 'loss':
    case 'mask':
      // They do harm where others read or make them (`keptLosses.ts`, `lostMasks.ts`).
      return null;
    case 'unknown-call':
      return null;
  }
}

function isDatasetIterator({ object }: Effect): boolean {
  return object?.cls?.kind === 'library' && object.cls.path === 'tensorflow.data.Iterator';
}

/** Whether the effect puts a tensor where it outlives the call; an array stays one, and a variable is none of the trace. */
function leaksTensor({ value }: Effect): boolean {
  return (
    value !== null &&
    tensorsOf(value).some(({ origin, type }) => origin !== 'numpy' && type.form !== 'variable')
  );
}

/** `optimizer.learning_rate = rate`: an operation of the graph assigns it to the variable. */
function isAssignment({ object, field, value }: Effect): boolean {
  return (
    object !== null && field !== null && value !== null && isKeptInVariable(object, field, value)
  );
}

/** Whether the write is a cache's own: it happens once, whether eagerly or when traced, but keeps what was made then. */
function isCaching({ api }: Effect): boolean {
  return api !== null && CACHES.test(api);
}

/** Whether the effect stands in the `build` of a layer or model of Keras, which calls it once, or in what that calls. */
export function isInBuild(effect: Effect, run: Activation): boolean {
  const runs = runsTo(effect, run);
  // A call of a layer leads to `build` and to `call`, of the same receiver.
  const last = runs.length > effect.chain.length ? runs[runs.length - 1].arguments : NO_ARGUMENTS;
  return (
    isBuildOfKeras(effect.inFunction, last) ||
    runs.some(({ code, arguments: given }) => isBuildOfKeras(code, given))
  );
}

const NO_ARGUMENTS: ReadonlyMap<string, Value> = new Map();

function isBuildOfKeras(code: FunctionCode | null, given: ReadonlyMap<string, Value>): boolean {
  const node = code?.node;
  if (node?.kind !== 'FunctionDef' || node.name !== 'build' || node.enclosingClass === null) {
    return false;
  }
  const receiver = given.get(node.parameters[0]?.name ?? '');
  return (
    receiver === undefined ||
    membersOf(receiver).every(member => member.kind !== 'object' || mayBeOfKeras(member.object.cls))
  );
}

/**
 * A run and those below it that lead to its effect, as far as they are kept: of `build` and `call`, to which the same
 * call of a layer leads, the one that has it.
 */
function runsTo({ chain, key }: Effect, run: Activation): readonly Activation[] {
  const runs = [run];
  for (const site of chain) {
    const edge = runs[runs.length - 1].calls.find(
      ({ callee, site: { top, start } }) =>
        callee !== null &&
        top === site.top &&
        start === site.start &&
        callee.effects.some(effect => effect.key === key)
    );
    if (edge?.callee === undefined || edge.callee === null) {
      break;
    }
    runs.push(edge.callee);
  }
  return runs;
}

/** Bases of bases that are followed. */
const CLASS_DEPTH = 8;

/** Whether a class derives from one of Keras, or from one of which nothing is known. */
export function mayBeOfKeras(cls: Value | null, depth = CLASS_DEPTH): boolean {
  switch (cls?.kind) {
    case 'class':
      return depth > 0 && cls.bases.some(base => mayBeOfKeras(base, depth - 1));
    case 'library':
      return cls.path.startsWith('keras.');
    case undefined:
      return false;
    default:
      return true;
  }
}

function noteOf(effect: Effect): string {
  switch (effect.kind) {
    case 'write':
      return `${effect.field ?? 'an object'} is written, which outlives the call`;
    case 'mutation':
      return 'an object that outlives the call is changed';
    case 'variable-creation':
      return `${effect.api ?? 'this'} creates variables`;
    case 'random':
      return /(?:^|[._])seed$/u.test(effect.api ?? '')
        ? 'random numbers begin anew here'
        : 'a random number is drawn';
    case 'time':
      return 'the time is read';
    case 'iterator':
      return 'an iterator is advanced';
    case 'reading':
      return `${effect.api ?? 'this'} reads what is then kept`;
    default:
      return effect.api ?? effect.kind;
  }
}
