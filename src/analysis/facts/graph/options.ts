/**
 * The options of `tf.function` as they are written (specification 1.4).
 */
import type { Call, Expression } from '../../syntax/tree';

/** The parameters in their positional order, under the names of TensorFlow 2.9. */
const PARAMETERS = [
  'func',
  'input_signature',
  'autograph',
  'jit_compile',
  'reduce_retracing',
  'experimental_implements',
  'experimental_autograph_options',
  'experimental_relax_shapes',
  'experimental_compile',
  'experimental_follow_type_hints'
] as const;

/** Names that were replaced. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['experimental_compile', 'jit_compile'],
  ['experimental_relax_shapes', 'reduce_retracing']
]);

/** An option by its present name, and the expression that gives it. */
export type GraphOptions = ReadonlyMap<string, Expression>;

/** How the API is written. */
export type GraphForm = 'decorator' | 'call' | 'partial';

/**
 * The options that a call passes. Positional arguments stand under their names; in a call (`tf.function(f, …)`) the
 * first one is the function and no option; in `partial(tf.function, …)` the first is the API.
 */
export function optionsOf(api: string, call: Call | null, form: GraphForm): GraphOptions {
  const options = new Map<string, Expression>();
  if (call === null) {
    return options;
  }
  const positional = form === 'partial' ? call.args.slice(1) : call.args;
  if (api === 'tensorflow.function') {
    positional.forEach((argument, index) => {
      const name = PARAMETERS[index];
      if (
        name !== undefined &&
        argument.kind !== 'Starred' &&
        !(name === 'func' && form !== 'decorator')
      ) {
        options.set(RENAMED.get(name) ?? name, argument);
      }
    });
  }
  for (const keyword of call.keywords) {
    if (keyword.arg !== null && (keyword.arg !== 'func' || form === 'decorator')) {
      options.set(RENAMED.get(keyword.arg) ?? keyword.arg, keyword.value);
    }
  }
  return options;
}

/** Whether tensors of other shapes make no more traces. */
export function leavesAxesOpen(options: GraphOptions): boolean {
  const reduced = options.get('reduce_retracing');
  return (
    hasSignature(options) ||
    (reduced?.kind === 'Constant' && reduced.value.type === 'bool' && reduced.value.value)
  );
}

/** Whether a signature is given, and not `None`. */
export function hasSignature(options: GraphOptions): boolean {
  const given = options.get('input_signature');
  return given !== undefined && !(given.kind === 'Constant' && given.value.type === 'None');
}
