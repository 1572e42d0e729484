/**
 * The modules of a project by the names that import them.
 */
import type { IModelRegistry } from '../libraries/model';
import type { ModulePlace } from './machine';
import { folderOfDocument, isNameBelow, ownName } from './moduleSearch';
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

/** The folders that are packages. */
export function packageFolders(places: Iterable<ModulePlace>): ReadonlySet<string> {
  return new Set(
    [...places].filter(place => place.isPackage).map(place => folderOfDocument(place.document))
  );
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
