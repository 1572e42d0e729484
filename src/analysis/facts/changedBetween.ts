/**
 * What a function reads from outside and something else changes between its calls: tensors, arrays, functions and
 * objects that a trace holds as they were (`spec/tracing-truth.md`, section 6.2). Variables are read when the graph
 * runs; numbers and texts are compared by value (`frozenReads.ts`).
 */
import type { Activation, Effect } from '../interpreter/record';
import type { Expression, For, Location, While } from '../syntax/tree';
import { isKeptInVariable } from '../libraries/models/kerasAttributes';
import { walk, walkOwnScope, type NodeKinds } from '../syntax/walk';
import type { FunctionCode } from '../values/value';
import { aliasesIn } from './arrayAliases';
import { loopsOf } from './bodyIndex';
import { dottedNames } from './callsOfNode';
import {
  ANY_FIELD,
  ARRAY,
  enclosingStore,
  globalStore,
  isArray,
  KERAS_SETTINGS,
  LAYER_SETTINGS,
  NORMALISATION,
  PATH,
  readsBelow,
  SETTINGS_OF,
  TRAINABLE,
  type Store
} from './outsideReads';
import { examined, reachableRuns, type Cause } from './reachableRuns';
import type { ProgramView, Subject } from './subject';
import { bodyOf } from './symbolicValues';

type Change = {
  readonly store: Store;
  readonly by: FunctionCode | null;
  readonly at: Location;
  /** The run that both makes the object and changes it; `null` where the object is older. */
  readonly maker: Activation | null;
};

/** A change, and the number of the top-level statement during which it happens. */
type DatedChange = {
  readonly change: Change;
  /** Where it is kept: for an alias, under the other name. */
  readonly store: Store;
  readonly during: number;
  /** Whether it is made under another name, or one that is not known: it may be the same. */
  readonly isAlias: boolean;
};

/** The first and the last top-level statement that reaches a function. */
type Span = { readonly first: number; readonly last: number };

/** The top-level statements of a program, numbered in the order of their documents. */
type ChangeIndex = {
  readonly statements: readonly Activation[];
  readonly spans: ReadonlyMap<FunctionCode, Span>;
  /** What all statements change; made when a function is asked for that several statements reach. */
  changes: ChangesByStore | null;
  /** The same with arrays under all their names; made when such a function reads arrays. */
  ofArrays: ChangesByStore | null;
};

type ChangesByStore = ReadonlyMap<Store, readonly DatedChange[]>;

/** What is changed while calls go on, and what is changed within the one statement that makes all calls. */
export type ChangedBetween = {
  readonly sure: readonly Cause[];
  readonly possible: readonly Cause[];
};

/** Where nothing is known to change. */
export const NOTHING_CHANGED: ChangedBetween = { sure: [], possible: [] };

const _changed = new WeakMap<ProgramView, Map<Subject, ChangedBetween>>();

/** What the function reads and other code changes between its first and its last call. */
export function changedBetween(subject: Subject, view: ProgramView): ChangedBetween {
  let known = _changed.get(view);
  if (known === undefined) {
    known = new Map();
    _changed.set(view, known);
  }
  let changed = known.get(subject);
  if (changed === undefined) {
    changed = findChanges(subject, view);
    known.set(subject, changed);
  }
  return changed;
}

