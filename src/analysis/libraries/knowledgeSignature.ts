/**
 * Signatures as the data write them: `input_tensor,axis=None,keepdims=False,*,out=None,**kwargs`.
 */
import type { RuleArgument } from './rules/ruleArgument';
import { parseDType } from './rules/dtype';

export type LibraryParameter = {
  readonly name: string;
  readonly kind:
    'positional-only' | 'positional' | 'var-positional' | 'keyword-only' | 'var-keyword';
  readonly required: boolean;
  /** The default's source text, `...` where it is no literal; `null` where there is none. */
  readonly defaultText: string | null;
  /** The default as an argument, where it is a literal. */
  readonly default: RuleArgument | null;
};

/** The parameters of a signature's text, in order. */
export function parseSignature(text: string): readonly LibraryParameter[] {
  const parts = splitAtCommas(text);
  const slash = parts.indexOf('/');
  let keywordOnly = false;
  const result: LibraryParameter[] = [];
  parts.forEach((part, i) => {
    if (part === '/' || part === '') {
      return;
    }
    if (part === '*') {
      keywordOnly = true;
      return;
    }
    if (part.startsWith('**')) {
      result.push(parameter(part.slice(2), 'var-keyword', null));
      return;
    }
    if (part.startsWith('*')) {
      result.push(parameter(part.slice(1), 'var-positional', null));
      keywordOnly = true;
      return;
    }
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const kind = i < slash ? 'positional-only' : keywordOnly ? 'keyword-only' : 'positional';
    result.push(parameter(name, kind, equals < 0 ? null : part.slice(equals + 1)));
  });
  return result;
}

function parameter(
  name: string,
  kind: LibraryParameter['kind'],
  defaultText: string | null
): LibraryParameter {
  return {
    name,
    kind,
    required: defaultText === null && kind !== 'var-positional' && kind !== 'var-keyword',
    defaultText,
    default: defaultText === null ? null : parseLiteral(defaultText)
  };
}

/** Splits at commas outside brackets and quotes. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (character === "'" || character === '"') {
      quote = character;
    } else if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      depth--;
    } else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map(part => part.trim());
}

/** A Python literal (`None`, `1`, `-1`, `0.5`, `'same'`, `(1, 1)`, `tf.float32`) as an argument; `null` for anything else. */
export function parseLiteral(text: string): RuleArgument | null {
  if (text === 'None') {
    return { kind: 'constant', type: 'None', value: null };
  }
  if (text === 'True' || text === 'False') {
    return { kind: 'constant', type: 'bool', value: text === 'True' };
  }
  if (/^-?\d+$/u.test(text)) {
    return { kind: 'constant', type: 'int', value: Number(text) };
  }
  if (/^-?(?:\d+\.\d*|\.\d+|\d+)(?:e[+-]?\d+)?$/u.test(text)) {
    return { kind: 'constant', type: 'float', value: Number(text) };
  }
  if (/^(?:'[^'\\]*'|"[^"\\]*")$/u.test(text)) {
    return { kind: 'constant', type: 'str', value: text.slice(1, -1) };
  }
  if (text === 'float' || text === 'int' || text === 'bool') {
    // As a program's own `dtype=int`: where a dtype is asked for, its name stands for it.
    return { kind: 'constant', type: 'str', value: text };
  }
  if (/^(?:tf|np)\.\w+$/u.test(text)) {
    const dtype = parseDType(text.replace(/^\w+\./u, ''));
    return dtype === null ? null : { kind: 'dtype', dtype };
  }
  if (/^(?:\(.*\)|\[.*\])$/u.test(text)) {
    const items = splitAtCommas(text.slice(1, -1))
      .filter(part => part !== '')
      .map(parseLiteral);
    const known = items.filter(item => item !== null);
    return known.length === items.length ? { kind: 'sequence', items: known } : null;
  }
  return null;
}
