/**
 * Reasons in two or three words. They stand on badges, so they are loaded with the page; the sentences
 * come with the first card.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

/** A reason in two or three words, for the badge; `null` where none is short enough to be of use. */
export function shortReason(code: string, trans: TranslationBundle): string | null {
  switch (code) {
    case 'python-side-effects':
      return trans.__('side effects');
    case 'no-tensor-parameter':
      return trans.__('no tensors');
    case 'raise-on-tensor':
      return trans.__('raises on a tensor');
    case 'recursive':
      return trans.__('recursive');
    case 'primitive-parameter':
      return trans.__('Python values');
    case 'no-tensor-computation':
      return trans.__('no tensor work');
    case 'eager-only-call':
      return trans.__('eager-only call');
    case 'numpy-on-parameter':
      return trans.__('uses NumPy');
    case 'invalid-name-argument':
      return trans.__('invalid name');
    case 'unresolved-static-axis':
      return trans.__('reads a shape');
    case 'stale-variable-read':
      return trans.__('stale value');
    case 'tensor-iteration':
      return trans.__('loops over a tensor');
    case 'covered-callers':
      return trans.__('callers are graphs');
    case 'dtype-conflict':
      return trans.__('mixed dtypes');
    case 'keras-symbolic-argument':
      return trans.__('symbolic input');
    case 'no-benefit-expected':
      return trans.__('no gain');
    case 'argument-mutation':
      return trans.__('changes an argument');
    case 'branches-disagree':
      return trans.__('branches disagree');
    case 'budget-exhausted':
      return trans.__('too much to follow');
    case 'called-by-library':
      return trans.__('run by a library');
    case 'eager-conversion':
      return trans.__('converts a tensor');
    case 'exception-around-operation':
      return trans.__('catches an error');
    case 'frozen-attribute':
      return trans.__('frozen value');
    case 'frozen-value':
      return trans.__('frozen value');
    case 'generator-or-coroutine':
      return trans.__('a generator');
    case 'graph-function-in-loop':
      return trans.__('made in a loop');
    case 'graph-function-of-lambda':
      return trans.__('of a lambda');
    case 'leaked-tensor':
      return trans.__('leaks a tensor');
    case 'list-in-tensor-loop':
      return trans.__('list in a loop');
    case 'loop-exit':
      return trans.__('leaves a loop');
    case 'mode-dependent':
      return trans.__('asks for its mode');
    case 'python-number-result':
      return trans.__('returns a number');
    case 'retracing-on-shapes':
      return trans.__('retraces on shapes');
    case 'retracing-on-values':
      return trans.__('retraces on values');
    case 'shape-read-may-be-none':
      return trans.__('reads a shape');
    case 'stale-weights':
      return trans.__('stale weights');
    case 'static-python-argument':
      return trans.__('needs a number');
    case 'symbolic-text':
      return trans.__('tensor in a text');
    case 'tape-at-cell-level':
      return trans.__('in no function');
    case 'tensor-as-boolean':
      return trans.__('tensor as truth');
    case 'tensor-recursion':
      return trans.__('recursive');
    case 'unconvertible-iteration':
      return trans.__('loops over a tensor');
    case 'unreadable-code':
      return trans.__('unreadable code');
    case 'unsupported-return':
      return trans.__('returns an object');
    case 'untraceable-object':
      return trans.__('unfit object');
    case 'variable-creation':
      return trans.__('makes variables');
    default:
      return null;
  }
}
