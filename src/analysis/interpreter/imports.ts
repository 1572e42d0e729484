/**
 * Imports (language reference 7.11): modules of the project, else libraries.
 */
import type { Import, ImportFrom, Span } from '../syntax/tree';
import { attributeOf, canonicalPath } from '../libraries';
import type { CallArguments } from '../libraries/model';
import { joinAll, membersOf } from '../values/join';
import type { HeapObject, ModuleValue, Value } from '../values/value';
import { itemsOf } from './iteration';
import type { Frame, Machine, ModulePlace } from './machine';
import { noteDoubt } from './machine';
import { createModelContext } from './modelContext';
import { packageMark, searchedNames } from './moduleSearch';
import { bindName } from './names';

/** `import a.b as c, d.e`. */
export function executeImport(frame: Frame, node: Import): void {
  for (const alias of node.names) {
    if (alias.asname !== null) {
      bindName(frame, alias.asname, importModule(frame, alias.name, alias), alias);
      continue;
    }
    importModule(frame, alias.name, alias);
    const root = alias.name.split('.')[0];
    bindName(frame, root, importModule(frame, root, alias), alias);
  }
}

/** `from a import b as c`, `from . import x`, `from a import *`. */
export function executeImportFrom(frame: Frame, node: ImportFrom): void {
  const { machine } = frame;
  const path = absoluteName(frame.environment.module, node.module, node.level);
  const module = moduleImported(frame, path);
  for (const alias of node.names) {
    if (alias.name === '*') {
      importStar(frame, path, module, alias);
      continue;
    }
    const bound = alias.asname ?? alias.name;
    const submodule = moduleImported(frame, `${path}.${alias.name}`);
    if (module !== null) {
      const stored = machine.heap.read(module.object, alias.name);
      bindName(
        frame,
        bound,
        stored !== null && stored.kind !== 'never'
          ? stored
          : (submodule ?? machine.values.unknown('unknown-attribute', `${path}.${alias.name}`)),
        alias
      );
      continue;
    }
    bindName(frame, bound, submodule ?? importMember(frame, path, alias.name, alias), alias);
  }
}

/**
 * The modules that `importlib.import_module(name, package)` gives for the texts that the name may be; `null` unless all
 * of them are modules of the project or of known libraries.
 */
export function modulesImportedByCall(frame: Frame, args: CallArguments): Value | null {
  const name = args.positional[0] ?? args.keywords.get('name');
  if (name === undefined) {
    return null;
  }
  const around = args.positional[1] ?? args.keywords.get('package');
  const found = membersOf(name).map(member => {
    const written = textOf(member);
    const path = written === null ? null : relativeTo(textOf(around), written);
    return path === null ? null : (moduleImported(frame, path) ?? knownLibrary(frame, path));
  });
  const modules = found.filter(module => module !== null);
  return modules.length > 0 && modules.length === found.length
    ? joinAll(frame.machine.values, modules)
    : null;
}

function knownLibrary(frame: Frame, name: string): Value | null {
  const { registry, values } = frame.machine;
  const path = canonicalPath(name);
  return registry.knows(path.split('.')[0]) ? values.library(path) : null;
}

function textOf(value: Value | undefined): string | null {
  return value?.kind === 'constant' && value.type === 'str' ? String(value.value) : null;
}

/** The dotted name that one with leading dots means in a package: one dot is the package itself. */
function relativeTo(around: string | null, name: string): string | null {
  const path = name.replace(/^\.+/u, '');
  const level = name.length - path.length;
  if (level === 0) {
    return name;
  }
  const folders = around?.split('.') ?? [];
  return folders.length < level
    ? null
    : [...folders.slice(0, folders.length - level + 1), path].join('.');
}

/**
 * The module of the project that a dotted name imports; `null` where there is none. The table of modules is part of
 * the state, so that a run that found no module is not replayed once there is one.
 */
export function moduleNamed(machine: Machine, name: string): ModuleValue | null {
  const value = machine.heap.read(machine.moduleTable, name);
  return value !== null && value.kind === 'module' ? value : null;
}

