/**
 * What measuring says to a user. The kernel gives codes; the sentences stand here, as literals, so that
 * they can be translated.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  ArgumentSource,
  MeasuredArguments,
  MeasuredReason,
  MeasurementResult,
  Ratio
} from '../../measure/answer';
import { comparisonOf, formatSeconds } from '../../measure/figures';

/** How far a measurement is. */
export function phaseSentence(phase: string, trans: TranslationBundle): string {
  switch (phase) {
    case 'probing':
      return trans.__('Asking the kernel …');
    case 'injecting':
      return trans.__('Preparing the kernel …');
    case 'checking':
      return trans.__('Running it eagerly …');
    case 'tracing':
      return trans.__('Tracing the graph …');
    case 'timing':
      return trans.__('Timing both in turn …');
    case 'waiting':
      return trans.__('Waiting for the kernel, which is busy …');
    case 'disconnected':
      return trans.__('The connection to the kernel is lost. Waiting for it to come back …');
    case 'reconnected':
      return trans.__('Connected again. Waiting for the result …');
    default:
      return trans.__('Measuring …');
  }
}

/** Why nothing was measured. */
export function failureSentence(code: string, trans: TranslationBundle): string {
  switch (code) {
    case 'no-kernel':
      return trans.__('There is no kernel. Start one, run the notebook, then measure.');
    case 'kernel-starting':
      return trans.__('The kernel is still starting. Try again in a moment.');
    case 'kernel-dead':
      return trans.__('The kernel is dead. Restart it, run the notebook, then measure.');
    case 'kernel-lost':
      return trans.__('The kernel was restarted or lost while measuring.');
    case 'kernel-restarted':
      return trans.__(
        'The kernel was restarted while measuring. Run the notebook, then measure again.'
      );
    case 'kernel-died':
      return trans.__(
        'The kernel died while measuring: the function ends the process or takes too much memory. Run the notebook again before you go on.'
      );
    case 'connection-lost':
      return trans.__(
        'The connection to the kernel was lost while measuring. The kernel puts everything back by itself; measure again when it is connected.'
      );
    case 'notebook-closed':
      return trans.__(
        'The notebook was closed while measuring. The kernel puts everything back by itself.'
      );
    case 'cancelled-waiting':
      return trans.__('Measuring was cancelled before it began.');
    case 'not-python':
      return trans.__('The kernel does not run Python, so this function cannot be measured in it.');
    case 'no-tensorflow':
      return trans.__(
        'TensorFlow is not installed in this kernel, so there is no graph to measure.'
      );
    case 'framework-not-covered':
      return trans.__('Functions of this framework cannot be measured yet.');
    case 'function-not-run':
      return trans.__('The kernel does not know this function yet. Run its cell first.');
    case 'not-a-function':
      return trans.__('What the kernel holds under this name is not a Python function.');
    case 'stale':
      return trans.__('The kernel holds an older text of this function. Run its cell first.');
    case 'no-arguments':
      return trans.__(
        'No call in the notebook has arguments that can be read without running something. Run the notebook first, or call the function with variables.'
      );
    case 'no-receiver':
      return trans.__('The notebook holds no object whose method this is. Make one first.');
    case 'nothing-caught':
      return trans.__('No call has been caught yet. Run a cell that calls the function.');
    case 'no-types':
      return trans.__('Too little is known of the arguments to make some. Type them.');
    case 'raised-later':
      return trans.__('The function raises an error when it is called again.');
    case 'no-memory':
      return trans.__('The function needs more memory than the kernel’s computer has free.');
    case 'no-clock':
      return trans.__('The notebook has replaced every clock, so nothing can be timed.');
    case 'own-error':
    case 'unknown-action':
    case 'no-answer':
    case 'kernel-error':
      return trans.__(
        'Measuring failed by an error of ours. The kernel said what stands below; please report it.'
      );
    case 'bad-expression':
      return trans.__('The arguments could not be evaluated.');
    case 'interrupt':
    case 'cancelled':
      return trans.__('Measuring was cancelled. The kernel is as it was.');
    case 'timeout':
      return trans.__('Measuring was stopped: a single call took too long.');
    default:
      return trans.__('Measuring failed.');
  }
}

