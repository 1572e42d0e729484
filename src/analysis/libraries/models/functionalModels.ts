/**
 * Models that are made of symbolic tensors: `Model(inputs, outputs)`. Their outputs tell what they give; what the
 * program's own layers and functions among their parts do besides, they do in each call of the model.
 */
import { joinAll } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import type { CallArguments, IModelContext } from '../model';
import { firstAxis, positional } from './arguments';
import { innerKerasOptions } from './kerasOptions';
import { kerasSettings } from './precision';

/** What of the program was called with symbolic tensors so far, each with what it was called with. */
const APPLIED = 'applied';

/** The parts of one model among them. */
const PARTS = '#parts';

export function hasSymbolic(ctx: IModelContext, value: Value): boolean {
  let found = false;
  ctx.mapStructure(value, leaf => {
    found = found || (leaf.kind === 'tensor' && leaf.type.form === 'symbolic');
    return leaf;
  });
  return found;
}

/**
 * Notes that code of the program was called with symbolic tensors, and the symbolic tensors that a program begins with:
 * which tensors a later model is made of cannot be told, but not of those from before its own inputs.
 */
export function noteSymbolic(
  ctx: IModelContext,
  part: Value,
  { positional: given, keywords }: CallArguments = positional([])
): void {
  const names = [...keywords].flatMap(([name, value]) => [
    ctx.values.constant('str', name, false),
    value
  ]);
  const entry = ctx.values.tuple([part, ctx.values.tuple(given), ctx.values.tuple(names)]);
  const settings = kerasSettings(ctx.values);
  const before = entriesOf(ctx.read(settings, APPLIED));
  if (!before.includes(entry)) {
    ctx.write(settings, APPLIED, ctx.values.tuple([...before, entry]));
  }
}

function entriesOf(list: Value | null): readonly Value[] {
  return list === null || list.kind !== 'tuple' ? [] : list.items;
}

/** Keeps with a model what was called since the first of its inputs was made. */
export function keepParts(ctx: IModelContext, model: ObjectValue, inputs: Value): void {
  const entries = entriesOf(ctx.read(kerasSettings(ctx.values), APPLIED));
  const given = new Set<Value>();
  ctx.mapStructure(inputs, leaf => {
    given.add(leaf);
    return leaf;
  });
  const first = entries.findIndex(entry => entry.kind === 'tuple' && given.has(entry.items[0]));
  const parts = entries
    .slice(Math.max(first, 0))
    .filter(entry => entry.kind === 'tuple' && entry.items[0].kind !== 'tensor');
  if (parts.length > 0) {
    ctx.write(model.object, PARTS, ctx.values.tuple(parts));
  }
}

/** What a model gives for inputs: its outputs, with the batch axis of the inputs. Its parts are called. */
export function functionalResult(
  ctx: IModelContext,
  model: ObjectValue,
  outputs: Value,
  inputs: Value
): Value {
  if (inputs.kind === 'union') {
    return joinAll(
      ctx.values,
      inputs.members.map(member => functionalResult(ctx, model, outputs, member))
    );
  }
  const batch = firstAxis(ctx, inputs);
  const form = hasSymbolic(ctx, inputs) ? 'symbolic' : 'dense';
  const forInputs = (value: Value): Value =>
    ctx.mapStructure(value, leaf =>
      leaf.kind === 'tensor'
        ? ctx.values.tensor(
            {
              dtype: leaf.type.dtype,
              shape:
                leaf.type.shape === null || leaf.type.shape.length === 0
                  ? leaf.type.shape
                  : [
                      leaf.type.shape[0] === 'open' && batch !== null ? batch : leaf.type.shape[0],
                      ...leaf.type.shape.slice(1)
                    ],
              form
            },
            leaf.origin
          )
        : leaf
    );
  for (const entry of entriesOf(ctx.read(model.object, PARTS))) {
    const [part, given, named] = entry.kind === 'tuple' ? entry.items : [];
    const names = entriesOf(named ?? null);
    const keywords = names.flatMap((name, index): readonly (readonly [string, Value])[] =>
      name.kind === 'constant' && index % 2 === 0
        ? [[String(name.value), forInputs(names[index + 1])]]
        : []
    );
    ctx.call(
      part,
      {
        ...positional(entriesOf(given).map(forInputs)),
        keywords: new Map(keywords)
      },
      innerKerasOptions(ctx)
    );
  }
  return forInputs(outputs);
}
