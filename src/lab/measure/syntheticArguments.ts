/**
 * What is known of the parameters of a function, so that the kernel can make arguments up where there is no call
 * to take them from.
 */
import type { FunctionReport, ParameterReport } from '../../analysis/report';
import type { SyntheticParameter } from '../../measure/request';

/** A type text of the report: `float32 (None, 28, 28)`, `ndarray int32 ?`. Other prefixes cannot be made up. */
const TENSOR_TYPE = /^(ndarray )?(\w+|\?) (\?|\([^()]*\))$/u;

/** A value text of the report that names a Python scalar: `int 3`, `float`, `str`. */
const SCALAR = /^(int|float|bool|str)(?: .*)?$/su;

type Scalar = Extract<SyntheticParameter['kind'], 'int' | 'float' | 'bool' | 'str'>;

function axes(shape: string): readonly (number | null)[] | null {
  if (shape === '?') {
    return null;
  }
  return shape
    .slice(1, -1)
    .split(',')
    .map(axis => axis.trim())
    .filter(axis => axis !== '')
    .map(axis => (/^\d+$/u.test(axis) ? Number(axis) : null));
}

function synthetic(parameter: ParameterReport): SyntheticParameter | null {
  const { name, types, values } = parameter;
  const tensor = types.map(type => TENSOR_TYPE.exec(type)).find(match => match !== null) ?? null;
  if (tensor !== null) {
    const [, array, dtype, shape] = tensor;
    return {
      name,
      kind: array === undefined ? 'tensor' : 'array',
      dtype: dtype === '?' ? null : dtype,
      shape: axes(shape)
    };
  }
  const scalar = values.map(value => SCALAR.exec(value)).find(match => match !== null) ?? null;
  return scalar === null ? null : { name, kind: scalar[1] as Scalar, dtype: null, shape: null };
}

/**
 * The parameters that need an argument; `null` where there are none, or where one of them is of a type that
 * cannot be made up. Parameters with a default keep it.
 */
export function syntheticParameters(report: FunctionReport): readonly SyntheticParameter[] | null {
  const made: SyntheticParameter[] = [];
  for (const parameter of report.parameters) {
    if (parameter.receiver || parameter.variadic || parameter.hasDefault) {
      continue;
    }
    const one = synthetic(parameter);
    if (one === null) {
      return null;
    }
    made.push(one);
  }
  return made.length === 0 ? null : made;
}
