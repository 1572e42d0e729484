/**
 * From tree-sitter's strings to ours: implicit concatenation, f-strings (PEP 498, PEP 701), format specifications.
 */
import type { ConcreteNode } from './concrete';
import { childOf, namedOf } from './concrete';
import type { StringPrefix } from './literals';
import { stringPrefix, unescapeText } from './literals';
import type { Lowering } from './lowerExpression';
import { lowerExpression, spanOf, textOf } from './lowerExpression';
import type { Expression, Span } from './tree';

const PLAIN: StringPrefix = { isRaw: false, isBytes: false, isFormatted: false };

/** Literal text and replacement fields in order; adjacent literal text is one constant, as CPython has it. */
class FormattedParts {
  readonly values: Expression[] = [];

  addText(text: string, span: Span): void {
    if (text === '') {
      return;
    }
    const last = this.values[this.values.length - 1];
    if (last !== undefined && last.kind === 'Constant' && last.value.type === 'str') {
      this.values[this.values.length - 1] = {
        ...last,
        end: span.end,
        value: { type: 'str', value: last.value.value + text }
      };
      return;
    }
    this.values.push({
      kind: 'Constant',
      start: span.start,
      end: span.end,
      value: { type: 'str', value: text }
    });
  }
}

/** A string literal, several side by side, or an f-string. */
export function lowerString(ctx: Lowering, node: ConcreteNode): Expression {
  const strings = node.type === 'concatenated_string' ? namedOf(node) : [node];
  const { start, end } = spanOf(ctx, node);
  const parts = new FormattedParts();
  let isFormatted = false;
  let isBytes = false;
  for (const string of strings) {
    const opening = string.children.find(child => child.type === 'string_start');
    const prefix = opening === undefined ? PLAIN : stringPrefix(textOf(ctx, opening));
    isBytes ||= prefix.isBytes;
    isFormatted ||= prefix.isFormatted;
    // The grammar leaves some literal text without a node: it is what stands between the nodes that there are.
    // In `r"\\"` the closing node holds the backslashes too, so only its last characters are the quotes.
    const quoteLength =
      opening === undefined ? 0 : textOf(ctx, opening).replace(/^\w*/u, '').length;
    let position = opening?.end ?? string.start;
    const addText = (end: number): void => addLiteral(ctx, parts, prefix, position, end);
    for (const field of string.children.filter(child => child.type === 'interpolation')) {
      addText(field.start);
      lowerInterpolation(ctx, field, prefix, parts);
      position = field.end;
    }
    addText(string.end - quoteLength);
  }
  if (isFormatted) {
    return { kind: 'JoinedStr', start, end, values: parts.values };
  }
  const [only] = parts.values;
  const text = only?.kind === 'Constant' && only.value.type === 'str' ? only.value.value : '';
  return { kind: 'Constant', start, end, value: { type: isBytes ? 'bytes' : 'str', value: text } };
}

function addLiteral(
  ctx: Lowering,
  parts: FormattedParts,
  prefix: StringPrefix,
  start: number,
  end: number
): void {
  parts.addText(literalText(ctx.text.slice(start, end), prefix), {
    start: start - ctx.origin,
    end: end - ctx.origin
  });
}

/** In an f-string a doubled brace stands for one; in `\N{...}` braces belong to the name. */
function literalText(source: string, prefix: StringPrefix): string {
  if (!prefix.isFormatted) {
    return unescapeText(source, prefix);
  }
  return source
    .split(/(\{\{|\}\})/u)
    .map((piece, index) => (index % 2 === 1 ? piece[0] : unescapeText(piece, prefix)))
    .join('');
}

function lowerInterpolation(
  ctx: Lowering,
  node: ConcreteNode,
  prefix: StringPrefix,
  parts: FormattedParts
): void {
  const expression = childOf(node, 'expression');
  const conversion = childOf(node, 'type_conversion');
  const format = childOf(node, 'format_specifier');
  let conversionLetter = conversion === null ? null : textOf(ctx, conversion).slice(1);
  const equals = node.children.find(child => !child.isNamed && child.type === '=');
  if (equals !== undefined) {
    // `{value=}` shows the source of the expression, spaces around `=` included, and then its `repr`.
    const shown = interpolationHead(ctx, node, equals, conversion ?? format);
    parts.addText(shown, spanOf(ctx, node));
    conversionLetter ??= format === null ? 'r' : null;
  }
  // `{value:=5}` is a value with the format `=5`; the grammar reads a named expression.
  const named = expression !== null && expression.type === 'named_expression' ? expression : null;
  const value = named === null ? expression : childOf(named, 'name');
  const formatStart = named === null ? (format?.start ?? null) : (value?.end ?? null);
  parts.values.push({
    kind: 'FormattedValue',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    value: lowerExpression(ctx, value ?? { ...node, type: 'ERROR' }),
    conversion: conversionLetter,
    format:
      formatStart === null
        ? null
        : lowerFormat(ctx, formatStart, format === null ? [] : namedOf(format), node, prefix)
  });
}

function interpolationHead(
  ctx: Lowering,
  node: ConcreteNode,
  equals: ConcreteNode,
  next: ConcreteNode | null
): string {
  const end = next === null ? node.end - 1 : next.start;
  return ctx.text.slice(node.start + 1, Math.max(end, equals.end));
}

/** A format specification is an f-string of its own; it goes from its colon to the brace that closes the field. */
function lowerFormat(
  ctx: Lowering,
  colon: number,
  fields: readonly ConcreteNode[],
  field: ConcreteNode,
  prefix: StringPrefix
): Expression {
  const parts = new FormattedParts();
  const end = field.end - 1;
  let position = colon + 1;
  for (const child of fields) {
    addLiteral(ctx, parts, prefix, position, child.start);
    lowerInterpolation(ctx, child, prefix, parts);
    position = child.end;
  }
  addLiteral(ctx, parts, prefix, position, end);
  return {
    kind: 'JoinedStr',
    start: colon - ctx.origin,
    end: end - ctx.origin,
    values: parts.values
  };
}
