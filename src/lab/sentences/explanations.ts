/**
 * Why the rules behind a verdict exist: what *Why?* on a card shows. The pages in `docs/rules` say the
 * same at length.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionReport } from '../../analysis/report';

/** What stands behind a finding; `null` where its own sentence says everything. */
function explanationOf(code: string, trans: TranslationBundle): string | null {
  switch (code) {
    case 'python-side-effects':
      return trans.__(
        'A graph is recorded once, by running the Python code a single time. Printing, appending to a list or setting an attribute is not recorded: it happens while recording and never again. Use tf.print, a tf.Variable or a returned value instead.'
      );
    case 'undeterminable-side-effects':
      return trans.__(
        'A function that is not known may print, write or count. In a graph that would happen once instead of on every call, so nothing is promised.'
      );
    case 'no-tensor-parameter':
      return trans.__(
        'A graph is reused for all tensors of one type. Python values are no such inputs: they are baked into the graph, and each new value records another one.'
      );
    case 'primitive-parameter':
      return trans.__(
        'A Python number or string is baked into the graph. Each new value records another graph, which costs far more than it saves. Pass a tensor instead where the value varies.'
      );
    case 'recursive':
      return trans.__(
        'While recording, a tensor has no value yet, so the condition that ends the recursion cannot be decided and recording never ends.'
      );
    case 'eager-only-call':
    case 'numpy-on-parameter':
      return trans.__(
        'While recording, tensors stand for values that do not exist yet. Whatever needs the values, such as .numpy(), float() or a NumPy function, fails then.'
      );
    case 'tensor-iteration':
      return trans.__(
        'AutoGraph turns plain loops over tensors into graph loops. Other forms, such as comprehensions, zip or unpacking, need the elements one by one while recording, where there are none yet.'
      );
    case 'stale-variable-read':
      return trans.__(
        'A graph keeps the Python values that it saw while it was recorded. Changing them later has no effect on it.'
      );
    case 'no-tensor-computation':
    case 'no-benefit-expected':
      return trans.__(
        'Calling a graph costs some microseconds by itself. It pays where a call runs many small operations, or runs often.'
      );
    case 'covered-callers':
      return trans.__(
        'A function that is called from within a graph is recorded into that graph. A graph of its own would only add a call.'
      );
    case 'already-optimal':
      return trans.__(
        'It works on tensors and does nothing that recording would lose, so it is a graph for good reason.'
      );
    default:
      return null;
  }
}

/** What `tf.function` does in general, for functions that are safe. */
function general(trans: TranslationBundle): string {
  return trans.__(
    'As a graph, the operations of a call are recorded once and then run without Python. Small operations in a row gain most. Nothing was found in this function that recording would change.'
  );
}

/** The explanations that belong to a function's verdict, each once. */
export function explain(report: FunctionReport, trans: TranslationBundle): string[] {
  const found = [...report.verdict.findings, ...report.verdict.assumptions].flatMap(
    finding => explanationOf(finding.code, trans) ?? []
  );
  const explanations = [...new Set(found)];
  return explanations.length > 0 ? explanations : [general(trans)];
}