function findChanges(subject: Subject, view: ProgramView): ChangedBetween {
  const index = indexOf(view);
  const span = index.spans.get(subject.code);
  if (span === undefined) {
    return NOTHING_CHANGED;
  }
  const runs = examined(subject.activations);
  const below = runs.map(readsBelow);
  const { first, last } = span;
  // Only who reads arrays can meet another name of one.
  const aliases = below.some(({ holdArrays }) => holdArrays) ? view : null;
  const sure = new Map<string, Cause>();
  const possible = new Map<string, Cause>();
  const readers = new Map<Store, Span>();
  const spanOfReaders = (store: Store): Span => {
    let found = readers.get(store);
    if (found === undefined) {
      const reading = new Set(runs.filter((_, index) => below[index].stores.has(store)));
      found = reading.size === runs.length ? span : spanOfRuns(index.statements, span, reading);
      readers.set(store, found);
    }
    return found;
  };
  const note = ({ change, store, during, isAlias }: DatedChange): void => {
    const { at, by } = change;
    const reading = during < first || during > last ? null : spanOfReaders(store);
    if (
      reading !== null &&
      during >= reading.first &&
      during <= reading.last &&
      (change.store !== NORMALISATION || hasNormalisation(view)) &&
      (by === null || below.every(({ codes }) => !codes.has(by))) &&
      !isBeforeCalls(change, subject.code)
    ) {
      const key = `${at.top.unit.id}|${at.top.offset}|${at.start}`;
      const isSure =
        during > reading.first || isInLoopOfCalls(index.statements[during], change, subject.code);
      (isSure && !isAlias ? sure : possible).set(key, {
        at,
        chain: [],
        note: isAlias
          ? 'this may be what is read, and changes between the calls'
          : 'this changes between the calls'
      });
    }
  };
  if (first === last) {
    // Only what that statement changes can lie between the calls.
    const isRead = (store: Store): boolean => below.some(({ stores }) => stores.has(store));
    changesDuring(index.statements[first], first, aliases, isRead).forEach(note);
  } else {
    const changes =
      aliases === null
        ? (index.changes ??= changesOf(index.statements, null))
        : (index.ofArrays ??= changesOf(index.statements, aliases));
    for (const { stores } of below) {
      for (const store of stores) {
        changes.get(store)?.forEach(note);
      }
    }
  }
  if (sure.size === 0 && possible.size === 0) {
    return NOTHING_CHANGED;
  }
  sure.forEach((_, key) => possible.delete(key));
  return { sure: [...sure.values()], possible: [...possible.values()] };
}

/** The first and the last statement that reaches one of the runs: other runs of the function have traces of their own. */
function spanOfRuns(
  statements: readonly Activation[],
  { first, last }: Span,
  runs: ReadonlySet<Activation>
): Span {
  const reaching: number[] = [];
  for (let during = first; during <= last; during++) {
    if (doingsOf(statements[during]).runs.some(run => runs.has(run))) {
      reaching.push(during);
    }
  }
  return { first: reaching[0] ?? first, last: reaching.at(-1) ?? last };
}

/** Whether one assignment at cell level binds the name of the module, once, and nothing else in the program does. */
export function isBoundOnce(name: string, view: ProgramView): boolean {
  const index = indexOf(view);
  const bindings = (index.changes ??= changesOf(index.statements, null)).get(globalStore(name));
  if (bindings?.length !== 1) {
    return false;
  }
  const { kind } = bindings[0].change.at.top.statement;
  return kind === 'Assign' || kind === 'AnnAssign';
}

/** What makes layers of batch normalisation, or models that may have some. */
const MAKES_NORMALISATION =
  /^keras\.(?:layers\.BatchNormalization|applications\.\w|models\.load_model|saving\.load_model)/u;

const _normalising = new WeakMap<ProgramView, boolean>();

/** Whether the program has layers of batch normalisation, as far as its calls tell. */
function hasNormalisation(view: ProgramView): boolean {
  let known = _normalising.get(view);
  if (known === undefined) {
    known = [...view.reached].some(({ calls }) =>
      calls.some(({ api }) => api !== null && MAKES_NORMALISATION.test(api))
    );
    _normalising.set(view, known);
  }
  return known;
}

const _indices = new WeakMap<ProgramView, ChangeIndex>();

function indexOf(view: ProgramView): ChangeIndex {
  let index = _indices.get(view);
  if (index === undefined) {
    index = makeIndex(view);
    _indices.set(view, index);
  }
  return index;
}

function makeIndex(view: ProgramView): ChangeIndex {
  const statements: Activation[] = [];
  const spans = new Map<FunctionCode, { first: number; last: number }>();
  for (const ofDocument of view.record.statements.values()) {
    for (const statement of ofDocument) {
      const during = statements.push(statement) - 1;
      for (const code of doingsOf(statement).codes) {
        const span = spans.get(code);
        if (span === undefined) {
          spans.set(code, { first: during, last: during });
        } else {
          span.last = during;
        }
      }
    }
  }
  return { statements, spans, changes: null, ofArrays: null };
}

