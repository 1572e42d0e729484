/**
 * Imports (language reference 7.11): modules of the project, else libraries.
 */
import type { Import, ImportFrom, Span } from '../syntax/tree';
import { canonicalPath } from '../libraries';
import type { Value } from '../values/value';
import type { Frame, ModulePlace } from './machine';
import { noteDoubt } from './machine';
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
  const place = machine.modules.get(path);
  for (const alias of node.names) {
    if (alias.name === '*') {
      importStar(frame, path, place ?? null, alias);
      continue;
    }
    const bound = alias.asname ?? alias.name;
    if (place !== undefined) {
      const stored = machine.heap.read(place.object, alias.name);
      const submodule = machine.modules.get(`${path}.${alias.name}`);
      bindName(
        frame,
        bound,
        stored !== null && stored.kind !== 'never'
          ? stored
          : submodule !== undefined
            ? machine.values.module(submodule.object, submodule.name)
            : machine.values.unknown('unknown-attribute', `${path}.${alias.name}`),
        alias
      );
      continue;
    }
    const submodule = machine.modules.get(`${path}.${alias.name}`);
    bindName(
      frame,
      bound,
      submodule !== undefined
        ? machine.values.module(submodule.object, submodule.name)
        : importLibrary(frame, `${path}.${alias.name}`, alias),
      alias
    );
  }
}

function importModule(frame: Frame, name: string, node: Span): Value {
  const { machine } = frame;
  const place = machine.modules.get(name);
  return place === undefined
    ? importLibrary(frame, name, node)
    : machine.values.module(place.object, place.name);
}

function importLibrary(frame: Frame, name: string, node: Span): Value {
  const { machine } = frame;
  const path = canonicalPath(name);
  const root = path.split('.')[0];
  if (!machine.registry.knows(root)) {
    noteDoubt(frame, node, 'unknown-module', name);
    return machine.values.unknown('unknown-module', name);
  }
  return machine.values.library(path);
}

function importStar(frame: Frame, path: string, place: ModulePlace | null, node: Span): void {
  const { machine } = frame;
  if (place !== null) {
    for (const name of machine.moduleNames(place)) {
      const value = machine.heap.read(place.object, name);
      if (value !== null && value.kind !== 'never' && !name.startsWith('_')) {
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
  names.forEach(name =>
    bindName(frame, name, machine.values.library(canonicalPath(`${canonical}.${name}`)), node)
  );
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
