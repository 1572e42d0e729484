/**
 * `math`: numbers computed from numbers, known where the arguments are (library reference, "math").
 */
import type { Value } from '../../values/value';
import type { FunctionModel, IModelContext } from '../model';

/** The arguments as numbers; `null` where one is not known. */
function numbersOf(given: readonly Value[]): readonly number[] | null {
  const numbers = given.map(value =>
    value.kind === 'constant' && typeof value.value === 'number'
      ? value.value
      : value.kind === 'tensor' && typeof value.elements?.[0] === 'number'
        ? value.elements[0]
        : null
  );
  return numbers.every(number => number !== null) ? numbers : null;
}

/** A function of so many numbers; what is no number, or too large to be exact, is only known by its type. */
function computed(
  type: 'int' | 'float',
  compute: (...numbers: readonly number[]) => number
): FunctionModel {
  return (ctx: IModelContext, args) => {
    const numbers = args.starred === null ? numbersOf(args.positional) : null;
    const result = numbers === null || numbers.length === 0 ? NaN : compute(...numbers);
    const isExact = type === 'int' ? Number.isSafeInteger(result) : Number.isFinite(result);
    return isExact ? ctx.values.constant(type, result + 0, false) : ctx.values.scalar(type);
  };
}

function greatestDivisor(...numbers: readonly number[]): number {
  return numbers.reduce((left, right) => {
    let [a, b] = [Math.abs(left), Math.abs(right)];
    while (b > 0) {
      [a, b] = [b, a % b];
    }
    return a;
  });
}

function factorial(number: number): number {
  let product = 1;
  for (let factor = 2; factor <= number && Number.isSafeInteger(product); factor++) {
    product *= factor;
  }
  return product;
}

const WHOLE: Readonly<Record<string, (...numbers: readonly number[]) => number>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
  isqrt: number => Math.floor(Math.sqrt(number)),
  gcd: greatestDivisor,
  factorial
};

const REAL: Readonly<Record<string, (...numbers: readonly number[]) => number>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: (number, base) =>
    base === undefined ? Math.log(number) : Math.log(number) / Math.log(base),
  log2: Math.log2,
  log10: Math.log10,
  pow: Math.pow,
  fabs: Math.abs,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  atan: Math.atan,
  atan2: Math.atan2,
  tanh: Math.tanh,
  hypot: Math.hypot,
  radians: degrees => (degrees * Math.PI) / 180
};

/** `math.prod(numbers)`: whole where all are. */
const product: FunctionModel = (ctx, args) => {
  const [given] = args.positional;
  const items = given === undefined ? null : ctx.items(given);
  const numbers = items === null ? null : numbersOf(items);
  const result = numbers === null ? NaN : numbers.reduce((left, right) => left * right, 1);
  const isWhole =
    items === null || items.every(item => item.kind !== 'constant' || item.type !== 'float');
  return Number.isSafeInteger(result) && isWhole
    ? ctx.values.constant('int', result, false)
    : ctx.values.scalar(isWhole ? 'int' : 'float');
};

export const NUMBER_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ['math.prod', product],
  ...Object.entries(WHOLE).map(
    ([name, compute]) => [`math.${name}`, computed('int', compute)] as const
  ),
  ...Object.entries(REAL).map(
    ([name, compute]) => [`math.${name}`, computed('float', compute)] as const
  )
]);
