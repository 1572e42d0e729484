/**
 * Parsing of serialised examples, CSV lines and raw bytes.
 */
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  operandOf,
  operandType,
  toDimensions,
  toDType,
  toItems,
  toTensorType
} from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import { dense } from './tensorType';

/** What one feature's specification gives; `batch` comes before its shape. */
function featureResult(feature: RuleArgument, batch: readonly Dimension[]): RuleResult {
  if (feature.kind !== 'instance') {
    return UNKNOWN_RESULT;
  }
  const dtype = toDType(feature.config.get('dtype') ?? null);
  const name = feature.cls.slice(feature.cls.lastIndexOf('.') + 1);
  switch (name) {
    case 'FixedLenFeature': {
      const shape = toDimensions(feature.config.get('shape') ?? null);
      return tensorResult(dense(dtype, shape === null ? null : [...batch, ...shape]));
    }
    case 'FixedLenSequenceFeature': {
      const shape = toDimensions(feature.config.get('shape') ?? null);
      return tensorResult(dense(dtype, shape === null ? null : [...batch, 'open', ...shape]));
    }
    case 'VarLenFeature':
      return tensorResult({ dtype, shape: [...batch, 'open'], form: 'sparse' });
    case 'RaggedFeature':
      return batch.length === 0
        ? tensorResult(dense(dtype, ['open']))
        : tensorResult({ dtype, shape: [...batch, 'ragged'], form: 'ragged' });
    default:
      return UNKNOWN_RESULT;
  }
}

function features(call: RuleCall, position: number, batch: readonly Dimension[]): RuleResult {
  const given = operandOf(call, position);
  if (given === null || given.kind !== 'mapping') {
    return { kind: 'mapping', entries: new Map() };
  }
  return {
    kind: 'mapping',
    entries: new Map(
      [...given.entries].map(([key, feature]) => [key, featureResult(feature, batch)] as const)
    ),
    others: given.others ? featureResult(given.others, batch) : null
  };
}

/** `example(features)`: one example. */
function example(call: RuleCall): RuleResult {
  return features(call, 0, []);
}

/** `examples(serialized,features)`: a vector of examples. */
function examples(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  return features(call, 1, shape ?? ['unknown']);
}

/** `sequenceExample(context,sequence)`: a pair of mappings. */
function sequenceExample(call: RuleCall): RuleResult {
  const sequence = features(call, 1, []);
  return { kind: 'tuple', items: [features(call, 0, []), sequence] };
}

/** `csv(records,defaults)`: a list with one tensor per column, of the column default's dtype. */
function csv(call: RuleCall): RuleResult {
  const records = operandType(call, 0);
  const defaults = toItems(operandOf(call, 1));
  if (defaults === null) {
    return { kind: 'list', items: null, element: tensorResult(dense(null, records.shape)) };
  }
  return {
    kind: 'list',
    items: defaults.map(item =>
      tensorResult(
        dense(
          item.kind === 'dtype' ? item.dtype : toTensorType(item, call.flavour).dtype,
          records.shape
        )
      )
    ),
    element: null
  };
}

/** `raw(bytes)`: `tf.io.decode_raw`: a new last axis. */
function raw(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  return tensorResult(
    dense(
      toDType(argumentOf(call, 'out_type'), call.flavour),
      shape === null ? null : ([...shape, 'open'] satisfies Shape)
    )
  );
}

export const PARSING_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['example', example],
  ['examples', examples],
  ['sequenceExample', sequenceExample],
  ['csv', csv],
  ['raw', raw]
]);
