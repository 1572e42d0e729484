/**
 * What is known of the libraries, looked up by public dotted name.
 *
 * The data are generated from the installed packages (`scripts/generate-library-knowledge.py`); the caller
 * reads and decompresses the files. Names are full (`tensorflow.math.reduce_sum`, `keras.layers.Dense`);
 * aliases (`tensorflow.keras`, `tf_keras`, `tensorflow.compat.v2`) lead to one entry.
 */
import { applyRules } from './rules/evaluate';
import type { BoundArguments, RuleArgument, RuleResult } from './rules/ruleArgument';
import type { Flavour } from './rules/dtype';
import type { FunctionRecord, ClassRecord, ILibraryFile, MethodRecord } from './knowledgeFile';
import { parseLibraryFile } from './knowledgeFile';
import { canonicalName, FALLBACK_NAMES } from './knowledgeNames';
import type { LibraryParameter } from './knowledgeSignature';
import { parseSignature } from './knowledgeSignature';

export { parseLibraryFile } from './knowledgeFile';
export type { ILibraryFile } from './knowledgeFile';
export { canonicalName } from './knowledgeNames';
export type { LibraryParameter } from './knowledgeSignature';

/** What a call does besides returning, by the name that `knowledge/python.json` uses. */
export type LibraryEffect =
  | 'prints'
  | 'logs'
  | 'plots'
  | 'shows-progress'
  | 'reads-file'
  | 'writes-file'
  | 'reads-time'
  | 'reads-environment'
  | 'writes-environment'
  | 'random'
  | 'seeds-random'
  | 'network'
  | 'input'
  | 'sleeps'
  | 'runs-code'
  | 'mutates-receiver'
  | 'mutates-argument'
  | 'consumes-iterator'
  | 'changes-settings'
  | 'starts-thread'
  | 'external';

/** What kind of thing an entry or its result is. */
export type ClassCategory =
  | 'layer'
  | 'model'
  | 'optimizer'
  | 'loss'
  | 'metric'
  | 'callback'
  | 'initializer'
  | 'regularizer'
  | 'constraint'
  | 'schedule'
  | 'dataset'
  | 'iterator'
  | 'typespec'
  | 'tensor'
  | 'variable'
  | 'module'
  | 'strategy'
  | 'exception'
  | 'enum'
  | 'dtype'
  | 'other';

export type LibraryEntry = {
  /** Canonical public dotted name. */
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'module' | 'method' | 'property';
  /** `null` where the signature is not known: any arguments. */
  readonly parameters: readonly LibraryParameter[] | null;
  /**
   * What a call returns: `tensor`, `tensors` (list or tuple of them), `none`, `python`, `instance` (of
   * `returnedClass`; a class returns itself), `mapping`, `shape`, `dtype`, `unknown`.
   */
  readonly returns:
    | 'tensor'
    | 'tensors'
    | 'none'
    | 'python'
    | 'instance'
    | 'mapping'
    | 'shape'
    | 'dtype'
    | 'unknown';
  /** For `tensors`: the names of the items with commas, where the result is a named tuple. */
  readonly returnedClass: string | null;
  /** Rule texts, as `rules/evaluate.ts` reads them; `null` where no rule is known. */
  readonly dtypeRule: string | null;
  readonly shapeRule: string | null;
  /** Arguments that must be Python values: a tensor there fails when traced. */
  readonly pythonArguments: readonly string[];
  /** Its graph holds a stateful operation. */
  readonly stateful: boolean;
  readonly random: boolean;
  /** Whether it works on symbolic tensors; `rescued`: only where AutoGraph converts the construct around it. */
  readonly underTracing: 'works' | 'eager-only' | 'rescued';
  readonly createsVariables: boolean;
  /** Arguments that it calls, and what it hands to them: the rule of their arguments, or `*` for unknown. */
  readonly callbacks: readonly { readonly argument: string; readonly with: string }[];
  readonly effects: readonly LibraryEffect[];
  /** For a class: what it is, its public bases, nearest first. */
  readonly category: ClassCategory | null;
  readonly bases: readonly string[];
  /** For a layer: the rule from the shape of its input to that of its output; operands are constructor arguments. */
  readonly layerRule: string | null;
  /** Only under `tensorflow.compat.v1`, or a bare name of TensorFlow 1. */
  readonly tensorFlow1: boolean;
  /** Found by a wildcard of `python.json` or by an ancestor, not under its own name. */
  readonly wildcard: boolean;
  /** Whose rules of dtypes it follows. */
  readonly flavour: Flavour;
  /** Whether it computes outside of TensorFlow: the functions of `tf.experimental.numpy` do not. */
  readonly computesArrays: boolean;
};

