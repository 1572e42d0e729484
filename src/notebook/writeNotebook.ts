/**
 * Writes changed sources back into the text of a notebook file. Everything else stays byte for byte:
 * indentation, order of keys, unknown fields, escapes, line ends, the missing or present last line break.
 */
import { elementsOf, type JsonSpan } from './jsonSpans';
import type { NotebookFile } from './readNotebook';
import { sourceSpans } from './sourceSpans';

/**
 * The file's text with other sources in some of its cells.
 *
 * @param sources - new text by cell index. A cell whose source could not be read is left alone.
 */
export function writeNotebook(
  notebook: NotebookFile,
  sources: ReadonlyMap<number, string>
): string {
  const { text } = notebook;
  const escapesAll =
    !/[\u0080-\uffff]/.test(text.replace(/^\ufeff/, '')) && /\\u[0-9a-f]{4}/i.test(text);
  const spans = sourceSpans(notebook);
  const pieces: string[] = [];
  let offset = 0;
  notebook.cells.forEach((cell, index) => {
    const source = sources.get(index);
    const span = spans[index] ?? null;
    if (source === undefined || source === cell.text || span === null) {
      return;
    }
    pieces.push(text.slice(offset, span.start), writeSource(text, span, source, escapesAll));
    offset = span.end;
  });
  pieces.push(text.slice(offset));
  return pieces.join('');
}

/** Writes a text as JSON, in ASCII where the file keeps to it. */
function writeString(text: string, escapesAll: boolean): string {
  const json = JSON.stringify(text);
  return escapesAll
    ? json.replace(
        /[\u007f-\uffff]/g,
        character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      )
    : json;
}

function writeSource(text: string, span: JsonSpan, source: string, escapesAll: boolean): string {
  if (text[span.start] !== '[') {
    return writeString(source, escapesAll);
  }
  const elements = elementsOf(text, span).map(element => {
    const json = text.slice(element.start, element.end);
    return { json, value: String(JSON.parse(json)) };
  });
  // Lines that stay at the start and at the end keep their spelling; those between are written anew.
  let head = 0;
  let headLength = 0;
  for (const element of elements) {
    const next = headLength + element.value.length;
    const endsAtLine = element.value.endsWith('\n') || next === source.length;
    if (!endsAtLine || !source.startsWith(element.value, headLength)) {
      break;
    }
    head += 1;
    headLength = next;
  }
  let tail = elements.length;
  let tailLength = 0;
  while (tail > head) {
    const value = elements[tail - 1]?.value ?? '';
    const start = source.length - tailLength - value.length;
    const beginsLine = start === headLength || source[start - 1] === '\n';
    if (start < headLength || !beginsLine || !source.startsWith(value, start)) {
      break;
    }
    tail -= 1;
    tailLength += value.length;
  }
  const middle = source.slice(headLength, source.length - tailLength);
  const lines = [
    ...elements.slice(0, head).map(element => element.json),
    ...(middle.match(/[^\n]*\n|[^\n]+/g) ?? []).map(line => writeString(line, escapesAll)),
    ...elements.slice(tail).map(element => element.json)
  ];
  const layout = layoutOf(text, span);
  return lines.length === 0
    ? '[]'
    : `[${layout.first}${lines.join(`,${layout.between}`)}${layout.last}]`;
}

/** The blanks of a list: before the first element, behind each comma, and behind the last element. */
type ListLayout = { readonly first: string; readonly between: string; readonly last: string };

/** The layout of a list, or, where it has too few elements to tell, that of the file. */
function layoutOf(text: string, span: JsonSpan): ListLayout {
  const elements = elementsOf(text, span);
  const [firstElement, secondElement] = elements;
  const lastElement = elements.at(-1);
  if (firstElement === undefined || lastElement === undefined) {
    return layoutOfFile(text, span);
  }
  const first = text.slice(span.start + 1, firstElement.start);
  const last = text.slice(lastElement.end, span.end - 1);
  if (secondElement !== undefined) {
    const gap = text.slice(firstElement.end, secondElement.start);
    return { first, between: gap.slice(gap.indexOf(',') + 1), last };
  }
  return { first, between: first === '' ? layoutOfFile(text, span).between : first, last };
}

function layoutOfFile(text: string, span: JsonSpan): ListLayout {
  const unit = /\{(\r?\n)([ \t]+)"/.exec(text.slice(0, 1000));
  if (unit === null) {
    return { first: '', between: /[\]}"],\s/.test(text) ? ' ' : '', last: '' };
  }
  const lineStart = text.lastIndexOf('\n', span.start) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, span.start))?.[0] ?? '';
  const [, lineBreak = '\n', step = ' '] = unit;
  const inner = lineBreak + indentation + step;
  return { first: inner, between: inner, last: lineBreak + indentation };
}
