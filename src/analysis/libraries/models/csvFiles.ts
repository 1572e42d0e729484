/**
 * `csv`: rows of texts (library reference, "csv"). Every field is a text, whatever it looks like.
 */
import type { Value } from '../../values/value';
import { genericFunction } from '../generic';
import type { FunctionModel, IModelContext } from '../model';
import { iteratorOf, listOfUnknownLength } from './arguments';

/** A reader that gives such rows. */
function reader(path: string, row: (ctx: IModelContext) => Value): FunctionModel {
  return (ctx, args) => {
    const entry = ctx.registry.entryOf(path);
    if (entry !== null) {
      genericFunction(entry)(ctx, args);
    }
    return iteratorOf(ctx, path, row(ctx));
  };
}

const listRow = (ctx: IModelContext): Value =>
  listOfUnknownLength(ctx, ctx.values.scalar('str'), 'row');

const namedRow = (ctx: IModelContext): Value => {
  const row = ctx.allocate('dict', null, 'row');
  ctx.write(row, '[*]', ctx.values.scalar('str'));
  ctx.write(row, '[keys]', ctx.values.scalar('str'));
  return ctx.values.object(row);
};

export const CSV_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  ['csv.reader', reader('csv.reader', listRow)],
  ['csv.DictReader', reader('csv.DictReader', namedRow)]
]);