export interface IKnowledge {
  /** The entry of a public dotted name, aliases resolved; `null` if nothing is known under it. */
  lookup(name: string): LibraryEntry | null;
  /** The method or property of a class, its bases included; `null` if it has none of that name. */
  method(className: string, name: string): LibraryEntry | null;
  /** The public classes a class inherits from, nearest first. */
  ancestors(className: string): readonly string[];
  /** The public names directly below a module. */
  members(path: string): readonly string[];
  /** Whether the top-level package is one that the knowledge speaks of. */
  isKnownLibrary(name: string): boolean;
  /** The public names directly below a module, for star imports. */
  namesBelow(path: string): readonly string[];
  /** Version of each library that the data come from, for the card. */
  readonly versions: ReadonlyMap<string, string>;
}

/** The knowledge of the given files, one per library at most. */
export function createKnowledge(files: readonly ILibraryFile[]): IKnowledge {
  const knowledge = new LibraryKnowledge();
  files.forEach(file => knowledge.addFile(file));
  return knowledge;
}

/**
 * Which argument goes to which parameter, as Python binds them; defaults that are literals are filled in.
 * What `*args` and `**kwargs` take stands under their names as a sequence and a mapping.
 * Too many or unknown arguments are left out: the rules answer for the rest.
 */
export function bindArguments(
  entry: LibraryEntry,
  positional: readonly RuleArgument[],
  keywords: ReadonlyMap<string, RuleArgument>
): BoundArguments {
  const bound = new Map<string, RuleArgument>();
  if (entry.parameters === null) {
    positional.forEach((argument, i) => bound.set(`#${i}`, argument));
    keywords.forEach((argument, name) => bound.set(name, argument));
    return bound;
  }
  let next = 0;
  const taken = new Set<string>();
  for (const parameter of entry.parameters) {
    switch (parameter.kind) {
      case 'positional-only':
      case 'positional': {
        const keyword = parameter.kind === 'positional' ? keywords.get(parameter.name) : undefined;
        if (next < positional.length) {
          bound.set(parameter.name, positional[next++]);
          taken.add(parameter.name);
        } else if (keyword !== undefined) {
          bound.set(parameter.name, keyword);
          taken.add(parameter.name);
        } else if (parameter.default !== null) {
          bound.set(parameter.name, parameter.default);
        }
        break;
      }
      case 'keyword-only': {
        const keyword = keywords.get(parameter.name) ?? parameter.default;
        if (keyword !== null) {
          bound.set(parameter.name, keyword);
        }
        taken.add(parameter.name);
        break;
      }
      case 'var-positional':
        bound.set(parameter.name, { kind: 'sequence', items: positional.slice(next) });
        next = positional.length;
        break;
      case 'var-keyword':
        bound.set(parameter.name, {
          kind: 'mapping',
          entries: new Map([...keywords].filter(([name]) => !taken.has(name)))
        });
        break;
    }
  }
  // A keyword of another version of the library still reaches rules that ask for it.
  for (const [name, argument] of keywords) {
    if (!bound.has(name)) {
      bound.set(name, argument);
    }
  }
  return bound;
}

/** What a call with these arguments returns, as far as the entry's rules tell. */
export function evaluate(entry: LibraryEntry, bound: BoundArguments): RuleResult {
  return applyRules(entry, bound);
}

/** What calling a layer that was constructed with `config` returns for `inputs`. */
export function evaluateLayer(
  entry: LibraryEntry,
  config: BoundArguments,
  inputs: RuleArgument
): RuleResult {
  if (entry.layerRule === null) {
    return { kind: 'unknown' };
  }
  const merged = new Map(config);
  merged.set('#inputs', inputs);
  return applyRules(
    { ...entry, shapeRule: entry.layerRule, dtypeRule: null, returns: 'tensor', flavour: 'keras' },
    merged
  );
}

/** The knowledge as it grows: a library's file is added when a program imports the library. */
export class LibraryKnowledge implements IKnowledge {
  /** Version of each library that the data come from. */
  get versions(): ReadonlyMap<string, string> {
    return this._versions;
  }

  /** The public names directly below a module, for star imports. */
  members(path: string): readonly string[] {
    const prefix = `${path}.`;
    const names = new Set<string>();
    const note = (name: string): void => {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      if (rest !== '' && !rest.includes('.') && !rest.startsWith('_')) {
        names.add(rest);
      }
    };
    for (const file of this._files.values()) {
      for (const name of [...file.functions.keys(), ...file.classes.keys()]) {
        note(name);
      }
    }
    for (const alias of this._aliases.keys()) {
      note(alias);
    }
    return [...names];
  }

  /** Whether that library's file has been added. */
  has(library: string): boolean {
    return this._names.has(library);
  }

