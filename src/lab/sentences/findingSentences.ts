/**
 * What the findings of the analysis say to a user. The analysis gives codes; the sentences stand here, as
 * literals, so that they can be translated. A code that is not known here keeps the analysis's own
 * English message.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Finding, FunctionReport } from '../../analysis/report';

/** The name of the parameter that a finding is about, or `''`. */
function parameterName(finding: Finding, report: FunctionReport): string {
  return finding.parameter === undefined ? '' : (report.parameters[finding.parameter]?.name ?? '');
}

/** A finding as a full sentence. */
export function findingSentence(
  finding: Finding,
  report: FunctionReport,
  trans: TranslationBundle
): string {
  const parameter = parameterName(finding, report);
  const isGraph = report.execution === 'graph';
  switch (finding.code) {
    case 'undeterminable-side-effects':
      return trans.__(
        'It cannot be told what else this function changes: it calls something that the analysis does not know.'
      );
    case 'python-side-effects':
      return isGraph
        ? trans.__(
            'It has Python side effects. In a graph they happen while tracing, not on every call.'
          )
        : trans.__(
            'It has Python side effects, which a graph would run while tracing only, not on every call.'
          );
    case 'no-tensor-parameter':
      return isGraph
        ? trans.__('It is given no tensor, so every new argument makes a new graph.')
        : trans.__('It is given no tensor, so there is nothing for a graph to be reused on.');
    case 'recursive':
      return trans.__('It calls itself. A graph cannot end a recursion by a tensor’s value.');
    case 'undeterminable-recursion':
      return trans.__('It cannot be told whether this function calls itself.');
    case 'undeterminable-tensor-parameter':
      return trans.__('It cannot be told whether this function is given tensors.');
    case 'undeterminable-primitive-parameter':
      return trans.__(
        'It cannot be told whether this function is given Python numbers or strings.'
      );
    case 'primitive-parameter':
      return parameter === ''
        ? trans.__('It is given Python numbers or strings. Each new value would trace a new graph.')
        : trans.__(
            '“%1” is a Python number or string. Each new value of it would trace a new graph.',
            parameter
          );
    case 'already-optimal':
      return trans.__('It is a graph already, and rightly so.');
    case 'no-tensor-computation':
      return trans.__(
        'It computes nothing with tensors, so a graph would have nothing to speed up.'
      );
    case 'eager-only-call':
      return trans.__('It calls something that works eagerly only and fails in a graph.');
    case 'numpy-on-parameter':
      return trans.__(
        'It hands its tensors to NumPy, which needs their values; while tracing there are none yet.'
      );
    case 'invalid-name-argument':
      return trans.__('It gives an operation a name that a graph does not accept.');
    case 'unresolved-static-axis':
      return trans.__(
        'It reads the length of an axis that a graph for all its calls would leave open.'
      );
    case 'stale-variable-read':
      return trans.__(
        'It reads a Python value that changes later. A graph would keep the value it had while tracing.'
      );
    case 'tensor-iteration':
      return trans.__('It loops over a tensor in a way that a graph cannot follow.');
    case 'covered-callers':
      return trans.__(
        'All its callers run as graphs already, so it runs in theirs and gains nothing by one of its own.'
      );
    case 'dtype-conflict':
      return trans.__(
        'Its calls mix number types that a graph would not convert as eager code does.'
      );
    case 'keras-symbolic-argument':
      return trans.__('It is given symbolic Keras tensors while a model is built.');
    case 'type-inference':
      return trans.__('The type of “%1” is known from how it is used.', parameter);
    case 'context-assumption':
      return parameter === ''
        ? trans.__('Its parameters are taken for tensors, from how the function is used.')
        : trans.__('“%1” is taken for a tensor, from how the function is used.', parameter);
    case 'signature-inference':
      return trans.__('The signature of “%1” follows from its calls.', parameter);
    case 'caller-coverage':
      return trans.__('Some of its callers run as graphs already.');
    case 'no-benefit-expected':
      return trans.__(
        'It would be safe as a graph, but it does too little for a graph to be faster.'
      );
    case 'framework-not-covered':
      return trans.__('Functions of this framework are listed, but not judged yet.');
    default:
      return finding.message;
  }
}

/** A reason in two or three words, for the badge; `null` where none is short enough to be of use. */
export function shortReason(code: string, trans: TranslationBundle): string | null {
  switch (code) {
    case 'python-side-effects':
      return trans.__('side effects');
    case 'no-tensor-parameter':
      return trans.__('no tensors');
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
    default:
      return null;
  }
}