/** What statements change, by where it is kept. */
function changesOf(statements: readonly Activation[], aliases: ProgramView | null): ChangesByStore {
  const changes = new Map<Store, DatedChange[]>();
  statements.forEach((statement, during) => {
    for (const dated of changesDuring(statement, during, aliases, () => true)) {
      const list = changes.get(dated.store);
      if (list === undefined) {
        changes.set(dated.store, [dated]);
      } else {
        list.push(dated);
      }
    }
  });
  return changes;
}

/** What one statement changes of what is sought, arrays under all names that they have in the program where one is given. */
function changesDuring(
  statement: Activation,
  during: number,
  aliases: ProgramView | null,
  isSought: (store: Store) => boolean
): readonly DatedChange[] {
  const found: DatedChange[] = [];
  const add = (change: Change, store: Store, isAlias: boolean): void => {
    if (isSought(store)) {
      found.push({ change, store, during, isAlias });
    }
  };
  for (const change of doingsOf(statement).changes) {
    add(change, change.store, change.store.startsWith(ANY_FIELD));
    if (aliases !== null && change.store.startsWith(ARRAY)) {
      const own = change.store.slice(ARRAY.length);
      for (const name of aliasesIn(aliases).of(own, change.at.top.unit.document, change.by)) {
        if (name !== own) {
          add(change, `${ARRAY}${name}`, true);
        }
      }
    }
  }
  return found;
}

/** Settings by which layers and optimizers are told where nothing else is known of the object. */
const SETTINGS =
  /^(?:activation|rate|momentum|epsilon|beta_[12]|rho|nesterov|clipnorm|clipvalue|global_clipnorm|weight_decay)$/u;

/** Objects that optimizers, layers and losses hold and ask. */
const HELD = /^keras\.(?:optimizers\.schedules|regularizers|constraints|initializers)\./u;

/** Attributes of Keras objects that no computation reads. */
const NO_SETTINGS = /^(?:_?name|stop_training|supports_masking|built|history)$/u;

/** What happens during a top-level statement. */
type Doings = {
  readonly changes: readonly Change[];
  readonly codes: ReadonlySet<FunctionCode>;
  /** Its own run, and all that it reaches. */
  readonly runs: readonly Activation[];
  /** Those of them whose bodies have loops. */
  readonly looping: readonly Activation[];
};

const _doings = new WeakMap<Activation, Doings>();

function doingsOf(statement: Activation): Doings {
  let doings = _doings.get(statement);
  if (doings === undefined) {
    doings = findDoings(statement);
    _doings.set(statement, doings);
  }
  return doings;
}

function findDoings(statement: Activation): Doings {
  const changes: Change[] = [];
  const codes = new Set<FunctionCode>();
  boundNames(statement).forEach((at, name) =>
    changes.push({ store: globalStore(name), by: null, at, maker: null })
  );
  const runs = reachableRuns([statement], () => true).map(({ run }) => run);
  for (const run of runs) {
    changes.push(...changesIn(run));
    if (run.code !== null) {
      codes.add(run.code);
    }
  }
  const looping = runs.filter(run => loopsOf(bodyOf(run)).length > 0);
  return { changes, codes, runs, looping };
}

const _changes = new WeakMap<Activation, readonly Change[]>();

/** What a run changes itself; many statements reach the same runs. */
function changesIn(run: Activation): readonly Change[] {
  let changes = _changes.get(run);
  if (changes === undefined) {
    changes = [
      ...augmentedArrays(run).map(target => ({
        store: `${ARRAY}${target.id}`,
        by: run.code,
        at: { top: run.code?.top ?? run.top, start: target.start, end: target.end },
        maker: null
      })),
      ...run.effects.flatMap(effect => changesBy(effect, null)),
      ...run.localEffects.flatMap(effect => changesBy(effect, run))
    ];
    _changes.set(run, changes);
  }
  return changes;
}

function changesBy(effect: Effect, maker: Activation | null): readonly Change[] {
  return effect.chain.length > 0 || isMaking(effect)
    ? []
    : storesChanged(effect).map(store => ({
        store,
        by: effect.inFunction,
        at: effect.cause,
        // What is known by its name alone (an array, `table.loc[…]`) may be older than the object that is written.
        maker: store.startsWith(ARRAY) ? null : maker
      }));
}

