/**
 * The order in which the modules of a project are run: each where the first import of it is reached, the packages
 * around it before it (language reference 5.4), so that modules which import each other see what Python would show them.
 */
import type { Import, ImportFrom, Statement, TopStatement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { blocksOf } from './definitions';
import { absoluteName } from './imports';
import type { ModulePlace } from './machine';
import { searchedNames } from './moduleSearch';
import type { ModuleTree } from './program';

type ImportStatement = Import | ImportFrom;

/** The imports of a statement. */
type Imports = {
  /** Those that are made when the statement is run. */
  readonly now: readonly ImportStatement[];
  /** Those in the bodies of functions. */
  readonly later: readonly ImportStatement[];
  /** Whether the statement may call a function of its module. */
  readonly calls: boolean;
};

const known = new WeakMap<Statement, Imports>();

/** Runs modules in their order. */
export class ImportOrder {
  /**
   * @param run - runs a module; it calls `reach` before each of the statements.
   */
  constructor(
    private readonly _places: ReadonlyMap<ModuleTree, ModulePlace>,
    private readonly _byName: ReadonlyMap<string, ModulePlace>,
    private readonly _packages: ReadonlySet<string>,
    private readonly _run: (
      module: ModuleTree,
      place: ModulePlace,
      reach: (top: TopStatement) => void
    ) => void
  ) {
    this._byPlace = new Map([..._places].map(([module, place]) => [place, module]));
  }

  /** Runs the module, unless it has been begun already. */
  begin(module: ModuleTree): void {
    const place = this._places.get(module);
    if (place === undefined || this._begun.has(module) || this._awaited.has(module)) {
      return;
    }
    this._awaited.add(module);
    prefixesOf(place.name)
      .slice(0, -1)
      .forEach(name => this._beginPlace(this._byName.get(name)));
    if (this._begun.has(module)) {
      return;
    }
    this._begun.add(module);
    const later: ImportStatement[] = [];
    const bring = (statements: readonly ImportStatement[]): void => {
      statements
        .flatMap(statement => importedNames(statement, place))
        .forEach(name => this._beginNamed(name, place));
    };
    this._run(module, place, top => {
      if (this._places.size === 1) {
        // A module alone imports nothing of the project.
        return;
      }
      const imports = importsOf(top.statement);
      bring(imports.now);
      later.push(...imports.later);
      if (imports.calls) {
        bring(later.splice(0));
      }
    });
    bring(later);
  }

  private _beginNamed(name: string, importer: ModulePlace): void {
    const isPackage = (folder: string): boolean => this._packages.has(folder);
    for (const searched of searchedNames(importer.document, name, isPackage)) {
      const place = this._byName.get(searched);
      if (place !== undefined) {
        this._beginPlace(place);
        return;
      }
    }
  }

  private _beginPlace(place: ModulePlace | undefined): void {
    const module = place === undefined ? undefined : this._byPlace.get(place);
    if (module !== undefined) {
      this.begin(module);
    }
  }

  private readonly _byPlace: ReadonlyMap<ModulePlace, ModuleTree>;
  private readonly _begun = new Set<ModuleTree>();
  /** Modules whose packages are run before them: a name may stand for several modules, each in the package of the other. */
  private readonly _awaited = new Set<ModuleTree>();
}

/** Folders below each other that are looked for. */
const PATH_LIMIT = 100;

/** `a`, `a.b` and `a.b.c` of `a.b.c`. */
function prefixesOf(name: string): readonly string[] {
  const parts = name.split('.').slice(0, PATH_LIMIT);
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

function importedNames(statement: ImportStatement, place: ModulePlace): readonly string[] {
  if (statement.kind === 'Import') {
    return statement.names.flatMap(alias => prefixesOf(alias.name));
  }
  const path = absoluteName(place, statement.module, statement.level);
  return [...prefixesOf(path), ...statement.names.map(alias => `${path}.${alias.name}`)];
}

function importsOf(statement: Statement): Imports {
  let imports = known.get(statement);
  if (imports === undefined) {
    const now: ImportStatement[] = [];
    const later: ImportStatement[] = [];
    collect([statement], now, later);
    (statement.kind === 'FunctionDef' ? later : now).push(...importsByCall(statement));
    imports = { now, later, calls: mayCall(statement) };
    known.set(statement, imports);
  }
  return imports;
}

function collect(
  statements: readonly Statement[],
  now: ImportStatement[],
  later: ImportStatement[]
): void {
  for (const statement of statements) {
    if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
      now.push(statement);
    }
    const inside = statement.kind === 'FunctionDef' ? later : now;
    blocksOf(statement).forEach(block => collect(block, inside, later));
  }
}

/** The functions that import what their argument names. */
const IMPORTERS: ReadonlySet<string> = new Set(['import_module', '__import__']);
const DOTTED_NAME = /^[\p{L}_][\p{L}\p{N}_.]*$/u;

/** What a statement may import by a call: the modules that the texts in it name. */
function importsByCall(statement: Statement): readonly Import[] {
  const hasCall = !walk(statement, node =>
    node.kind === 'Call' &&
    ((node.func.kind === 'Name' && IMPORTERS.has(node.func.id)) ||
      (node.func.kind === 'Attribute' && IMPORTERS.has(node.func.attr)))
      ? 'stop'
      : undefined
  );
  const found: Import[] = [];
  if (hasCall) {
    walk(statement, node => {
      if (node.kind === 'Constant' && node.value.type === 'str') {
        const { start, end, value } = { ...node, value: String(node.value.value) };
        if (DOTTED_NAME.test(value)) {
          found.push({
            kind: 'Import',
            start,
            end,
            names: [{ start, end, name: value, asname: null }]
          });
        }
      }
      return undefined;
    });
  }
  return found.sort((one, other) => one.start - other.start);
}

function mayCall(statement: Statement): boolean {
  return (
    statement.kind !== 'FunctionDef' &&
    statement.kind !== 'ClassDef' &&
    !walk(statement, node => (node.kind === 'Call' ? 'stop' : undefined))
  );
}
