/**
 * pandas: methods that change a frame or series in its place where `inplace=True` asks for it.
 */
import type { HeapObject, Value } from '../../values/value';
import type { IModelContext, MethodModel } from '../model';
import { knownBoolean } from './arguments';
import { FRAME_CALL_METHODS } from './frameCalls';
import { FRAME_COLUMN_METHODS } from './frameColumns';
import { columnField, columnsOf, describe, FRAME_METHODS } from './frames';
import { FRAME_GROUP_METHODS } from './frameGroups';
import { FRAME_SHAPE_METHODS } from './frameShapes';

/** Gives a frame the rows and columns of another one. */
function become(ctx: IModelContext, frame: HeapObject, made: HeapObject): void {
  const { rows, columns, dtype } = describe(ctx, made);
  ctx.effect({ kind: 'mutation', construct: 'call', object: frame });
  ctx.write(frame, '#table', ctx.values.tensor({ dtype, shape: [rows, columns], form: 'ndarray' }));
  const after = columnsOf(ctx, made);
  for (const name of columnsOf(ctx, frame).keys()) {
    if (!after.has(name)) {
      ctx.write(frame, columnField(name), ctx.values.never);
    }
  }
  after.forEach((column, name) => ctx.write(frame, columnField(name), column));
}

/** The method with its option `inplace`: the receiver becomes what the method would return, and `None` is returned. */
function inPlace(method: MethodModel): MethodModel {
  return (ctx, receiver, args) => {
    const option = args.keywords.get('inplace');
    if (option === undefined || knownBoolean(option) === false) {
      return method(ctx, receiver, args);
    }
    const keywords = new Map([...args.keywords].filter(([name]) => name !== 'inplace'));
    const made: Value = method(ctx, receiver, { ...args, keywords });
    if (receiver.kind === 'object' && made.kind === 'object') {
      become(ctx, receiver.object, made.object);
    }
    return ctx.values.none;
  };
}

/** The methods of frames and series, those that take `inplace` with it. */
export const TABLE_METHODS: ReadonlyMap<string, MethodModel> = new Map(
  [
    ...FRAME_METHODS,
    ...FRAME_COLUMN_METHODS,
    ...FRAME_CALL_METHODS,
    ...FRAME_SHAPE_METHODS,
    ...FRAME_GROUP_METHODS
  ].map(([path, method]) => [path, path.includes('.__') ? method : inPlace(method)])
);
