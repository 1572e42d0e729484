/**
 * Where a function stands and how it is known over edits.
 */
import type { FunctionReport } from '../report';
import type { FunctionContext } from './functionContext';

/** Name, place and identity of a function. */
export function identityOf(
  context: FunctionContext
): Pick<FunctionReport, 'name' | 'cell' | 'line' | 'column' | 'endLine' | 'id' | 'unit'> {
  const { subject, positions, ordinal } = context;
  const { code, node } = subject;
  const range = positions.rangeOf({ top: code.top, ...node.defSpan });
  return {
    name: node.qualifiedName,
    cell: range.cell,
    line: range.line,
    column: range.column,
    endLine: lastLine(context, range.endLine, range.endColumn),
    id: `${code.top.unit.id}|${node.qualifiedName}|${ordinal}`,
    unit: code.top.unit.id
  };
}

/** A body that ends with a line break ends on the line before. */
function lastLine(context: FunctionContext, endLine: number, endColumn: number): number {
  const { line } = context.positions.rangeOf({
    top: context.subject.code.top,
    ...context.subject.node.defSpan
  });
  return endColumn === 1 && endLine > line ? endLine - 1 : endLine;
}
