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
    this.values.push({ kind: 'Constant', ...span, value: { type: 'str', value: text } });
  }
}

/** A string literal, several side by side, or an f-string. */
export function lowerString(ctx: Lowering, node: ConcreteNode): Expression {
  const strings = node.type === 'concatenated_string' ? namedOf(node) : [node];
  const span = spanOf(ctx, node);
  const parts = new FormattedParts();
  let isFormatted = false;
  let isBytes = false;
  for (const string of strings) {
    const opening = string.children.find(child => child.type === 'string_start');
    const prefix = opening === undefined ? PLAIN : stringPrefix(textOf(ctx, opening));
    isBytes ||= prefix.isBytes;
    isFormatted ||= prefix.isFormatted;
    for (const child of string.children) {
      if (child.type === 'string_content') {
        parts.addText(literalText(textOf(ctx, child), prefix), spanOf(ctx, child));
      } else if (child.type === 'interpolation') {
        lowerInterpolation(ctx, child, prefix, parts);
      }
    }
  }
  if (isFormatted) {
    return { kind: 'JoinedStr', ...span, values: parts.values };
  }
  const [only] = parts.values;
  const text = only?.kind === 'Constant' && only.value.type === 'str' ? only.value.value : '';
  return { kind: 'Constant', ...span, value: { type: isBytes ? 'bytes' : 'str', value: text } };
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
  parts.values.push({
    kind: 'FormattedValue',
    ...spanOf(ctx, node),
    value: lowerExpression(ctx, expression ?? { ...node, type: 'ERROR' }),
    conversion: conversionLetter,
    format: format === null ? null : lowerFormat(ctx, format, prefix)
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

/** A format specification is an f-string of its own; the grammar gives nodes to its fields only. */
function lowerFormat(ctx: Lowering, node: ConcreteNode, prefix: StringPrefix): Expression {
  const parts = new FormattedParts();
  let position = node.start + 1;
  const addText = (end: number): void => {
    parts.addText(literalText(ctx.text.slice(position, end), prefix), {
      start: position - ctx.origin,
      end: end - ctx.origin
    });
  };
  for (const child of namedOf(node)) {
    addText(child.start);
    lowerInterpolation(ctx, child, prefix, parts);
    position = child.end;
  }
  addText(node.end);
  return { kind: 'JoinedStr', ...spanOf(ctx, node), values: parts.values };
}
