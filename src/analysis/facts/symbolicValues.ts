/**
 * Which expressions of a run would be symbolic tensors if it were traced.
 */
import type { Contents } from '../interpreter/contents';
import type { Activation } from '../interpreter/record';
import type { Expression, Lambda, Statement } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { elementsOf, tensorsOf } from './argumentValues';
import { withCarriedNumbers } from './carriedNumbers';
import { isValue, valueTaint } from './colours';
import { handedItems } from './handedItems';
import { followTaint } from './taint';

const _cache = new WeakMap<Activation, (node: Expression) => boolean>();

/** The statements of the run's body. */
export function bodyOf(run: Activation): readonly Statement[] {
  const node = run.code === null ? run.top.statement : run.code.node;
  return run.code !== null && node.kind === 'FunctionDef' ? node.body : bodyOfOne(node);
}

/** What rules keep of a body they keep by its statements: a `lambda`, or a statement of a cell, has the same each time. */
const _bodies = new WeakMap<Lambda | Statement, readonly Statement[]>();

function bodyOfOne(node: Lambda | Statement): readonly Statement[] {
  let body = _bodies.get(node);
  if (body === undefined) {
    body =
      node.kind === 'Lambda'
        ? [{ kind: 'Expr', value: node.body, start: node.body.start, end: node.body.end }]
        : [node];
    _bodies.set(node, body);
  }
  return body;
}

/**
 * Tells of an expression of the run whether it is symbolic when traced: a tensor of TensorFlow always is; an array is
 * where it comes from an argument, since arguments become tensors; an array of the outside stays one.
 */
export function symbolicIn(run: Activation): (node: Expression) => boolean {
  let answer = _cache.get(run);
  if (answer === undefined) {
    const { code } = run;
    // Only arrays are asked where they come from: most runs have none.
    let tainted: ReadonlySet<Expression> | null = null;
    let items: ReadonlySet<string> | null = null;
    const base = (node: Expression): boolean => {
      const value = run.values.get(node);
      return (
        value !== undefined &&
        tensorsOf(value).some(
          tensor =>
            tensor.type.form !== 'ndarray' ||
            tensor.origin !== 'numpy' ||
            isArgument(run, node) ||
            (node.kind === 'Name' &&
              (items ??= code === null ? NO_NAMES : handedItems(run, bodyOf(run))).has(node.id)) ||
            (tainted ??= fromArguments(run)).has(node)
        )
      );
    };
    answer = withCarriedNumbers(run, bodyOf(run), base, symbolicIn);
    _cache.set(run, answer);
  }
  return answer;
}

/** What is computed from the tensors and arrays among the arguments. */
function fromArguments(run: Activation): ReadonlySet<Expression> {
  const tainted = new Set<Expression>();
  const { code } = run;
  if (code !== null) {
    const parameters = code.node.parameters.filter(
      (parameter, index) => !(index === 0 && parameter.name === 'self')
    );
    const tensors = parameters.filter(parameter => {
      const value = run.arguments.get(parameter.name);
      return value !== undefined && mayHoldTensors(value, run.contents);
    });
    followTaint(
      [run],
      new Map(tensors.map(parameter => [parameter.name, valueTaint(parameter.name)])),
      {
        dynamicShape: 'clean',
        cleanComparisons: false,
        keywordsCross: false,
        visit: (node, taintOf, visited) => {
          if (visited !== run) {
            return;
          }
          if (isTaintedNode(node, taintOf)) {
            tainted.add(node);
          }
          partsOf(node).forEach(part => {
            if (part.kind === 'Name' && isValue(taintOf(part))) {
              tainted.add(part);
            }
          });
        }
      }
    );
  }
  return tainted;
}

/** Python's functions that give back a tensor for a tensor. */
const PYTHON_ARITHMETIC: ReadonlySet<string> = new Set(['abs', 'max', 'min', 'pow', 'sum']);

/** Whether a trace may find tensors in an argument: objects of the program's own classes, and plain values, stay what they are. */
function mayHoldTensors(value: Value, contents: Contents, depth = 0): boolean {
  return membersOf(value).some(member => {
    if (member.kind === 'tensor') {
      return true;
    }
    const elements = depth < DEPTH_LIMIT ? elementsOf(member, contents) : null;
    return elements === null
      ? depth > 0
        ? member.kind !== 'constant'
        : member.kind === 'object' && member.object.cls?.kind !== 'class'
      : elements.some(element => mayHoldTensors(element, contents, depth + 1));
  });
}

/** Containers within containers that are looked into. */
const DEPTH_LIMIT = 3;

/** What a call is given, and what a display holds. */
function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'Call':
      return node.args;
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elts;
    default:
      return [];
  }
}

const NO_NAMES: ReadonlySet<string> = new Set();

function isArgument(run: Activation, node: Expression): boolean {
  return (
    node.kind === 'Name' &&
    run.code !== null &&
    run.arguments.has(node.id) &&
    run.arguments.get(node.id) === run.values.get(node)
  );
}

function isTaintedNode(
  node: Expression,
  taintOf: (part: Expression) => Parameters<typeof isValue>[0]
): boolean {
  switch (node.kind) {
    case 'BinOp':
      return isValue(taintOf(node.left)) || isValue(taintOf(node.right));
    case 'UnaryOp':
      return isValue(taintOf(node.operand));
    case 'Subscript':
    case 'Attribute':
      return isValue(taintOf(node.value));
    case 'Call':
      // What Python's own functions make of tensors, by the tensors' operators.
      return (
        node.func.kind === 'Name' &&
        PYTHON_ARITHMETIC.has(node.func.id) &&
        node.args.some(part => isValue(taintOf(part)))
      );
    case 'Compare':
      return isValue(taintOf(node.left)) || node.comparators.some(part => isValue(taintOf(part)));
    default:
      return false;
  }
}
