/**
 * What one eager call of an operation costs besides its arithmetic, in milliseconds.
 *
 * Measured with small tensors under TensorFlow 2.21 and Keras 3.15 (the least of twelve rounds of fifteen calls), scaled so
 * that a graph call costs 0.2 ms, and rounded: many operations behind one call, or much Python around one, make the
 * difference.
 */

/** An operation of the usual kind: one kernel, little Python. */
const OPERATION = 0.03;

/** The first pattern that the public name matches counts. */
const COSTS: readonly (readonly [RegExp, number])[] = [
  [/\.(?:apply_gradients|minimize)$/u, 1.0],
  [/GradientTape\.(?:gradient|jacobian|batch_jacobian)$/u, 0.6],
  [/^keras\.layers\.(?:LSTM|GRU|SimpleRNN|RNN|Bidirectional|ConvLSTM\dD)\.__call__$/u, 5.0],
  [/^keras\..*\.__call__$/u, 0.3],
  [/^keras\.metrics\./u, 0.3],
  [/^keras\.losses\.binary_/u, 0.5],
  [/^keras\.losses\./u, 0.2],
  [/^tensorflow\.(?:strings\.split|ragged\.)/u, 0.8],
  [/^tensorflow\.vectorized_map$/u, 5.0],
  [/^tensorflow\.map_fn$/u, 2.0],
  [/^tensorflow\.(?:scan|foldl|foldr)$/u, 0.6],
  [/^tensorflow\.while_loop$/u, 0.3],
  [/^tensorflow\.signal\.linear_to_mel_weight_matrix$/u, 3.0],
  [/^tensorflow\.signal\.(?:inverse_)?stft$/u, 1.2],
  [/^tensorflow\.signal\.(?:frame|overlap_and_add|mfccs_from_log_mel_spectrograms)$/u, 0.7],
  [/^tensorflow\.signal\.(?:i?dct|\w+_window)$/u, 0.3],
  [/^tensorflow\.linalg\.expm$/u, 2.4],
  [/^tensorflow\.linalg\.(?:pinv|logdet|lstsq|matvec)$/u, 0.1],
  [/^tensorflow\.image\.ssim/u, 4.5],
  [/^tensorflow\.image\.psnr$/u, 0.4],
  [/^tensorflow\.image\.(?:resize_with|total_variation|image_gradients|sobel_edges)/u, 1.0],
  [/^tensorflow\.image\.(?:random_crop|rgb_to_grayscale|adjust_|random_hue|random_sat)/u, 0.5],
  [/^tensorflow\.image\./u, 0.2],
  [/\.boolean_mask$|\.(?:repeat|linspace|meshgrid|confusion_matrix|clip_by_global_norm)$/u, 1.0],
  [/\.(?:softmax_cross_entropy_with_logits|searchsorted)$/u, 0.7],
  [/\.clip_by_norm$/u, 0.4],
  [
    /\.(?:sort|argsort|segment_sum|unsorted_segment_\w+|bincount|moments|reduce_logsumexp|sigmoid_cross_entropy\w*)$/u,
    0.25
  ],
  [/\.(?:reduce_std|reduce_variance|dropout|broadcast_to|unstack)$/u, 0.16],
  [/^tensorflow\.io\.(?:decode_csv|parse_)/u, 0.15],
  [/^operator\.getitem$|\.(?:norm|conv\dd|max_pool\w*|avg_pool\w*|bias_add|gelu|normal)$/u, 0.12],
  [/\.(?:einsum|tensordot|pad|gather_nd|scatter_nd|tensor_scatter_nd_\w+|eye|l2_normalize)$/u, 0.1],
  [/\.(?:softmax|embedding_lookup|fill|sparse_softmax_cross_entropy_with_logits)$/u, 0.08],
  [/^tensorflow\.random\./u, 0.06],
  [/\.(?:reshape|tile|roll|reverse|one_hot|clip_by_value|zeros|ones|range|transpose)$/u, 0.05],
  [/^tensorflow\.constant$/u, 0.01]
];

/** A program calls few operations many times. */
const _costs = new Map<string, number>();

/** Milliseconds of one eager call of the operation with small tensors. */
export function callMilliseconds(api: string): number {
  let cost = _costs.get(api);
  if (cost === undefined) {
    cost = COSTS.find(([name]) => name.test(api))?.[1] ?? OPERATION;
    _costs.set(api, cost);
  }
  return cost;
}
