/**
 * NumPy's functions of single elements called on frames and series: pandas gives a frame or series back.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { genericFunction } from '../generic';
import type { FunctionModel, IModelContext } from '../model';
import { frameArray, similarTable } from './frames';

/** Universal functions of one argument. */
const OF_ELEMENTS: readonly string[] = [
  'abs',
  'absolute',
  'arctan',
  'ceil',
  'cos',
  'exp',
  'expm1',
  'floor',
  'isnan',
  'log',
  'log10',
  'log1p',
  'log2',
  'negative',
  'rint',
  'sign',
  'sin',
  'sqrt',
  'square',
  'tanh'
];

function ofElements(name: string): FunctionModel {
  return (ctx, args) => {
    const entry = ctx.registry.entryOf(`numpy.${name}`);
    const [first, ...others] = args.positional;
    if (entry === null || first === undefined) {
      return ctx.values.unknown('external', ctx.api);
    }
    const called = (value: Value): Value =>
      genericFunction(entry)(ctx, { ...args, positional: [value, ...others] });
    if (!membersOf(first).some(member => frameArray(ctx, member) !== null)) {
      return called(first);
    }
    return joinAll(
      ctx.values,
      membersOf(first).map(member => likeTable(ctx, member, called) ?? called(member))
    );
  };
}

/** The table that a frame or series becomes; `null` for anything else. */
function likeTable(
  ctx: IModelContext,
  value: Value,
  called: (value: Value) => Value
): Value | null {
  const type = frameArray(ctx, value);
  if (type === null) {
    return null;
  }
  const elements = called(ctx.values.tensor(type, 'numpy'));
  return similarTable(ctx, value, elements.kind === 'tensor' ? elements.type.dtype : null);
}

export const FRAME_ELEMENT_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map(
  OF_ELEMENTS.map(name => [`numpy.${name}`, ofElements(name)] as const)
);
