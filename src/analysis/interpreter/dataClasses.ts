/**
 * Classes that get their methods from `@dataclass` (library reference, "dataclasses").
 */
import type { ClassDef, Expression } from '../syntax/tree';

/** The options of the decorator, by name; `null` where the class has no such decorator. */
export function dataClassOptions(node: ClassDef): ReadonlyMap<string, Expression> | null {
  for (const { expression } of node.decorators) {
    const callee = expression.kind === 'Call' ? expression.func : expression;
    const name =
      callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.attr : null;
    if (name === 'dataclass') {
      const keywords = expression.kind === 'Call' ? expression.keywords : [];
      return new Map(
        keywords.flatMap(({ arg, value }) => (arg === null ? [] : [[arg, value] as const]))
      );
    }
  }
  return null;
}
