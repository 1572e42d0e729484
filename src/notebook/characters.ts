/**
 * Characters that a parser of Python stumbles over, replaced one by one.
 */

/** Two hundred and fifty-six kilobytes, in UTF-16 units: longer texts are not read (problem `cell-too-large`). */
export const LARGEST_TEXT = 256 * 1024;

/** Byte order mark; lone carriage return; NUL; half of a surrogate pair. */
const TROUBLESOME =
  /\ufeff|\r(?!\n)|\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function replacementOf(character: string, offset: number): string {
  switch (character) {
    case '\ufeff':
      // At the start it is a byte order mark; the form feed keeps it from counting as indentation.
      return offset === 0 ? '\f' : ' ';
    case '\r':
      return '\n';
    default:
      return '\ufffd';
  }
}

/**
 * Replaces, one for one, characters that end a text early or that no file can hold: a byte order mark by
 * a form feed (which CPython's tokenizer takes to reset the column to 0), a lone carriage return by the
 * line break that it is to Python, NUL and lone surrogates by U+FFFD. Other texts come back as they are.
 */
export function replaceTroublesomeCharacters(text: string): string {
  return TROUBLESOME.test(text) ? text.replace(TROUBLESOME, replacementOf) : text;
}

/** `>>> ` and `In [1]: `, with the prompts of the lines that go on, as IPython's input transformer knows them. */
const PROMPTS: readonly { readonly initial: RegExp; readonly any: RegExp }[] = [
  { initial: /^>>>(?: |$)/, any: /^(?:>>>|\.\.\.)(?: |$)/ },
  {
    initial: /^(?:\[\d+\]:|In \[\d+\]: ?)/,
    any: /^(?:\[\d+\]:|In \[\d+\]: |\s*\.{3,}: ?)/
  }
];

/**
 * Overlays the prompts of a pasted session. As in IPython, they count only where the first line begins
 * with one. A form feed at the prompt's end sets the column back to 0.
 */
export function overlayPrompts(text: string): string {
  const firstLine = /^\s*(\S.*)/.exec(text)?.[1] ?? '';
  const prompt = PROMPTS.find(candidate => candidate.initial.test(firstLine));
  if (prompt === undefined) {
    return text;
  }
  return text
    .split('\n')
    .map(line => {
      const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
      const match = prompt.any.exec(line.slice(indentation.length).replace(/\r$/, ''));
      if (match === null || match[0].length === 0) {
        return line;
      }
      const length = indentation.length + match[0].length;
      return `${' '.repeat(length - 1)}\f${line.slice(length)}`;
    })
    .join('\n');
}
