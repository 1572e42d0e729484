/**
 * Attention: queries decide the length of the result, values its width.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import { layerInputs, layerResult } from './layerCall';
import type { RuleCall, RuleFamily } from './ruleCall';
import { argumentOf, booleanOption, operandType, toDimensions, toTensorType } from './ruleCall';
import type { Shape } from './tensorType';

/** `layer.attention`: `Attention`, `AdditiveAttention` on `[query, value, (key)]`; with the scores where asked. */
function attention(call: RuleCall): RuleResult {
  const items = layerInputs(call);
  if (items === null || items.length < 2) {
    return layerResult(call, null);
  }
  const [query, value] = items.map(item => toTensorType(item, call.flavour).shape);
  const shape: Shape =
    query === null || value === null ? null : [...query.slice(0, -1), value[value.length - 1]];
  const output = layerResult(call, shape);
  return booleanOption(call, 'return_attention_scores', false) !== true
    ? output
    : {
        kind: 'tuple',
        items: [
          output,
          layerResult(
            call,
            query === null || value === null
              ? null
              : [...query.slice(0, -1), value[value.length - 2] ?? 'unknown']
          )
        ]
      };
}

/**
 * `layer.multiHead`: `MultiHeadAttention(query, value)`: the query's shape, or `output_shape` as last axes;
 * with `return_attention_scores` the scores `(batch, heads, target, source)` too.
 */
function multiHead(call: RuleCall): RuleResult {
  const items = layerInputs(call);
  const query =
    items === null || items.length === 0 ? null : toTensorType(items[0], call.flavour).shape;
  const width = toDimensions(argumentOf(call, 'output_shape'));
  const shape: Shape =
    query === null ? null : width === null ? query : [...query.slice(0, -1), ...width];
  const output = layerResult(call, shape);
  const scores = booleanOption(call, 'return_attention_scores', false);
  if (scores !== true) {
    return output;
  }
  const value =
    items === null || items.length < 2 ? null : toTensorType(items[1], call.flavour).shape;
  const heads = toDimensions(argumentOf(call, 'num_heads') ?? argumentOf(call, 'num_query_heads'));
  return {
    kind: 'tuple',
    items: [
      output,
      layerResult(
        call,
        query === null || value === null
          ? null
          : [query[0], heads?.[0] ?? 'unknown', ...query.slice(1, -1), ...value.slice(1, -1)]
      )
    ]
  };
}

/** `attended(query,value)`: `keras.ops.dot_product_attention`: the query's axes, the value's last one. */
function attended(call: RuleCall): RuleResult {
  const query = operandType(call, 0);
  const value = operandType(call, 1).shape;
  return tensorResult({
    ...query,
    shape:
      query.shape === null || value === null
        ? null
        : [...query.shape.slice(0, -1), value[value.length - 1]]
  });
}

export const ATTENTION_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['layer.attention', attention],
  ['layer.multiHead', multiHead],
  ['attended', attended]
]);