/** Why something cannot be put back after measuring. */
export function unrestorableSentence(
  path: string,
  reason: string,
  trans: TranslationBundle
): string {
  switch (reason) {
    case 'python-iterator':
      return trans.__('%1 is an iterator; what is taken from it is gone.', path);
    case 'dataset-iterator':
      return trans.__('%1 is an iterator over a dataset that cannot be rewound.', path);
    case 'open-file':
      return trans.__('%1 is an open file; what is written stays written.', path);
    case 'cache':
      return trans.__('%1 keeps a cache that cannot be put back.', path);
    case 'large-array':
      return trans.__('%1 is too large to be copied.', path);
    case 'summary-writer':
      return trans.__('%1 writes summaries, which stay written.', path);
    case 'variable':
      return trans.__('%1 is a variable that cannot be put back.', path);
    default:
      return trans.__('%1 cannot be put back.', path);
  }
}

/** Whether a graph did the same as the eager function. */
export function agreementText(verdict: string, trans: TranslationBundle): string {
  switch (verdict) {
    case 'same':
      return trans.__('the same');
    case 'output-differs':
      return trans.__('differ');
    case 'effects-differ':
      return trans.__('the same, but side effects differ');
    case 'retraces':
      return trans.__('the same, but it traces again and again');
    case 'not-reproducible':
      return trans.__('vary from run to run, eagerly too');
    default:
      return trans.__('not compared');
  }
}

/** The name of a way of running a function. */
export function variantLabel(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'eager':
      return trans.__('Eager');
    case 'graph':
      return trans.__('Graph');
    case 'jit_compile':
      return trans.__('With XLA');
    case 'reduce_retracing':
      return trans.__('Fewer traces');
    case 'current':
      return trans.__('As it is now');
    default:
      return id;
  }
}

/** One difference between the runs. */
export function differenceSentence(reason: MeasuredReason, trans: TranslationBundle): string {
  const { path, kind, detail } = reason;
  switch (kind) {
    case 'retraces':
      return trans.__('It is traced anew in later calls: %1.', detail);
    case 'frozen':
      return trans.__('%1 is the same in every call of the graph; eagerly it changes.', path);
    case 'varies':
      return trans.__('%1 varies from run to run.', path);
    case 'taken':
      return trans.__('What was taken from %1 is gone.', path);
    case 'effect-missing':
      return trans.__('%1 changes eagerly, not as a graph.', path);
    case 'effect-extra':
      return trans.__('%1 changes as a graph, not eagerly.', path);
    default:
      return detail === ''
        ? trans.__('Different: %1', path)
        : trans.__('Different: %1: %2', path, detail);
  }
}

/** With which arguments a function was measured. */
export function argumentsSentence(given: MeasuredArguments, trans: TranslationBundle): string {
  const summary = given.summary.length === 0 ? '' : ` (${given.summary.join(', ')})`;
  switch (given.source) {
    case 'call':
      return trans.__('Measured with %1%2.', given.text, summary);
    case 'typed':
      return trans.__('Measured with the arguments %1%2.', given.text, summary);
    case 'caught':
      return trans.__('Measured with the arguments of a real call%1.', summary);
    case 'synthetic':
      return trans.__('Measured with arguments made from the inferred types%1.', summary);
  }
}

/** What stands above the arguments that the kernel found. */
export function argumentSourceLabel(source: ArgumentSource, trans: TranslationBundle): string {
  switch (source) {
    case 'call':
      return trans.__('The arguments, as the kernel holds them:');
    case 'typed':
      return trans.__('The arguments that you typed, as the kernel has them:');
    case 'caught':
      return trans.__('The arguments of the call that was caught:');
    case 'synthetic':
      return trans.__('The arguments that would be made up:');
  }
}

/** An eager call of less than this many smallest graph calls is too little work for a graph of its own. */
const FLOORS = 3;

/** What the cost of any graph call means for a function that gains nothing; `null` where it means nothing. */
export function floorSentence(
  result: MeasurementResult,
  ratio: Ratio | null,
  trans: TranslationBundle
): string | null {
  const eager = result.variants.find(({ id }) => id === 'eager')?.perCall?.median ?? null;
  if (
    result.floor === null ||
    eager === null ||
    ratio === null ||
    comparisonOf(ratio) === 'faster' ||
    eager > FLOORS * result.floor
  ) {
    return null;
  }
  return trans.__(
    'Any graph call costs about %1 on this kernel, and this function takes only %2: make the function that calls it a graph instead.',
    formatSeconds(result.floor),
    formatSeconds(eager)
  );
}
