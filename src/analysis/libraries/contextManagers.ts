/**
 * Context managers that libraries make.
 */
import type { Value } from '../values/value';
import type { IModelRegistry, MethodModel } from './model';

/** The field in which the manager of a generator function (`contextlib.contextmanager`) keeps its generator. */
export const MANAGED_GENERATOR = '#entered';

/** `__enter__` of a library's manager, with its path; `null` where no model tells what it gives. */
export function enterModel(
  registry: IModelRegistry,
  manager: Value
): { readonly path: string; readonly model: MethodModel } | null {
  const cls = manager.kind === 'object' ? manager.object.cls : null;
  if (cls?.kind !== 'library') {
    return null;
  }
  for (const owner of [cls.path, ...registry.ancestors(cls.path)]) {
    const model = registry.method(owner, '__enter__');
    if (model !== null) {
      return { path: `${owner}.__enter__`, model };
    }
  }
  return null;
}
