/**
 * What is known of the libraries, as the interpreter asks for it.
 */
import type { Value } from '../values/value';
import { attributeOf as lookUpAttribute } from './attributes';
import { canonicalName } from './knowledge';
import type { IModelContext } from './model';

export { iterateValue } from './attributes';
export { binaryOperation, compareOperation, operandsFit, unaryOperation } from './operators';
export { followText, knownText } from './models/objects';
export { firstSettings } from './models/precision';
export { shapeArgument } from './models/tensors';
export { namedTupleFields } from './namedTuples';
export { subscriptValue } from './subscripts';
export { createPublishedRegistry } from './publishedRegistry';
export { createRegistry } from './registry';

/** The one name under which an object of a library is known (`tf.keras` and `keras` are one). */
export function canonicalPath(path: string): string {
  return canonicalName(path);
}

/** An attribute of a value that is no instance of the program's classes; `null` where nothing is known of it. */
export function attributeOf(ctx: IModelContext, value: Value, name: string): Value | null {
  return lookUpAttribute(ctx, ctx.registry, value, name);
}
export { ROUTE_DECORATOR } from './models/entryPoints';
