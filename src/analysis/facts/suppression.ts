/**
 * `# hybridize: ignore[code] reason` on the line of a `def`.
 */
import type { FunctionContext } from './functionContext';

/** The codes that the comment names, with the place of each in its top-level statement. */
export type SuppressedCode = {
  readonly code: string;
  readonly start: number;
  readonly end: number;
};

const COMMENT = /#\s*hybridize:\s*ignore\[([^\]]*)\]/u;

/** What the `def` line silences. */
export function suppressedCodes(context: FunctionContext): readonly SuppressedCode[] {
  const { code, node } = context.subject;
  const { text } = code.top;
  if (!text.includes('hybridize')) {
    return [];
  }
  const start = node.defSpan.start;
  const length = text.slice(start).search(/\r|\n/u);
  const line = length < 0 ? text.slice(start) : text.slice(start, start + length);
  const match = COMMENT.exec(line);
  if (match === null) {
    return [];
  }
  const list = match[1];
  const base = start + match.index + match[0].indexOf('[') + 1;
  const codes: SuppressedCode[] = [];
  let offset = 0;
  for (const part of list.split(',')) {
    const name = part.trim();
    if (name !== '') {
      const at = base + offset + part.indexOf(name);
      codes.push({ code: name, start: at, end: at + name.length });
    }
    offset += part.length + 1;
  }
  return codes;
}