  /** Adds a library's file, as parsed JSON; one that has not the expected form adds nothing. */
  add(library: string, json: unknown): void {
    this._names.add(library);
    const file = parseLibraryFile(json);
    if (file !== null) {
      this.addFile(file);
    }
  }

  /** Adds a library's file that has been read. */
  addFile(file: ILibraryFile): void {
    this._files.set(file.library, file);
    this._versions.set(file.library, file.version);
    this._entries.clear();
    this._resolved.clear();
    file.aliases.forEach((name, alias) => this._aliases.set(alias, name));
    for (const name of file.functions.keys()) {
      if (name.endsWith('.*')) {
        this._wildcards.push(name);
      }
    }
  }

  lookup(name: string): LibraryEntry | null {
    const known = this._entries.get(name);
    if (known !== undefined) {
      return known;
    }
    const canonical = this._resolve(name);
    const entry =
      canonical === null || canonical === name ? this._find(name) : this.lookup(canonical);
    this._entries.set(name, entry);
    return entry;
  }

  method(className: string, name: string): LibraryEntry | null {
    const key = `${className}#${name}`;
    const known = this._entries.get(key);
    if (known !== undefined) {
      return known;
    }
    let entry: LibraryEntry | null = null;
    for (const owner of [className, ...this.ancestors(className)]) {
      const canonical = this._resolve(owner);
      const record = canonical === null ? null : this._class(canonical);
      const found = record?.methods.get(name);
      if (canonical === null || found === undefined) {
        continue;
      }
      const own = methodEntry(canonical, name, found);
      // A subclass may state no more than its own signature: what the method does stands with its base.
      entry = entry === null ? own : { ...own, name: entry.name, parameters: entry.parameters };
      if (tellsMore(found)) {
        break;
      }
    }
    this._entries.set(key, entry);
    return entry;
  }

  ancestors(className: string): readonly string[] {
    const canonical = this._resolve(className);
    return canonical === null ? NO_BASES : (this._class(canonical)?.bases ?? NO_BASES);
  }

  /** The public names directly below a module. */
  namesBelow(path: string): readonly string[] {
    const prefix = `${canonicalName(path)}.`;
    const names = new Set<string>();
    for (const file of this._files.values()) {
      for (const name of [
        ...file.functions.keys(),
        ...file.classes.keys(),
        ...file.constants.keys(),
        ...file.modules
      ]) {
        const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
        if (/^[^.*]+$/u.test(rest)) {
          names.add(rest);
        }
      }
    }
    for (const name of this._aliases.keys()) {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      if (/^[^.*]+$/u.test(rest)) {
        names.add(rest);
      }
    }
    return [...names];
  }

  isKnownLibrary(name: string): boolean {
    const root = canonicalName(name).split('.')[0];
    return (
      this._files.has(root) ||
      this._wildcards.some(wildcard => wildcard.startsWith(`${root}.`)) ||
      (this._files.get('python')?.modules.includes(root) ?? false)
    );
  }

  private _find(name: string): LibraryEntry | null {
    const canonical = this._resolve(name);
    if (canonical !== null) {
      const functionRecord = this._function(canonical);
      if (functionRecord !== null) {
        return functionEntry(canonical, functionRecord);
      }
      const classRecord = this._class(canonical);
      if (classRecord !== null) {
        return classEntry(canonical, classRecord);
      }
    }
    const plain = canonicalName(name);
    for (const file of this._files.values()) {
      if (file.modules.includes(plain)) {
        return { ...EMPTY_ENTRY, name: plain, kind: 'module' };
      }
      if (file.constants.has(plain)) {
        return {
          ...EMPTY_ENTRY,
          name: plain,
          kind: 'constant',
          returns: file.constants.get(plain) === 'dtype' ? 'dtype' : 'python'
        };
      }
    }
    const owner = plain.slice(0, Math.max(0, plain.lastIndexOf('.')));
    const ownerName = owner === '' ? null : this._resolve(owner);
    if (ownerName !== null && this._class(ownerName) !== null) {
      return this.method(ownerName, plain.slice(owner.length + 1));
    }
    return this._byWildcard(plain);
  }

  /** `matplotlib.pyplot.*` stands for all names below that have no line of their own; the longest one wins. */
  private _byWildcard(name: string): LibraryEntry | null {
    const parts = name.split('.');
    for (let length = parts.length - 1; length > 0; length--) {
      const wildcard = `${parts.slice(0, length).join('.')}.*`;
      const record = this._function(wildcard);
      if (record !== null) {
        return functionEntry(name, record, { wildcard: true });
      }
    }
    return null;
  }

