/**
 * Lines that the grammar runs together. tree-sitter-python takes an end of line for a blank wherever a statement cannot
 * end, so that of the half-written `x =` and the `y = 1` below it becomes `x = y = 1`, without an error.
 */
import type { ConcreteNode } from './concrete';
import { HOLDS_BLOCKS } from './concrete';
import { logicalLinesOf } from './logicalLines';

const LINE_END = /[\n\r]/u;

/** Whether a logical line of the text begins where neither a statement nor a clause nor a decorator does. */
export function runsLinesTogether(node: ConcreteNode, text: string): boolean {
  const own = text.slice(node.start, node.end);
  if (node.type !== 'module' && !LINE_END.test(own)) {
    return false;
  }
  const lines = logicalLinesOf(own);
  const starts = new Set<number>();
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    starts.add(next.start);
    if (HOLDS_BLOCKS.has(next.type)) {
      pending.push(...next.children.filter(child => child.isNamed));
    }
  }
  return lines.some(line => !starts.has(node.start + line.start));
}
