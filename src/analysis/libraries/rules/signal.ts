/**
 * Signal processing: Fourier transforms, frames, spectrograms.
 */
import type { DType } from './dtype';
import type { RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  booleanOption,
  operandOf,
  operandType,
  toDimension,
  toDimensions,
  toText
} from './ruleCall';
import type { Dimension, TensorType } from './tensorType';
import { combineDimensions, mapDimension, shapeOfRank } from './tensorType';

function complexOf(dtype: DType): DType {
  return dtype === null
    ? null
    : dtype === 'float64' || dtype === 'complex128'
      ? 'complex128'
      : 'complex64';
}

function realOf(dtype: DType): DType {
  return dtype === 'complex128' ? 'float64' : dtype === 'complex64' ? 'float32' : dtype;
}

/** The number of frames of a signal. */
function frameCount(
  size: Dimension,
  length: Dimension,
  step: Dimension,
  padded: boolean | null
): Dimension {
  if (padded === null) {
    return 'unknown';
  }
  return combineDimensions([size, length, step], ([n, l, s]) =>
    padded ? Math.ceil(n / s) : Math.max(0, Math.floor((n - l) / s) + 1)
  );
}

/** `frames(signal,length,step)`: along the last axis. */
function frames(call: RuleCall): RuleResult {
  const signal = operandType(call, 0);
  const length = toDimension(operandOf(call, 1)) ?? 'unknown';
  const step = toDimension(operandOf(call, 2)) ?? 'unknown';
  const axis = argumentOf(call, 'axis');
  if (
    signal.shape === null ||
    signal.shape.length === 0 ||
    (axis !== null && toDimension(axis) !== -1)
  ) {
    return tensorResult({ ...signal, shape: null, form: 'dense' });
  }
  const size = signal.shape[signal.shape.length - 1];
  const padded = booleanOption(call, 'pad_end', false);
  return tensorResult({
    ...signal,
    shape: [...signal.shape.slice(0, -1), frameCount(size, length, step, padded), length],
    form: 'dense'
  });
}

/** `stft(signals,length,step,fft)`: frames by `fft / 2 + 1` complex bins; the FFT is the next power of two by default. */
function stft(call: RuleCall): RuleResult {
  const signal = operandType(call, 0);
  const length = toDimension(operandOf(call, 1)) ?? 'unknown';
  const step = toDimension(operandOf(call, 2)) ?? 'unknown';
  const given = operandOf(call, 3);
  const fft =
    given === null
      ? mapDimension(length, n => 2 ** Math.ceil(Math.log2(n)))
      : (toDimension(given) ?? 'unknown');
  const { shape } = signal;
  const padded = booleanOption(call, 'pad_end', false);
  return tensorResult({
    dtype: complexOf(signal.dtype),
    shape:
      shape === null || shape.length === 0
        ? null
        : [
            ...shape.slice(0, -1),
            frameCount(shape[shape.length - 1], length, step, padded),
            mapDimension(fft, n => Math.floor(n / 2) + 1)
          ],
    form: 'dense'
  });
}

/** `inverseStft(stfts,length,step)`: overlapping frames added up. */
function inverseStft(call: RuleCall): RuleResult {
  const frames = operandType(call, 0);
  const length = toDimension(operandOf(call, 1)) ?? 'unknown';
  const step = toDimension(operandOf(call, 2)) ?? 'unknown';
  const { shape } = frames;
  return tensorResult({
    dtype: realOf(frames.dtype),
    shape:
      shape === null || shape.length < 2
        ? null
        : [
            ...shape.slice(0, -2),
            combineDimensions([shape[shape.length - 2], length, step], ([n, l, s]) =>
              Math.max(0, (n - 1) * s + l)
            )
          ],
    form: 'dense'
  });
}

/** `overlapAdd(signal,step)`: `tf.signal.overlap_and_add`. */
function overlapAdd(call: RuleCall): RuleResult {
  const signal = operandType(call, 0);
  const step = toDimension(operandOf(call, 1)) ?? 'unknown';
  const { shape } = signal;
  return tensorResult({
    ...signal,
    shape:
      shape === null || shape.length < 2
        ? null
        : [
            ...shape.slice(0, -2),
            combineDimensions(
              [shape[shape.length - 2], shape[shape.length - 1], step],
              ([n, l, s]) => Math.max(0, (n - 1) * s + l)
            )
          ],
    form: 'dense'
  });
}

