/**
 * Cuts a project into parts that see nothing of each other, so that each can be analysed by itself: in less memory, or
 * side by side.
 */
import type { ModuleSource, Project } from './program';

/** What stands behind `import` where a statement begins; may be several names. */
const IMPORT = /(?:^|[\n;:])[ \t]*import\b([^\n;#]*)/gu;

/** The first name behind `from`, or the dot that begins a relative import. */
const FROM = /\bfrom[ \t\\]*([\p{L}_][\p{L}\p{N}_]*|\.)/gu;

/** A call that imports what its argument says. */
const IMPORT_CALL = /\b(?:__import__|import_module|runpy|exec)\b/u;

const NAME = /[\p{L}_][\p{L}\p{N}_]*/u;

/**
 * The parts, each with its modules in the project's order; the parts are ordered by their first modules. All modules
 * that can be imported are one part, together with the notebooks that may import one of them; every other notebook is a
 * part of its own, but for those that run each other's cells.
 */
export function partsOf(project: Project): readonly Project[] {
  const importable = new Set(
    project.modules.flatMap(module => module.importNames.map(name => name.split('.')[0]))
  );
  const parts = new Map<string, ModuleSource[]>();
  const partOfDocument = new Map<string, string>();
  const followed = (name: string): string => {
    const next = partOfDocument.get(name);
    return next === undefined || next === name ? name : followed(next);
  };
  const link = (one: string, other: string): void => {
    partOfDocument.set(followed(one), followed(other));
  };
  for (const module of project.modules) {
    const key = `document ${module.document}`;
    module.units.forEach(unit => {
      link(`document ${unit.document}`, key);
    });
    if (module.importNames.length > 0 || mayImport(module, importable)) {
      link(key, IMPORTABLE);
    }
  }
  for (const module of project.modules) {
    const key = followed(`document ${module.document}`);
    const modules = parts.get(key) ?? [];
    modules.push(module);
    parts.set(key, modules);
  }
  return [...parts.values()].map(modules => ({ modules }));
}

const IMPORTABLE = 'importable';

/** Whether a module's text imports one of the names, as far as its lines tell. */
function mayImport(module: ModuleSource, importable: ReadonlySet<string>): boolean {
  return (
    importable.size > 0 &&
    module.units.some(
      ({ text }) =>
        IMPORT_CALL.test(text) ||
        importedRoots(text).some(name => name === '.' || importable.has(name))
    )
  );
}

function importedRoots(text: string): readonly string[] {
  return [
    ...[...text.matchAll(FROM)].map(([, root]) => root),
    ...[...text.matchAll(IMPORT)].flatMap(([, names]) =>
      names.includes('\\') ? ['.'] : names.split(',').flatMap(name => NAME.exec(name)?.[0] ?? [])
    )
  ];
}