/** The module of the project that the frame's own module means by the name. */
function moduleImported(frame: Frame, name: string): ModuleValue | null {
  const { heap, moduleTable } = frame.machine;
  const isPackage = (folder: string): boolean =>
    heap.read(moduleTable, packageMark(folder)) !== null;
  for (const searched of searchedNames(frame.environment.module.document, name, isPackage)) {
    const module = moduleNamed(frame.machine, searched);
    if (module !== null) {
      return module;
    }
  }
  return null;
}

/** Field of a module's namespace that lists the names that its own statements bind. */
export const MODULE_NAMES = '#names';
/** Field of a module's namespace that lists the names that its star imports bind. */
const STARRED_NAMES = '#starred';

function importModule(frame: Frame, name: string, node: Span): Value {
  return moduleImported(frame, name) ?? importLibrary(frame, name, node);
}

function importLibrary(frame: Frame, name: string, node: Span): Value {
  const { machine } = frame;
  const library = knownLibrary(frame, name);
  if (library === null) {
    noteDoubt(frame, node, 'unknown-module', name);
    return machine.values.unknown('unknown-module', name);
  }
  return library;
}

/** `from library import name`: what the attribute of the library's module is, a dtype or a number among others. */
function importMember(frame: Frame, path: string, name: string, node: Span): Value {
  const value = importLibrary(frame, `${path}.${name}`, node);
  return value.kind === 'library' ? memberOf(frame, canonicalPath(path), name, node) : value;
}

function memberOf(frame: Frame, owner: string, name: string, node: Span): Value {
  const { values } = frame.machine;
  const member = attributeOf(createModelContext(frame, node, name), values.library(owner), name);
  return member ?? values.library(canonicalPath(`${owner}.${name}`));
}

/**
 * The names that `from module import *` binds: those that `__all__` lists, else all that its statements bind and that
 * do not begin with an underscore.
 */
function starNames(frame: Frame, module: ModuleValue): readonly string[] {
  const { machine } = frame;
  const all = machine.heap.read(module.object, '__all__');
  const items = all === null ? null : itemsOf(frame, all);
  if (items !== null && items.every(item => item.kind === 'constant' && item.type === 'str')) {
    return items.flatMap(item => (item.kind === 'constant' ? [String(item.value)] : []));
  }
  return [MODULE_NAMES, STARRED_NAMES]
    .flatMap(field => listedNames(machine, module.object, field))
    .filter(name => !name.startsWith('_'));
}

function listedNames(machine: Machine, module: HeapObject, field: string): readonly string[] {
  const listed = machine.heap.read(module, field);
  return (listed !== null && listed.kind === 'tuple' ? listed.items : []).map(item =>
    item.kind === 'constant' ? String(item.value) : ''
  );
}

/** What a module's star imports bind, another star import of the module binds too. */
function noteStarred(frame: Frame, names: readonly string[]): void {
  const { heap, values } = frame.machine;
  const { object } = frame.environment.module;
  const all = new Set([...listedNames(frame.machine, object, STARRED_NAMES), ...names]);
  heap.write(
    object,
    STARRED_NAMES,
    values.tuple([...all].map(name => values.constant('str', name, false)))
  );
}

/** What binding a name of a star import takes. */
const STEPS_OF_A_NAME = 3;

function importStar(frame: Frame, path: string, module: ModuleValue | null, node: Span): void {
  const { machine } = frame;
  if (module !== null) {
    const own = starNames(frame, module);
    // Modules that hand their names round in a circle have names without end.
    machine.budget.steps(STEPS_OF_A_NAME * own.length);
    noteStarred(frame, own);
    for (const name of own) {
      const value =
        machine.heap.read(module.object, name) ?? moduleNamed(machine, `${path}.${name}`);
      if (value !== null && value.kind !== 'never') {
        bindName(frame, name, value, node);
      }
    }
    return;
  }
  const canonical = canonicalPath(path);
  const names = machine.registry.members(canonical);
  if (names.length === 0) {
    noteDoubt(frame, node, 'unknown-module', path);
  }
  noteStarred(frame, names);
  names.forEach(name => bindName(frame, name, memberOf(frame, canonical, name, node), node));
}

/** The absolute name of a possibly relative import. */
export function absoluteName(module: ModulePlace, name: string | null, level: number): string {
  if (level === 0) {
    return name ?? '';
  }
  const parts = module.name.split('.');
  const kept = parts.slice(0, parts.length - (module.isPackage ? level - 1 : level));
  return [...kept, ...(name === null ? [] : [name])].join('.');
}
