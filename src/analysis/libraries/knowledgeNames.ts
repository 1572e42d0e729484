/**
 * The names under which one object of a library is known.
 */

/** Prefixes that mean the same as another one, longest first. */
const SAME_PREFIX: readonly (readonly [string, string])[] = [
  ['tensorflow.python.keras.', 'keras.'],
  ['tensorflow.compat.v2.keras.', 'keras.'],
  ['tensorflow.compat.v1.keras.', 'keras.'],
  ['tensorflow.compat.v2.', 'tensorflow.'],
  ['tensorflow.keras.', 'keras.'],
  ['tensorflow.losses.', 'keras.losses.'],
  ['tensorflow.metrics.', 'keras.metrics.'],
  ['tensorflow.optimizers.', 'keras.optimizers.'],
  ['tensorflow.initializers.', 'keras.initializers.'],
  ['tf_keras.', 'keras.'],
  ['keras.api.', 'keras.'],
  ['keras.src.', 'keras.'],
  ['keras.layers.experimental.preprocessing.', 'keras.layers.'],
  ['keras.layers.experimental.', 'keras.layers.'],
  ['keras.experimental.', 'keras.'],
  ['keras.optimizers.legacy.', 'keras.optimizers.'],
  ['keras.optimizers.experimental.', 'keras.optimizers.'],
  ['keras.engine.', 'keras.']
];

/** Short names of losses, in both spellings; Keras keeps them for older programs. */
const SHORT_LOSSES: readonly (readonly [string, string])[] = [
  ['mse', 'mean_squared_error'],
  ['mae', 'mean_absolute_error'],
  ['mape', 'mean_absolute_percentage_error'],
  ['msle', 'mean_squared_logarithmic_error'],
  ['bce', 'binary_crossentropy'],
  ['kld', 'kl_divergence']
];

/** Whole names that mean another one. */
const SAME_NAME: ReadonlyMap<string, string> = new Map([
  ['tensorflow.keras', 'keras'],
  ['tensorflow.python.keras', 'keras'],
  ['tf_keras', 'keras'],
  ['tensorflow.compat.v2', 'tensorflow'],
  ['keras.models.Model', 'keras.Model'],
  ['keras.models.Sequential', 'keras.Sequential'],
  ['tensorflow.compat.v1.Variable', 'tensorflow.Variable'],
  ['tensorflow.disable_v2_behavior', 'tensorflow.compat.v1.disable_v2_behavior'],
  ['tensorflow.losses', 'keras.losses'],
  ['tensorflow.metrics', 'keras.metrics'],
  ['tensorflow.optimizers', 'keras.optimizers'],
  ['tensorflow.initializers', 'keras.initializers'],
  ...SHORT_LOSSES.flatMap(([short, name]) =>
    ['losses', 'metrics'].flatMap(module =>
      [short, short.toUpperCase()].map(
        text => [`keras.${module}.${text}`, `keras.losses.${name}`] as const
      )
    )
  )
]);

/** Modules within TensorFlow that programs import, and the public modules that show what they define. */
const INNER_MODULES: readonly (readonly [string, readonly string[]])[] = [
  ['framework.constant_op', ['']],
  ['framework.ops', ['']],
  ['ops.array_ops', ['']],
  ['ops.check_ops', ['debugging.']],
  ['ops.clip_ops', ['']],
  ['ops.control_flow_ops', ['']],
  ['ops.functional_ops', ['']],
  ['ops.image_ops', ['image.']],
  ['ops.linalg_ops', ['linalg.', '']],
  ['ops.map_fn', ['']],
  ['ops.math_ops', ['math.', '']],
  ['ops.nn', ['nn.']],
  ['ops.nn_impl', ['nn.']],
  ['ops.nn_ops', ['nn.']],
  ['ops.random_ops', ['random.']],
  ['ops.sparse_ops', ['sparse.']],
  ['ops.string_ops', ['strings.']],
  ['ops.tensor_array_ops', ['']],
  ['ops.variables', ['']],
  ['ops.while_loop', ['']]
];

/** Where to look for a name that is not there: TensorFlow 1 names, experimental ones that moved. */
export const FALLBACK_NAMES: readonly (readonly [string, string])[] = [
  ['tensorflow.compat.v1.', 'tensorflow.'],
  ...INNER_MODULES.flatMap(([inner, shown]) =>
    shown.map(module => [`tensorflow.python.${inner}.`, `tensorflow.${module}`] as const)
  ),
  ['tensorflow.', 'tensorflow.compat.v1.'],
  ['keras.losses.', 'keras.legacy.losses.'],
  ['keras.backend.', 'keras.ops.'],
  ['keras.utils.np_utils.', 'keras.utils.'],
  ['keras.preprocessing.', 'keras.legacy.preprocessing.'],
  ['keras.wrappers.', 'keras.legacy.wrappers.'],
  ['tensorflow.experimental.distribute.', 'tensorflow.distribute.experimental.'],
  ['numpy.core.', 'numpy.'],
  ['numpy.ma.', 'numpy.']
];

/** Spellings that were asked for are kept up to this number, and then forgotten. */
const SPELLINGS_KEPT = 20_000;
const _canonical = new Map<string, string>();

/** The canonical spelling of a public dotted name. */
export function canonicalName(name: string): string {
  let canonical = _canonical.get(name);
  if (canonical === undefined) {
    if (_canonical.size >= SPELLINGS_KEPT) {
      _canonical.clear();
    }
    canonical = findCanonicalName(name);
    _canonical.set(name, canonical);
  }
  return canonical;
}

function findCanonicalName(name: string): string {
  let result = SAME_NAME.get(name) ?? name;
  for (let changed = true; changed;) {
    changed = false;
    for (const [prefix, replacement] of SAME_PREFIX) {
      if (prefix !== replacement && result.startsWith(prefix)) {
        result = replacement + result.slice(prefix.length);
        changed = true;
        break;
      }
    }
  }
  return SAME_NAME.get(result) ?? result;
}
