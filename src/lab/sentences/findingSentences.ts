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
    case 'raise-on-tensor':
      return trans.__(
        'It raises an exception where a tensor decides, and tracing goes through every branch.'
      );
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
        'It would be safe as a graph, but would not gain: it does too little, or is called too rarely to make up for the tracing.'
      );
    case 'framework-not-covered':
      return trans.__('Functions of this framework are listed, but not judged yet.');
    case 'argument-mutation':
      return trans.__(
        'It changes an array argument in place. When traced, the argument is a tensor, which cannot be changed.'
      );
    case 'branches-disagree':
      return trans.__(
        'The ways through a condition or loop on a tensor leave different names, types or shapes, which a graph cannot join.'
      );
    case 'budget-exhausted':
      return trans.__('The analysis was cut short here, so nothing is promised.');
    case 'called-by-library':
      return trans.__('A library runs this function inside its own graph or loop.');
    case 'context-evidence':
      return trans.__(
        'No call tells what reaches it. Its arguments are taken from its signature, hints, defaults and how the body uses them.'
      );
    case 'eager-conversion':
      return trans.__(
        'It turns a tensor into a Python value or an array, which has no value yet while tracing.'
      );
    case 'exception-around-operation':
      return trans.__(
        'It catches the error of an operation. In a graph that error comes when the graph runs, not here.'
      );
    case 'frozen-attribute':
      return trans.__(
        'It reads a Python value that other code changes between calls. A graph would keep the first one.'
      );
    case 'frozen-value':
      return trans.__(
        'It takes a random number, the time or the next element of an iterator. A graph would take it once and keep it.'
      );
    case 'generator-or-coroutine':
      return trans.__('Generators and coroutines cannot be graphs.');
    case 'graph-function-in-loop':
      return trans.__(
        'A graph function is made anew each time this runs, and traced anew with it.'
      );
    case 'graph-function-of-lambda':
      return trans.__('A graph function of a lambda is traced anew for every new lambda.');
    case 'leaked-tensor':
      return trans.__('It keeps a tensor of the trace in an object that outlives the trace.');
    case 'list-in-tensor-loop':
      return trans.__('It lets a list grow inside a loop that becomes a graph loop.');
    case 'loop-exit':
      return trans.__(
        'It leaves a loop over tensors by return, or by break out of while True, which a graph loop cannot do.'
      );
    case 'mode-dependent':
      return trans.__('It asks whether it runs eagerly, and does something else when traced.');
    case 'python-number-result':
      return trans.__(
        'A Python number, array or variable in its result comes back as a tensor from a graph.'
      );
    case 'retracing-on-shapes':
      return trans.__(
        'Tensors of different shapes or dtypes reach a parameter, and each makes a new trace.'
      );
    case 'retracing-on-values':
      return trans.__('Different Python values reach a parameter, and each one makes a new trace.');
    case 'shape-read-may-be-none':
      return trans.__('It reads the length of an axis that is None while tracing.');
    case 'stale-weights':
      return trans.__(
        'Keras 3 builds the model by tracing this function without its weights. As a graph the model would stop learning.'
      );
    case 'static-python-argument':
      return trans.__('A tensor arrives where an operation needs a Python number.');
    case 'symbolic-text':
      return trans.__(
        'It writes a tensor into a text. In a graph the text names the symbolic tensor, not its value.'
      );
    case 'tape-at-cell-level':
      return trans.__('A training step stands in no function, so it cannot become a graph.');
    case 'tensor-as-boolean':
      return trans.__('It uses a tensor as a Python truth value where AutoGraph cannot help.');
    case 'tensor-recursion':
      return trans.__(
        'A tensor decides whether it calls itself again, which tracing cannot follow.'
      );
    case 'unconvertible-iteration':
      return trans.__('It iterates over a tensor in a form that AutoGraph does not convert.');
    case 'unknown-attribute':
      return trans.__('An attribute is used of which nothing is known.');
    case 'unknown-base':
      return trans.__('Nothing is known of a base class.');
    case 'unknown-callee':
      return trans.__(
        'It calls something of which nothing is known; that is taken to be free of side effects and to work while tracing.'
      );
    case 'unknown-decorator':
      return trans.__(
        'Nothing is known of a decorator; it is taken to call the function as it is.'
      );
    case 'unknown-module':
      return trans.__('Nothing is known of a module that it uses.');
    case 'unknown-suppression':
      return trans.__('A silencing comment names a code that does not exist.');
    case 'unreadable-code':
      return trans.__(
        'What part of the code does, or what a name in it means, cannot be read; nothing is promised of it.'
      );
    case 'unsupported-return':
      return trans.__('It returns what a graph cannot return.');
    case 'untraceable-object':
      return trans.__(
        'It gets an object that a graph function cannot hold: one that cannot be hashed or weakly referred to, or that ends with the call.'
      );
    case 'variable-creation':
      return trans.__(
        'It makes a variable, layer, optimizer or metric on every call, which a graph may do in its first call only.'
      );
    case 'wrap-the-caller':
      return trans.__(
        'Its caller should be the graph instead: it runs there too, and the gain is greater.'
      );
    default:
      return finding.message;
  }
}
