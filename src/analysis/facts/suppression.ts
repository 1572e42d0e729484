/**
 * `# hybridize: ignore[code] reason` on a line of a `def` header: from `def` to the line that holds its colon.
 */
import type { FunctionContext } from './functionContext';

/** The codes that the comment names, with the place of each in its top-level statement. */
export type SuppressedCode = {
  readonly code: string;
  readonly start: number;
  readonly end: number;
};

const COMMENT = /#\s*hybridize:\s*ignore\[([^\]]*)\]/u;

/** A comment, a string, a bracket, a colon, or the end of a line: all that matters for finding where a header ends. */
const TOKEN =
  /#[^\r\n]*|"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\r\n])*"|'(?:\\[\s\S]|[^'\\\r\n])*'|[()[\]{}:\r\n]/gu;

/** What the header of the `def` silences. */
export function suppressedCodes(context: FunctionContext): readonly SuppressedCode[] {
  const { code, node } = context.subject;
  const { text } = code.top;
  if (!text.includes('hybridize')) {
    return [];
  }
  return headerComments(text, node.defSpan.start).flatMap(comment =>
    codesIn(comment.text, comment.start)
  );
}

type Comment = { readonly text: string; readonly start: number };

/** The comments of the lines from `def` to the one in which its colon stands. */
function headerComments(text: string, start: number): readonly Comment[] {
  const comments: Comment[] = [];
  let depth = 0;
  let hasColon = false;
  for (const { 0: token, index } of text.slice(start).matchAll(TOKEN)) {
    if (token.startsWith('#')) {
      comments.push({ text: token, start: start + index });
    } else if (token === '\n' || token === '\r') {
      if (hasColon && depth === 0) {
        break;
      }
    } else if (token === ':') {
      hasColon ||= depth === 0;
    } else if (token.length === 1) {
      depth += '([{'.includes(token) ? 1 : -1;
    }
  }
  return comments;
}

function codesIn(comment: string, start: number): readonly SuppressedCode[] {
  const match = COMMENT.exec(comment);
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
