/**
 * The modules of a project by the names that import them, and the order in which they are run.
 */
import type { IModelRegistry } from '../libraries/model';
import { importsOf } from './definitions';
import { absoluteName } from './imports';
import type { ModulePlace } from './machine';
import { isNameBelow, ownName, searchedNames } from './moduleSearch';
import type { ModuleTree } from './program';

/** The modules by the names that import them; where several have a name, each by its name below its folder as well. */
export function placesByName(
  places: ReadonlyMap<ModuleTree, ModulePlace>
): ReadonlyMap<string, ModulePlace> {
  const claims = new Map<string, ModulePlace[]>();
  for (const [{ source }, place] of places) {
    for (const name of source.importNames) {
      claims.set(name, [...(claims.get(name) ?? []), place]);
    }
  }
  const byName = new Map<string, ModulePlace>();
  for (const [name, claimants] of claims) {
    for (const place of claimants) {
      byName.set(name, place);
      const own = claimants.length > 1 ? ownName(place.document, name) : null;
      if (own !== null) {
        byName.set(own, place);
      }
    }
  }
  return byName;
}

/**
 * Folders without `__init__.py` above modules: packages of their own (language reference 5.2.2), unless a library has
 * the name.
 */
export function namespacesOf(
  byName: ReadonlyMap<string, unknown>,
  registry: IModelRegistry
): ReadonlySet<string> {
  const namespaces = new Set<string>();
  for (const name of byName.keys()) {
    const parts = isNameBelow(name) ? [] : name.split('.');
    for (let length = 1; length < parts.length; length += 1) {
      const folder = parts.slice(0, length).join('.');
      if (!byName.has(folder) && !registry.knows(parts[0])) {
        namespaces.add(folder);
      }
    }
  }
  return namespaces;
}

/** Modules in an order in which imported ones come before those that import them, as far as there is one. */
export function importOrder(
  modules: readonly ModuleTree[],
  places: ReadonlyMap<ModuleTree, ModulePlace>,
  byName: ReadonlyMap<string, ModulePlace>
): readonly ModuleTree[] {
  const byPlace = new Map([...places].map(([module, place]) => [place, module]));
  const order: ModuleTree[] = [];
  const visited = new Set<ModuleTree>();
  const visit = (module: ModuleTree): void => {
    if (visited.has(module)) {
      return;
    }
    visited.add(module);
    const place = places.get(module);
    if (place !== undefined) {
      for (const name of importedNames(module, place)) {
        const imported = searchedNames(place.document, name)
          .map(searched => byName.get(searched))
          .find(found => found !== undefined);
        const tree = imported === undefined ? undefined : byPlace.get(imported);
        if (tree !== undefined) {
          visit(tree);
        }
      }
    }
    order.push(module);
  };
  modules.forEach(visit);
  return order;
}

/** Packages within packages that are followed. */
const DEEPEST_PACKAGE = 64;

function importedNames(module: ModuleTree, place: ModulePlace): readonly string[] {
  const names: string[] = [];
  for (const statement of importsOf(module.units)) {
    if (statement.kind === 'Import') {
      statement.names.forEach(alias => {
        const parts = alias.name.split('.').slice(0, DEEPEST_PACKAGE);
        parts.forEach((_, index) => names.push(parts.slice(0, index + 1).join('.')));
      });
      continue;
    }
    const path = absoluteName(place, statement.module, statement.level);
    names.push(path, ...statement.names.map(alias => `${path}.${alias.name}`));
  }
  return names;
}
