/**
 * Methods of texts whose characters are known: their results are known too, so that the sizes of vocabularies and the
 * lengths of what is split are (library reference, "String Methods").
 */
import type { Value } from '../../values/value';
import { TEXT_KEPT } from '../../values/value';
import type { CallArguments, IModelContext, MethodModel } from '../model';
import { listOf, listOfUnknownLength } from './arguments';

/** Characters that Python takes for white space where no others are given, as far as texts of programs hold them. */
const BLANKS = /[ \t\n\r\f\v]+/u;

function known(value: Value | undefined): string | null {
  return value?.kind === 'constant' && value.type === 'str' && typeof value.value === 'string'
    ? value.value
    : null;
}

/** The known texts of a call by position; `null` where one is not, or there are others. */
function knownArguments(args: CallArguments): readonly string[] | null {
  const texts = args.positional.map(known);
  const isPlain = args.keywords.size === 0 && args.starred === null && args.doubleStarred === null;
  return isPlain && texts.every(text => text !== null) ? texts : null;
}

/** A method that gives a text: `compute` tells it where it can be told. */
function giving(compute: (text: string, args: readonly string[]) => string | null): MethodModel {
  return (ctx, receiver, args) => {
    const text = known(receiver);
    const given = knownArguments(args);
    const result = text === null || given === null ? null : compute(text, given);
    return result === null || result.length > TEXT_KEPT
      ? ctx.values.scalar('str')
      : ctx.values.constant('str', result, false);
  };
}

const isAscii = (text: string): boolean => /^[\x21-\x7e\s]*$/u.test(text);

const split: MethodModel = (ctx, receiver, args) => {
  const text = known(receiver);
  const given = knownArguments(args);
  const parts =
    text === null || given === null || given.length > 1 || given[0] === ''
      ? null
      : given.length === 0
        ? text.split(BLANKS).filter(part => part !== '')
        : text.split(given[0]);
  return parts === null
    ? listOfUnknownLength(ctx, ctx.values.scalar('str'))
    : listOf(
        ctx,
        parts.map(part => ctx.values.constant('str', part, false)),
        // The parts of each text are a list of their own, whatever round of a loop makes it.
        `split:${[receiver, ...args.positional].map(({ id }) => id).join()}`
      );
};

const join: MethodModel = (ctx, receiver, args) => {
  const separator = known(receiver);
  const parts = itemsOf(ctx, args)?.map(known) ?? null;
  if (separator === null || parts === null || parts.includes(null)) {
    return ctx.values.scalar('str');
  }
  const text = parts.join(separator);
  return text.length > TEXT_KEPT
    ? ctx.values.scalar('str')
    : ctx.values.constant('str', text, false);
};

function itemsOf(ctx: IModelContext, args: CallArguments): readonly Value[] | null {
  const [parts] = args.positional;
  return parts === undefined || args.starred !== null ? null : ctx.items(parts);
}

export const KNOWN_TEXT_METHODS: Readonly<Record<string, MethodModel>> = {
  lower: giving((text, args) => (args.length === 0 && isAscii(text) ? text.toLowerCase() : null)),
  upper: giving((text, args) => (args.length === 0 && isAscii(text) ? text.toUpperCase() : null)),
  strip: giving((text, args) => (args.length === 0 ? text.trim() : null)),
  replace: giving((text, [old, other, ...more]) =>
    old === undefined || old === '' || other === undefined || more.length > 0
      ? null
      : text.split(old).join(other)
  ),
  split,
  join
};
