/**
 * What metrics give: one number, or one for each threshold or class where the metric was made so.
 */
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { IModelContext, MethodModel } from '../model';
import { toDType } from '../rules/ruleCall';
import type { Shape } from '../rules/tensorType';
import { positional } from './arguments';
import { kerasOptions } from './kerasOptions';
import { floatx } from './precision';

/** Metrics that give one number for each class unless told how to make one of them. */
const PER_CLASS: ReadonlyMap<string, string> = new Map([
  ['keras.metrics.F1Score', 'average'],
  ['keras.metrics.FBetaScore', 'average']
]);

function isNone(ctx: IModelContext, value: Value | null): boolean {
  return value === null || value === ctx.values.none;
}

/** The shape of what a metric of the library gives: `thresholds` given as a list makes a vector of as many. */
function resultShape(ctx: IModelContext, metric: Value): Shape {
  const thresholds = configOf(ctx, metric, 'thresholds');
  if (!isNone(ctx, thresholds) && thresholds !== null) {
    const described = toArgument(ctx, thresholds);
    const items = ctx.items(thresholds);
    return items !== null
      ? items.length === 1
        ? []
        : [items.length]
      : described.kind === 'constant'
        ? []
        : null;
  }
  const path =
    metric.kind === 'object' && metric.object.cls?.kind === 'library'
      ? metric.object.cls.path
      : null;
  const way = path === null ? undefined : PER_CLASS.get(path);
  if (way !== undefined) {
    return isNone(ctx, configOf(ctx, metric, way)) ? ['unknown'] : [];
  }
  const aggregation = configOf(ctx, metric, 'class_aggregation');
  return aggregation === ctx.values.none ? ['unknown'] : [];
}

/** `metric.result()`. */
export const metricResult: MethodModel = (ctx, receiver) => {
  const dtype = configOf(ctx, receiver, 'dtype');
  return ctx.values.tensor({
    dtype: dtype === null || isNone(ctx, dtype) ? floatx(ctx) : toDType(toArgument(ctx, dtype)),
    shape: resultShape(ctx, receiver),
    form: 'dense'
  });
};

/** A metric called on what it is to count: the result so far. */
export const callMetric: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind === 'object' && receiver.object.cls?.kind === 'class') {
    const own = ctx.attribute(receiver, 'update_state');
    if (own.kind === 'method') {
      ctx.call(own, args, kerasOptions(ctx));
    }
    const result = ctx.attribute(receiver, 'result');
    if (result.kind === 'method') {
      return ctx.call(result, positional([]), kerasOptions(ctx));
    }
  }
  return metricResult(ctx, receiver, args);
};