/** `fft(x,n)`: complex, last axis of length `n` if given. */
function fft(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = operandOf(call, 1);
  const length = given === null ? null : (toDimension(given) ?? 'unknown');
  return tensorResult({
    dtype: call.flavour === 'numpy' ? 'complex128' : complexOf(x.dtype),
    shape: x.shape === null || length === null ? x.shape : [...x.shape.slice(0, -1), length],
    form: 'dense'
  });
}

/** `fftn(x,s)`: complex, of unknown sizes where `s` is given; a scalar comes back as it is. */
function fftn(call: RuleCall): RuleResult {
  const { shape, dtype } = operandType(call, 0);
  if (shape?.length === 0) {
    return UNKNOWN_RESULT;
  }
  return tensorResult({
    dtype: complexOf(dtype),
    shape: operandOf(call, 1) === null || shape === null ? shape : shapeOfRank(shape.length),
    form: 'dense'
  });
}

/** The type of a signal; TensorFlow makes tensors of single precision of arrays (`preferred_dtype`). */
function signalType(call: RuleCall): TensorType {
  const x = operandType(call, 0);
  const isSingle = call.flavour === 'tensorflow' && x.form === 'ndarray';
  return isSingle && x.dtype === 'float64'
    ? { ...x, dtype: 'float32' }
    : isSingle && x.dtype === 'complex128'
      ? { ...x, dtype: 'complex64' }
      : x;
}

/** `rfft(x,length)`: half the bins and one. `axes` may be 2 or 3: the last one is halved. */
function rfft(call: RuleCall): RuleResult {
  const x = signalType(call);
  const given = operandOf(call, 1);
  const lengths = given === null ? null : toDimensions(given);
  if (x.shape === null || x.shape.length === 0 || (given !== null && lengths === null)) {
    return tensorResult({ dtype: complexOf(x.dtype), shape: null, form: 'dense' });
  }
  const sizes = lengths ?? [x.shape[x.shape.length - 1]];
  const halved = sizes.map((size, i) =>
    i === sizes.length - 1 ? mapDimension(size, n => Math.floor(n / 2) + 1) : size
  );
  return tensorResult({
    dtype: call.flavour === 'numpy' ? 'complex128' : complexOf(x.dtype),
    shape: [...x.shape.slice(0, -sizes.length), ...halved],
    form: 'dense'
  });
}

/** `irfft(x,length)`: real, `2 (n - 1)` long by default. */
function irfft(call: RuleCall): RuleResult {
  const x = signalType(call);
  const given = operandOf(call, 1);
  const lengths = given === null ? null : toDimensions(given);
  if (x.shape === null || x.shape.length === 0 || (given !== null && lengths === null)) {
    return tensorResult({ dtype: realOf(x.dtype), shape: null, form: 'dense' });
  }
  const sizes = lengths ?? [mapDimension(x.shape[x.shape.length - 1], n => 2 * Math.max(n - 1, 0))];
  return tensorResult({
    dtype: call.flavour === 'numpy' ? 'float64' : realOf(x.dtype),
    shape: [...x.shape.slice(0, -sizes.length), ...sizes],
    form: 'dense'
  });
}

/** `convolve(a,v)`: `np.convolve` of two vectors, by `mode`. */
function convolve(call: RuleCall): RuleResult {
  const [a, v] = [operandType(call, 0), operandType(call, 1)];
  const mode = toText(argumentOf(call, 'mode')) ?? 'full';
  const size = combineDimensions([a.shape?.[0] ?? 1, v.shape?.[0] ?? 1], ([m, n]) =>
    mode === 'full'
      ? m + n - 1
      : mode === 'same'
        ? Math.max(m, n)
        : Math.max(m, n) - Math.min(m, n) + 1
  );
  const known = a.shape !== null && v.shape !== null;
  return tensorResult({ ...a, shape: [known ? size : 'unknown'], form: 'dense' });
}

/** `melMatrix(bins,spectrogram)`: `tf.signal.linear_to_mel_weight_matrix`. */
function melMatrix(call: RuleCall): RuleResult {
  const size = (position: number, otherwise: number): Dimension => {
    const argument = operandOf(call, position);
    return argument === null ? otherwise : (toDimension(argument) ?? 'unknown');
  };
  return tensorResult({ dtype: 'float32', shape: [size(1, 129), size(0, 20)], form: 'dense' });
}

export const SIGNAL_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['frames', frames],
  ['stft', stft],
  ['inverseStft', inverseStft],
  ['overlapAdd', overlapAdd],
  ['fft', fft],
  ['fftn', fftn],
  ['rfft', rfft],
  ['irfft', irfft],
  ['convolve', convolve],
  ['melMatrix', melMatrix]
]);
