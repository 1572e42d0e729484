/**
 * Reads an `input_signature` that the author wrote (specification 1.4).
 */
import type { Dimension, Shape } from '../../libraries/rules/tensorType';
import { DTYPES } from '../../libraries/rules/tensorType';
import type { DType } from '../../libraries/rules/tensorType';
import type { Expression, Statement } from '../../syntax/tree';
import { walk } from '../../syntax/walk';
import type { Signature, SignaturePart } from './signature';

/** The dtypes that the published tool models (8.1). */
export const PUBLISHED_DTYPES: ReadonlySet<string> = new Set([
  'float32',
  'float64',
  'int32',
  'int64',
  'uint8',
  'complex64',
  'complex128',
  'bool',
  'string',
  'object'
]);

const ALL_DTYPES: ReadonlySet<string> = new Set(DTYPES);

/** What is accepted: the published tool's forms, or all that we understand. */
export type SignatureForms = 'published' | 'all';

/**
 * The signature that the expression means; `null` where it is not modelled.
 *
 * @param moduleBody - the statements of the module, in which a bare name is followed one step.
 */
export function readSignature(
  expression: Expression,
  moduleBody: readonly Statement[],
  forms: SignatureForms
): Signature | null {
  const written = expression.kind === 'Name' ? assignedOnce(expression.id, moduleBody) : expression;
  return written === null ? null : readParts(written, forms);
}

function readParts(expression: Expression, forms: SignatureForms): Signature | null {
  if (expression.kind !== 'List' && expression.kind !== 'Tuple') {
    return null;
  }
  const parts: SignaturePart[] = [];
  for (const element of expression.elts) {
    const part = readPart(element, forms);
    if (part === null) {
      return null;
    }
    parts.push(part);
  }
  return parts;
}

function readPart(expression: Expression, forms: SignatureForms): SignaturePart | null {
  if (forms === 'all' && (expression.kind === 'List' || expression.kind === 'Tuple')) {
    const parts = readParts(expression, forms);
    return parts === null
      ? null
      : { kind: 'sequence', isTuple: expression.kind === 'Tuple', parts };
  }
  if (expression.kind !== 'Call') {
    return null;
  }
  const name = lastSegment(expression.func);
  const form =
    name === 'TensorSpec'
      ? 'dense'
      : forms === 'published'
        ? null
        : name === 'RaggedTensorSpec'
          ? 'ragged'
          : name === 'SparseTensorSpec'
            ? 'sparse'
            : null;
  if (form === null) {
    return null;
  }
  const shapeNode = argumentOf(expression, 0, 'shape');
  const dtypeNode = argumentOf(expression, 1, 'dtype');
  const shape = shapeNode === null ? undefined : readShape(shapeNode);
  const dtype =
    dtypeNode === null ? (forms === 'all' ? 'float32' : null) : readDType(dtypeNode, forms);
  return shape === undefined || dtype === null ? null : { kind: 'tensor', form, dtype, shape };
}

function argumentOf(
  call: Extract<Expression, { kind: 'Call' }>,
  index: number,
  name: string
): Expression | null {
  const positional = call.args.slice(0, index + 1).some(argument => argument.kind === 'Starred')
    ? undefined
    : call.args[index];
  return positional ?? call.keywords.find(keyword => keyword.arg === name)?.value ?? null;
}

/** `undefined` where it is not modelled. */
function readShape(expression: Expression): Shape | undefined {
  if (expression.kind === 'Constant' && expression.value.type === 'None') {
    return null;
  }
  if (expression.kind !== 'List' && expression.kind !== 'Tuple') {
    return undefined;
  }
  const axes: Dimension[] = [];
  for (const element of expression.elts) {
    if (element.kind !== 'Constant') {
      return undefined;
    }
    if (element.value.type === 'None') {
      axes.push('open');
    } else if (element.value.type === 'int' && element.value.value !== null) {
      axes.push(element.value.value);
    } else {
      return undefined;
    }
  }
  return axes;
}

function readDType(expression: Expression, forms: SignatureForms): DType {
  const name =
    expression.kind === 'Constant' && expression.value.type === 'str' && forms === 'all'
      ? expression.value.value
      : lastSegment(expression);
  const known = forms === 'all' ? ALL_DTYPES : PUBLISHED_DTYPES;
  const lower = name?.toLowerCase() ?? '';
  return known.has(lower) ? (DTYPES.find(dtype => dtype === lower) ?? null) : null;
}

function lastSegment(expression: Expression): string | null {
  return expression.kind === 'Name'
    ? expression.id
    : expression.kind === 'Attribute'
      ? expression.attr
      : null;
}

/** The value of a name that is bound once in the whole module, by a plain assignment at its top level. */
function assignedOnce(name: string, moduleBody: readonly Statement[]): Expression | null {
  let count = 0;
  for (const statement of moduleBody) {
    walk(statement, node => {
      count += bindingsOfNode(node, name);
    });
  }
  if (count !== 1) {
    return null;
  }
  for (const statement of moduleBody) {
    if (
      statement.kind === 'Assign' &&
      statement.targets.length === 1 &&
      statement.targets[0].kind === 'Name' &&
      statement.targets[0].id === name
    ) {
      return statement.value;
    }
    if (
      statement.kind === 'AnnAssign' &&
      statement.value !== null &&
      statement.target.kind === 'Name' &&
      statement.target.id === name
    ) {
      return statement.value;
    }
  }
  return null;
}

function bindingsOfNode(node: Parameters<Parameters<typeof walk>[1]>[0], name: string): number {
  const named = (condition: boolean): number => (condition ? 1 : 0);
  switch (node.kind) {
    case 'FunctionDef':
      return (
        named(node.name === name) +
        node.parameters.filter(parameter => parameter.name === name).length
      );
    case 'Lambda':
      return node.parameters.filter(parameter => parameter.name === name).length;
    case 'ClassDef':
      return named(node.name === name);
    case 'Assign':
      return node.targets.reduce((sum, target) => sum + targetCount(target, name), 0);
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
      return targetCount(node.target, name);
    case 'NamedExpr':
      return named(node.target.id === name);
    case 'Delete':
      return node.targets.reduce((sum, target) => sum + targetCount(target, name), 0);
    case 'With':
      return node.items.reduce(
        (sum, item) => sum + (item.target === null ? 0 : targetCount(item.target, name)),
        0
      );
    case 'Try':
      return node.handlers.filter(handler => handler.name === name).length;
    case 'Import':
      return node.names.filter(alias => (alias.asname ?? alias.name.split('.')[0]) === name).length;
    case 'ImportFrom':
      return node.names.filter(alias => (alias.asname ?? alias.name) === name).length;
    case 'Global':
    case 'Nonlocal':
      return named(node.names.includes(name));
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
    case 'DictComp':
      return node.generators.reduce(
        (sum, generator) => sum + targetCount(generator.target, name),
        0
      );
    case 'MatchAs':
    case 'MatchStar':
      return named(node.name === name);
    case 'MatchMapping':
      return named(node.rest === name);
    case 'TypeAlias':
      return named(node.name.id === name);
    default:
      return 0;
  }
}

function targetCount(target: Expression, name: string): number {
  switch (target.kind) {
    case 'Name':
      return target.id === name ? 1 : 0;
    case 'Starred':
      return targetCount(target.value, name);
    case 'Tuple':
    case 'List':
      return target.elts.reduce((sum, element) => sum + targetCount(element, name), 0);
    default:
      return 0;
  }
}