/**
 * Whether the change belongs to the making of the object: the run that made it calls the function only afterwards, or
 * not at all, so that no call sees the object as it was before.
 */
function isBeforeCalls({ at, maker }: Change, code: FunctionCode): boolean {
  if (maker === null) {
    return false;
  }
  const calls = maker.calls.filter(
    ({ callee }) => callee !== null && readsBelow(callee).codes.has(code)
  );
  const loops = loopsOf(bodyOf(maker));
  return calls.every(
    ({ site }) =>
      site.start >= at.end &&
      !loops.some(
        loop =>
          loop.start <= at.start &&
          at.end <= loop.end &&
          loop.start <= site.start &&
          site.end <= loop.end
      )
  );
}

/**
 * Whether a loop, of the statement or of a function that it runs, both calls the function and makes the change: in the
 * next pass it is another.
 */
function isInLoopOfCalls(statement: Activation, change: Change, code: FunctionCode): boolean {
  return doingsOf(statement).looping.some(run => hasLoopOfCalls(run, change, code));
}

function hasLoopOfCalls(run: Activation, { at, by }: Change, code: FunctionCode): boolean {
  const calls = readsBelow(run).codes.has(code) ? callsLeading(run, code) : [];
  if (calls.length === 0) {
    return false;
  }
  const changes = by === run.code ? [at] : by === null ? [] : callsLeading(run, by);
  return loopsOf(bodyOf(run)).some(
    loop =>
      calls.some(place => isInBody(place, loop)) &&
      changes.some(place => isInBody(place, loop) || isTargetOf(place, loop))
  );
}

const _leading = new WeakMap<Activation, Map<FunctionCode, readonly Location[]>>();

/** Where a run calls what comes to run a function. */
function callsLeading(run: Activation, target: FunctionCode): readonly Location[] {
  let leading = _leading.get(run);
  if (leading === undefined) {
    leading = new Map();
    _leading.set(run, leading);
  }
  let sites = leading.get(target);
  if (sites === undefined) {
    sites = run.callsIntoProgram.flatMap(({ callee, site }) =>
      callee !== null && readsBelow(callee).codes.has(target) ? [site] : []
    );
    leading.set(target, sites);
  }
  return sites;
}

function isInBody(place: Location, loop: For | While): boolean {
  return loop.body[0].start <= place.start && place.end <= loop.end;
}

/** Whether the place is the name that the loop binds in each pass. */
function isTargetOf(place: Location, loop: For | While): boolean {
  return loop.kind === 'For' && loop.target.start <= place.start && place.end <= loop.target.end;
}

/** What binds names at the top level. */
const BINDING: NodeKinds = new Set([
  ...(['Assign', 'AnnAssign', 'AugAssign', 'ClassDef', 'For', 'FunctionDef', 'NamedExpr'] as const),
  ...(['With'] as const)
]);

/** Names that a top-level statement binds anew. */
function boundNames(statement: Activation): ReadonlyMap<string, Location> {
  const names = new Map<string, Location>();
  const bind = (target: Expression): void => {
    if (target.kind === 'Name') {
      names.set(target.id, { top: statement.top, start: target.start, end: target.end });
    } else if (target.kind === 'Tuple' || target.kind === 'List') {
      target.elts.forEach(bind);
    } else if (target.kind === 'Starred') {
      bind(target.value);
    }
  };
  walkOwnScope(
    bodyOf(statement),
    node => {
      if (node.kind === 'Assign') {
        node.targets.forEach(bind);
      } else if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') {
        // A cell further down defines `loss_fn` anew.
        names.set(node.name, { top: statement.top, ...node.nameSpan });
      } else if (node.kind === 'With') {
        node.items.forEach(({ target }) => target !== null && bind(target));
      } else if (
        node.kind === 'AugAssign' ||
        node.kind === 'For' ||
        node.kind === 'NamedExpr' ||
        (node.kind === 'AnnAssign' && node.value !== null)
      ) {
        bind(node.target);
      }
    },
    BINDING
  );
  return names;
}

/** What may change an array in place. */
const AUGMENTING: NodeKinds = new Set(['AugAssign']);

