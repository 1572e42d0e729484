/**
 * The form of the data files, and their reading: anything that has not this form is refused as a whole.
 */
import type { ClassCategory, LibraryEffect, LibraryEntry } from './knowledge';

export type FunctionRecord = {
  readonly aliases: readonly string[];
  readonly signature: string | null;
  readonly returns: LibraryEntry['returns'];
  readonly returnedClass: string | null;
  readonly dtypeRule: string | null;
  readonly shapeRule: string | null;
  readonly pythonArguments: readonly string[];
  /** S stateful, R random, V creates variables, E eager only, A rescued by AutoGraph, 1 TensorFlow 1. */
  readonly flags: string;
  readonly callbacks: readonly { readonly argument: string; readonly with: string }[];
  readonly effects: readonly LibraryEffect[];
};

export type MethodRecord = FunctionRecord & { readonly property: boolean };

export type ClassRecord = FunctionRecord & {
  readonly category: ClassCategory;
  readonly bases: readonly string[];
  readonly layerRule: string | null;
  readonly methods: ReadonlyMap<string, MethodRecord>;
};

/** One library's data; all names are full. */
export interface ILibraryFile {
  readonly library: string;
  readonly version: string;
  readonly functions: ReadonlyMap<string, FunctionRecord>;
  readonly classes: ReadonlyMap<string, ClassRecord>;
  readonly modules: readonly string[];
  readonly constants: ReadonlyMap<string, string>;
}

const RETURNS: ReadonlyMap<string, LibraryEntry['returns']> = new Map<
  string,
  LibraryEntry['returns']
>([
  ['T', 'tensor'],
  ['L', 'tensors'],
  ['N', 'none'],
  ['P', 'python'],
  ['I', 'instance'],
  ['M', 'mapping'],
  ['H', 'shape'],
  ['Y', 'dtype']
]);

/** The format that this reader understands. */
const FORMAT = 1;

/** The data of one parsed JSON file; `null` if it has not the form expected. */
export function parseLibraryFile(json: unknown): ILibraryFile | null {
  if (!isRecord(json) || json.format !== FORMAT) {
    return null;
  }
  const { library, version } = json;
  if (typeof library !== 'string' || typeof version !== 'string') {
    return null;
  }
  // The names of python.json belong to many packages and are written in full.
  const prefix = library === 'python' ? '' : `${library}.`;
  const expand = (name: string): string => (name.startsWith('/') ? name.slice(1) : prefix + name);
  const functions = new Map<string, FunctionRecord>();
  for (const [name, record] of entriesOf(json.functions)) {
    functions.set(expand(name), readFunction(record, expand));
  }
  const classes = new Map<string, ClassRecord>();
  for (const [name, record] of entriesOf(json.classes)) {
    classes.set(expand(name), readClass(record, expand));
  }
  const modules = textsOf(json.modules).map(expand);
  return {
    library,
    version,
    functions,
    classes,
    modules: library === 'python' ? modules : [library, ...modules],
    constants: new Map(
      entriesOf(json.constants).map(([name, kind]) => [expand(name), textOf(kind) ?? ''])
    )
  };
}

type Json = { readonly [key: string]: unknown };

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A list of texts, or one text with commas. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return value === '' ? [] : value.split(',');
  }
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function readFunction(value: unknown, expand: (name: string) => string): FunctionRecord {
  const record: Json = isRecord(value) ? value : { s: value };
  const returns = textOf(record.r) ?? '';
  return {
    aliases: textsOf(record.a).map(expand),
    signature: textOf(record.s),
    returns: RETURNS.get(returns.slice(0, 1)) ?? 'unknown',
    returnedClass: returns.length > 2 ? returns.slice(2) : null,
    dtypeRule: textOf(record.d),
    shapeRule: textOf(record.h),
    pythonArguments: textsOf(record.p),
    flags: textOf(record.f) ?? '',
    callbacks: textsOf(record.cb).map(text => {
      const [argument, given] = text.split(':');
      return { argument, with: given ?? '*' };
    }),
    effects: textsOf(record.x).filter(isEffect)
  };
}

function readClass(value: unknown, expand: (name: string) => string): ClassRecord {
  const record: Json = isRecord(value) ? value : {};
  const methods = new Map<string, MethodRecord>();
  for (const name of textsOf(record.q)) {
    methods.set(name, { ...readFunction({}, expand), property: true });
  }
  for (const [name, method] of entriesOf(record.m)) {
    methods.set(name, {
      ...readFunction(method, expand),
      property: isRecord(method) && method.q === 1
    });
  }
  const category = textOf(record.c) ?? 'other';
  return {
    ...readFunction(record, expand),
    category: isCategory(category) ? category : 'other',
    bases: textsOf(record.b).map(expand),
    layerRule: textOf(record.l),
    methods
  };
}

const EFFECTS: readonly LibraryEffect[] = [
  'prints',
  'logs',
  'plots',
  'shows-progress',
  'reads-file',
  'writes-file',
  'reads-time',
  'reads-environment',
  'writes-environment',
  'random',
  'seeds-random',
  'network',
  'input',
  'sleeps',
  'runs-code',
  'mutates-receiver',
  'mutates-argument',
  'consumes-iterator',
  'changes-settings',
  'starts-thread',
  'external'
];

function isEffect(text: string): text is LibraryEffect {
  return EFFECTS.some(effect => effect === text);
}

const CATEGORIES: readonly ClassCategory[] = [
  'layer',
  'model',
  'optimizer',
  'loss',
  'metric',
  'callback',
  'initializer',
  'regularizer',
  'constraint',
  'schedule',
  'dataset',
  'iterator',
  'typespec',
  'tensor',
  'variable',
  'module',
  'strategy',
  'exception',
  'enum',
  'dtype',
  'other'
];

function isCategory(text: string): text is ClassCategory {
  return CATEGORIES.some(category => category === text);
}
