/**
 * The form of the data files, and their reading: anything that has not this form is refused as a whole.
 */
import type { ClassCategory, LibraryEffect, LibraryEntry } from './knowledge';
import { Records } from './records';

export type FunctionRecord = {
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
  readonly methods: Records<MethodRecord>;
};

/** One library's data; all names are full. */
export interface ILibraryFile {
  readonly library: string;
  readonly version: string;
  readonly functions: Records<FunctionRecord>;
  readonly classes: Records<ClassRecord>;
  /** Names by their aliases. */
  readonly aliases: ReadonlyMap<string, string>;
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

/** What has been read of parsed JSON: the engines of several notebooks are given the same. */
const _files = new WeakMap<object, ILibraryFile>();

/** The data of one parsed JSON file, read once; `null` if it has not the form expected. */
export function parseLibraryFile(json: unknown): ILibraryFile | null {
  if (!isRecord(json)) {
    return null;
  }
  const file = _files.get(json) ?? readLibraryFile(json);
  if (file !== null) {
    _files.set(json, file);
  }
  return file;
}

function readLibraryFile(json: Json): ILibraryFile | null {
  if (json.format !== FORMAT) {
    return null;
  }
  const { library, version } = json;
  if (typeof library !== 'string' || typeof version !== 'string') {
    return null;
  }
  // The names of python.json belong to many packages and are written in full.
  const prefix = library === 'python' ? '' : `${library}.`;
  const expand = (name: string): string => (name.startsWith('/') ? name.slice(1) : prefix + name);
  const named = (value: unknown): ReadonlyMap<string, unknown> =>
    new Map(entriesOf(value).map(([name, record]) => [expand(name), record]));
  const functions = named(json.functions);
  const classes = named(json.classes);
  const aliases = new Map<string, string>();
  for (const [name, record] of [...functions, ...classes]) {
    if (isRecord(record)) {
      textsOf(record.a).forEach(alias => aliases.set(expand(alias), name));
    }
  }
  const modules = textsOf(json.modules).map(expand);
  return {
    library,
    version,
    functions: new Records(functions, readFunction),
    classes: new Records(classes, record => readClass(record, expand)),
    aliases,
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

function readFunction(value: unknown): FunctionRecord {
  const record: Json = isRecord(value) ? value : { s: value };
  const returns = textOf(record.r) ?? '';
  return {
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
  const methods = new Map<string, unknown>();
  textsOf(record.q).forEach(name => methods.set(name, PROPERTY));
  entriesOf(record.m).forEach(([name, method]) => methods.set(name, method));
  const category = textOf(record.c) ?? 'other';
  return Object.assign(readFunction(record), {
    category: isCategory(category) ? category : 'other',
    bases: textsOf(record.b).map(expand),
    layerRule: textOf(record.l),
    methods: new Records(methods, readMethod)
  });
}

/** A property of which nothing but the name is known. */
const PROPERTY: Json = { q: 1 };

function readMethod(value: unknown): MethodRecord {
  return Object.assign(readFunction(value), { property: isRecord(value) && value.q === 1 });
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
