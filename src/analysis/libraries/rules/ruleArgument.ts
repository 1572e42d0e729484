/**
 * What a shape and dtype rule is given and what it answers: the interpreter's values reduced to what rules need.
 */
import type { DType } from './dtype';
import type { Dimension, Shape, TensorType } from './tensorType';

/** A Python scalar as an argument; `value` is `undefined` where only the type is known. */
export type ScalarArgument = {
  readonly kind: 'constant';
  readonly type: 'None' | 'Ellipsis' | 'bool' | 'int' | 'float' | 'complex' | 'str' | 'bytes';
  readonly value: null | boolean | number | string | bigint | undefined;
};

export type TensorArgument = {
  readonly kind: 'tensor';
  readonly type: TensorType;
  /** The elements of a small integer scalar or vector, where they are known (shapes, axes, sizes). */
  readonly elements?: readonly Dimension[] | null;
};

export type RuleArgument =
  | TensorArgument
  | ScalarArgument
  /** A dtype object: `tf.float32`, `np.int64`, `float`. */
  | { readonly kind: 'dtype'; readonly dtype: DType }
  /** A list or tuple; `items` is `null` where its length is not known, `element` then says what one is, if known. */
  | {
      readonly kind: 'sequence';
      readonly items: readonly RuleArgument[] | null;
      readonly element?: RuleArgument | null;
    }
  /** A dict; `others` says what stands under keys that are not known, if anything. */
  | {
      readonly kind: 'mapping';
      readonly entries: ReadonlyMap<string, RuleArgument>;
      readonly others?: RuleArgument | null;
    }
  /** A `tf.TensorShape`. */
  | { readonly kind: 'shape'; readonly shape: Shape }
  /** A `slice` object as an index; an absent bound is `null`. */
  | {
      readonly kind: 'slice';
      readonly lower: RuleArgument | null;
      readonly upper: RuleArgument | null;
      readonly step: RuleArgument | null;
    }
  /** An instance of a library class, with the arguments of its constructor: a layer, `tf.io.FixedLenFeature`, `tf.TensorSpec`. */
  | {
      readonly kind: 'instance';
      readonly cls: string;
      readonly config: BoundArguments;
    }
  | { readonly kind: 'unknown' };

/** Arguments bound to parameter names; a parameter that was not supplied is absent, unless its default is known. */
export type BoundArguments = ReadonlyMap<string, RuleArgument>;

/** What a call returns, as far as rules can tell. */
export type RuleResult =
  | {
      readonly kind: 'tensor';
      readonly type: TensorType;
      readonly elements?: readonly Dimension[] | null;
    }
  | {
      readonly kind: 'list';
      readonly items: readonly RuleResult[] | null;
      readonly element: RuleResult | null;
    }
  | { readonly kind: 'tuple'; readonly items: readonly RuleResult[] }
  | {
      readonly kind: 'mapping';
      readonly entries: ReadonlyMap<string, RuleResult>;
      readonly others?: RuleResult | null;
    }
  | { readonly kind: 'shape'; readonly shape: Shape }
  | { readonly kind: 'dtype'; readonly dtype: DType }
  | { readonly kind: 'none' }
  /** A Python value of a builtin type; `value` where it is known. */
  | {
      readonly kind: 'python';
      readonly type:
        'bool' | 'int' | 'float' | 'complex' | 'str' | 'bytes' | 'list' | 'dict' | 'tuple';
      readonly value?: boolean | number | string;
    }
  /** An instance of a library class by its public dotted name (`tensorflow.data.Dataset`, `keras.Model`). */
  | { readonly kind: 'instance'; readonly cls: string }
  | { readonly kind: 'unknown' };

export const UNKNOWN_RESULT: RuleResult = { kind: 'unknown' };
export const NONE_ARGUMENT: ScalarArgument = { kind: 'constant', type: 'None', value: null };

/** A known integer as an argument. */
export function integerArgument(value: number): ScalarArgument {
  return { kind: 'constant', type: 'int', value };
}

/** A tensor as an argument. */
export function tensorArgument(type: TensorType): TensorArgument {
  return { kind: 'tensor', type };
}

/** A tensor as a result. */
export function tensorResult(
  type: TensorType,
  elements: readonly Dimension[] | null = null
): RuleResult {
  return elements === null ? { kind: 'tensor', type } : { kind: 'tensor', type, elements };
}

/** A list of known length as a result. */
export function listResult(items: readonly RuleResult[]): RuleResult {
  return { kind: 'list', items, element: null };
}