/** Names of arrays that `+=` and its like change in place. */
function augmentedArrays(run: Activation): readonly Extract<Expression, { kind: 'Name' }>[] {
  const found: Extract<Expression, { kind: 'Name' }>[] = [];
  walkOwnScope(
    bodyOf(run),
    node => {
      if (node.kind === 'AugAssign' && node.target.kind === 'Name') {
        const value = run.values.get(node.target);
        if (value !== undefined && isArray(value)) {
          found.push(node.target);
        }
      }
    },
    AUGMENTING
  );
  return found;
}

/** Whether an object is being made: what it gets then it has before it is used. */
function isMaking(effect: Effect): boolean {
  const node = effect.inFunction?.node;
  return (
    node?.kind === 'FunctionDef' &&
    node.enclosingClass !== null &&
    /^(?:__init__|__new__|__post_init__|build)$/u.test(node.name)
  );
}

/** What a change of an attribute of Keras changes of what is called later; the layers of a model are not followed. */
function layerStores({ construct, field, object, value }: Effect): readonly Store[] {
  if (construct !== 'attribute' || field === null) {
    return [];
  }
  if (field === 'trainable') {
    // `layer.trainable = False`: lists of weights are made when the function is traced.
    return [TRAINABLE, NORMALISATION];
  }
  const path = object?.cls?.kind === 'library' ? object.cls.path : null;
  if (object === null || path === null || !path.startsWith('keras.')) {
    return (object === null || path !== null) && SETTINGS.test(field) ? [KERAS_SETTINGS] : [];
  }
  if (NO_SETTINGS.test(field) || (value !== null && isKeptInVariable(object, field, value))) {
    return [];
  }
  const own = `${SETTINGS_OF}${object.id}`;
  return path.startsWith('keras.layers.')
    ? [own, LAYER_SETTINGS]
    : HELD.test(path)
      ? [own, KERAS_SETTINGS]
      : [own];
}

function storesChanged(effect: Effect): readonly Store[] {
  return [...layerStores(effect), ...ownStores(effect)];
}

function ownStores(effect: Effect): readonly Store[] {
  if (effect.kind !== 'write' && effect.kind !== 'mutation') {
    return [];
  }
  if (effect.construct === 'global') {
    return [globalStore(effect.field ?? '')];
  }
  if (effect.construct === 'nonlocal') {
    return [enclosingStore(effect.field ?? '')];
  }
  if (effect.object === null) {
    const path = effect.construct === 'attribute' ? [`${PATH}${pathAt(effect.cause)}`] : [];
    return [...path, ...namesAt(effect.cause).map(name => `${ARRAY}${name}`)];
  }
  const { id, kind, cls } = effect.object;
  if (
    effect.field !== null &&
    effect.value !== null &&
    isKeptInVariable(effect.object, effect.field, effect.value)
  ) {
    return [];
  }
  if (effect.field === '*') {
    return [`${ANY_FIELD}${id}`];
  }
  if (cls?.kind === 'library' && cls.path.startsWith('pandas.')) {
    const named = namesAt(effect.cause).map(name => `${ARRAY}${name}`);
    return [`field ${id} ${effect.field ?? ''}`, ...named];
  }
  if (kind === 'module') {
    // `settings.rate = 2.0`, `globals()['rate'] = 2.0`: the module's own functions read it by name.
    return [`field ${id} ${effect.field ?? ''}`, globalStore(effect.field ?? '')];
  }
  // In environments stand the attributes of the functions that were made there.
  return kind === 'instance' || kind === 'class' || kind === 'environment'
    ? [`field ${id} ${effect.field ?? ''}`]
    : [`items ${id}`];
}

/** The attribute at a place, from its root on: `config.rate`. */
function pathAt(place: Location): string {
  let path = '';
  walk(place.top.statement, node => {
    if (node.kind === 'Attribute' && node.start === place.start && node.end === place.end) {
      path = dottedNames(node)?.join('.') ?? '';
    }
  });
  return path;
}

/** The names at a place where an array is changed. */
function namesAt(place: Location): readonly string[] {
  const names = new Set<string>();
  walk(place.top.statement, node => {
    if (node.start >= place.start && node.end <= place.end) {
      if (node.kind === 'Name') {
        names.add(node.id);
      } else if (node.kind === 'Attribute') {
        names.add(node.attr);
      }
    }
  });
  return [...names];
}