  private readonly _names = new Set<string>();
  private readonly _files = new Map<string, ILibraryFile>();
  private readonly _versions = new Map<string, string>();
  private readonly _aliases = new Map<string, string>();
  /** Entries built so far; they live as long as the knowledge. */
  private readonly _entries = new Map<string, LibraryEntry | null>();
  /** Names under which names are known, found so far. */
  private readonly _resolved = new Map<string, string | null>();
  private readonly _wildcards: string[] = [];

  /** The name under which the data hold an object; `null` if they do not. */
  private _resolve(name: string): string | null {
    let resolved = this._resolved.get(name);
    if (resolved === undefined) {
      resolved = this._findName(canonicalName(name));
      this._resolved.set(name, resolved);
    }
    return resolved;
  }

  private _findName(canonical: string): string | null {
    const direct = this._direct(canonical);
    if (direct !== null) {
      return direct;
    }
    for (const [prefix, replacement] of FALLBACK_NAMES) {
      if (canonical.startsWith(prefix)) {
        const found = this._direct(replacement + canonical.slice(prefix.length));
        if (found !== null) {
          return found;
        }
      }
    }
    return null;
  }

  private _direct(name: string): string | null {
    const target = this._aliases.get(name) ?? name;
    return this._function(target) !== null || this._class(target) !== null ? target : null;
  }

  private _function(name: string): FunctionRecord | null {
    return (
      this._fileOf(name)?.functions.get(name) ??
      this._files.get('python')?.functions.get(name) ??
      null
    );
  }

  private _class(name: string): ClassRecord | null {
    return (
      this._fileOf(name)?.classes.get(name) ?? this._files.get('python')?.classes.get(name) ?? null
    );
  }

  private _fileOf(name: string): ILibraryFile | undefined {
    const dot = name.indexOf('.');
    return this._files.get(dot < 0 ? name : name.slice(0, dot));
  }
}

const NO_BASES: readonly string[] = [];

const EMPTY_ENTRY: LibraryEntry = {
  name: '',
  kind: 'function',
  parameters: null,
  returns: 'unknown',
  returnedClass: null,
  dtypeRule: null,
  shapeRule: null,
  pythonArguments: [],
  stateful: false,
  random: false,
  underTracing: 'works',
  createsVariables: false,
  callbacks: [],
  effects: [],
  category: null,
  bases: [],
  layerRule: null,
  tensorFlow1: false,
  wildcard: false,
  flavour: 'tensorflow',
  computesArrays: false
};

function flavourOf(name: string): Flavour {
  return /^(?:numpy|scipy|cv2|tensorflow\.experimental\.numpy)\./u.test(name)
    ? 'numpy'
    : name.startsWith('keras.')
      ? 'keras'
      : 'tensorflow';
}

function functionEntry(
  name: string,
  record: FunctionRecord,
  {
    kind = 'function',
    returns = record.returns,
    returnedClass = record.returnedClass,
    category = null,
    bases = [],
    layerRule = null,
    wildcard = false,
    flavour = flavourOf(name)
  }: Partial<LibraryEntry> = {}
): LibraryEntry {
  return {
    name,
    kind,
    parameters: record.signature === null ? null : parseSignature(record.signature),
    returns,
    returnedClass,
    dtypeRule: record.dtypeRule,
    shapeRule: record.shapeRule,
    pythonArguments: record.pythonArguments,
    stateful: record.flags.includes('S'),
    random: record.flags.includes('R'),
    underTracing: tracingOf(record.flags),
    createsVariables: record.flags.includes('V'),
    callbacks: record.callbacks,
    effects: record.effects,
    category,
    bases,
    layerRule,
    tensorFlow1: record.flags.includes('1'),
    wildcard,
    flavour,
    computesArrays: flavour === 'numpy' && !name.startsWith('tensorflow.')
  };
}

function tracingOf(flags: string): LibraryEntry['underTracing'] {
  return flags.includes('A') ? 'rescued' : flags.includes('E') ? 'eager-only' : 'works';
}

/** Whether a record says more of a method than its signature. */
function tellsMore(record: MethodRecord): boolean {
  return (
    record.property ||
    record.returns !== 'unknown' ||
    record.shapeRule !== null ||
    record.flags !== '' ||
    record.callbacks.length > 0 ||
    record.effects.length > 0
  );
}

function methodEntry(className: string, name: string, record: MethodRecord): LibraryEntry {
  return functionEntry(`${className}.${name}`, record, {
    kind: record.property ? 'property' : 'method',
    flavour: flavourOf(`${className}.`)
  });
}

function classEntry(name: string, record: ClassRecord): LibraryEntry {
  const { category, bases, layerRule } = record;
  return functionEntry(name, record, {
    kind: 'class',
    returns: 'instance',
    returnedClass: name,
    category,
    bases,
    layerRule
  });
}
