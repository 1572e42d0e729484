/**
 * Element types of tensors and arrays, and how TensorFlow, NumPy and Keras promote them.
 */

/** The dtypes that TensorFlow and NumPy have, by TensorFlow's names (`object` is NumPy's alone). */
export const DTYPES = [
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bool',
  'string',
  'object',
  'resource',
  'variant',
  'qint8',
  'qint16',
  'qint32',
  'quint8',
  'quint16',
  'float8_e5m2',
  'float8_e4m3fn',
  'int4',
  'uint4'
] as const;

/** A dtype; `null` where it is not known. */
export type DType = (typeof DTYPES)[number] | null;

/** How Python scalars and mixed operands are turned into tensors. */
export type Flavour = 'tensorflow' | 'numpy' | 'keras';

const KNOWN_DTYPES: ReadonlySet<string> = new Set(DTYPES);

/** Names under which a dtype is written in programs, besides its own. */
const DTYPE_SYNONYMS: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['half', 'float16'],
  ['single', 'float32'],
  ['float', 'float64'],
  ['float_', 'float64'],
  ['double', 'float64'],
  ['int', 'int64'],
  ['int_', 'int64'],
  ['intc', 'int32'],
  ['intp', 'int64'],
  ['uint', 'uint64'],
  ['long', 'int64'],
  ['byte', 'int8'],
  ['ubyte', 'uint8'],
  ['short', 'int16'],
  ['ushort', 'uint16'],
  ['longlong', 'int64'],
  ['complex', 'complex128'],
  ['complex_', 'complex128'],
  ['cdouble', 'complex128'],
  ['csingle', 'complex64'],
  ['bool_', 'bool'],
  ['str', 'string'],
  ['str_', 'string'],
  ['bytes', 'string'],
  ['bytes_', 'string'],
  ['unicode_', 'string'],
  ['object_', 'object'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['f', 'float32'],
  ['d', 'float64'],
  ['i', 'int32'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['uint8_t', 'uint8'],
  ['c8', 'complex64'],
  ['c16', 'complex128'],
  ['?', 'bool'],
  ['O', 'object']
]);

/**
 * The dtype of that name, as `tf.as_dtype` and `np.dtype` read it (`'float32'`, `'f4'`, `'<f4'`, `'float'`,
 * `'float32_ref'`); `null` if there is none.
 */
export function parseDType(name: string): DType {
  const text = name.replace(/^[<>=|]/u, '').replace(/_ref$/u, '');
  if (KNOWN_DTYPES.has(text)) {
    return DTYPES.find(dtype => dtype === text) ?? null;
  }
  if (/^[USa]\d*$/u.test(text)) {
    return 'string';
  }
  return DTYPE_SYNONYMS.get(text) ?? null;
}

/** The kinds of numbers, in the order of promotion. */
export type DTypeKind = 'bool' | 'unsigned' | 'signed' | 'floating' | 'complex' | 'other';

/** The kind of a known dtype. */
export function dtypeKind(dtype: Exclude<DType, null>): DTypeKind {
  if (dtype === 'bool') {
    return 'bool';
  }
  if (/^uint/u.test(dtype)) {
    return 'unsigned';
  }
  if (/^int/u.test(dtype)) {
    return 'signed';
  }
  if (/^b?float/u.test(dtype)) {
    return 'floating';
  }
  return /^complex/u.test(dtype) ? 'complex' : 'other';
}

/** Whether the dtype is known and is a real floating point type. */
export function isFloatingDType(dtype: DType): boolean {
  return dtype !== null && dtypeKind(dtype) === 'floating';
}

/** Whether the dtype is known and is a signed or unsigned integer type. */
export function isIntegerDType(dtype: DType): boolean {
  return dtype !== null && (dtypeKind(dtype) === 'signed' || dtypeKind(dtype) === 'unsigned');
}

/** Whether the dtype is known and is a complex type. */
export function isComplexDType(dtype: DType): boolean {
  return dtype !== null && dtypeKind(dtype) === 'complex';
}

/** Number of bits of one element; 0 for types that are no numbers. */
export function dtypeBits(dtype: Exclude<DType, null>): number {
  if (dtype === 'bool') {
    return 8;
  }
  return Number(/\d+/u.exec(dtype)?.[0] ?? 0);
}

const SIGNED: readonly Exclude<DType, null>[] = ['int8', 'int16', 'int32', 'int64'];
const UNSIGNED: readonly Exclude<DType, null>[] = ['uint8', 'uint16', 'uint32', 'uint64'];
const FLOATING: readonly Exclude<DType, null>[] = ['float16', 'float32', 'float64'];

/**
 * The dtype that NumPy gives to an operation on arrays of these two dtypes (`np.promote_types`);
 * `null` if one is unknown or they have none.
 */
export function promoteNumPy(left: DType, right: DType): DType {
  if (left === null || right === null) {
    return null;
  }
  if (left === right) {
    return left;
  }
  if (left === 'object' || right === 'object') {
    return 'object';
  }
  const kinds = [dtypeKind(left), dtypeKind(right)];
  if (kinds.includes('other')) {
    return left === 'string' || right === 'string' ? 'string' : null;
  }
  if (kinds.includes('complex')) {
    return left === 'complex128' ||
      right === 'complex128' ||
      needsDouble(left) ||
      needsDouble(right)
      ? 'complex128'
      : 'complex64';
  }
  if (kinds.includes('floating')) {
    if (left === 'bfloat16' || right === 'bfloat16') {
      const other = left === 'bfloat16' ? right : left;
      if (other === 'float32' || other === 'float64') {
        return other;
      }
      // With what holds more than eight bits it has no common dtype: `np.add` computes in another one, `np.inner` in objects.
      return other !== 'float16' && dtypeBits(other) <= 8 ? 'bfloat16' : null;
    }
    const bits = Math.max(floatBits(left), floatBits(right));
    return FLOATING.find(dtype => dtypeBits(dtype) >= bits) ?? 'float64';
  }
  if (left === 'bool') {
    return right;
  }
  if (right === 'bool') {
    return left;
  }
  const [leftBits, rightBits] = [dtypeBits(left), dtypeBits(right)];
  if (kinds[0] === kinds[1]) {
    return leftBits >= rightBits ? left : right;
  }
  const signedBits = kinds[0] === 'signed' ? leftBits : rightBits;
  const unsignedBits = kinds[0] === 'signed' ? rightBits : leftBits;
  const bits = Math.max(signedBits, unsignedBits * 2);
  return SIGNED.find(dtype => dtypeBits(dtype) >= bits) ?? 'float64';
}

/** The precision that NumPy takes to hold all values of a real dtype in a floating one. */
function floatBits(dtype: Exclude<DType, null>): number {
  const bits = dtypeBits(dtype);
  switch (dtypeKind(dtype)) {
    case 'bool':
      return 16;
    case 'signed':
    case 'unsigned':
      return bits <= 8 ? 16 : bits <= 16 ? 32 : 64;
    default:
      return bits;
  }
}

/** The floating point dtype that NumPy computes in for an array of that dtype: `int16` in `float32`. */
export function floatingNumPy(dtype: DType): DType {
  if (dtype === null || dtypeKind(dtype) === 'floating' || dtypeKind(dtype) === 'complex') {
    return dtype;
  }
  return dtypeKind(dtype) === 'other'
    ? null
    : (FLOATING.find(candidate => dtypeBits(candidate) >= floatBits(dtype)) ?? 'float64');
}

function needsDouble(dtype: Exclude<DType, null>): boolean {
  return dtypeKind(dtype) !== 'complex' && floatBits(dtype) > 32;
}

/**
 * The dtype that Keras 3 gives to operations on tensors of these two dtypes (`keras.backend.result_type`):
 * a lattice like JAX's, in which integers take the float's type as it is, and `int64` with a `uint`
 * stays an integer where it can. Floats of equal size (`float16`, `bfloat16`) meet in `float32`.
 */
export function promoteKeras(left: DType, right: DType): DType {
  if (left === null || right === null) {
    return null;
  }
  if (dtypeKind(left) === 'complex' || dtypeKind(right) === 'complex') {
    // Of two `complex128` some operations keep it (`concatenate`) and others make `complex64` (`add`).
    return left === 'complex128' && right === 'complex128' ? null : 'complex64';
  }
  // Keras has no place for `uint64` in its lattice.
  if (left === 'uint64' || right === 'uint64') {
    return null;
  }
  if (left === right) {
    return left;
  }
  const kinds = [dtypeKind(left), dtypeKind(right)];
  if (kinds.includes('other')) {
    return null;
  }
  if (kinds.includes('floating') && kinds[0] !== kinds[1]) {
    return kinds[0] === 'floating' ? left : right;
  }
  if (kinds[0] !== kinds[1] && kinds.includes('signed') && kinds.includes('unsigned')) {
    const signedBits = kinds[0] === 'signed' ? dtypeBits(left) : dtypeBits(right);
    const unsignedBits = kinds[0] === 'signed' ? dtypeBits(right) : dtypeBits(left);
    const bits = Math.max(signedBits, unsignedBits * 2);
    return SIGNED.find(dtype => dtypeBits(dtype) >= bits) ?? 'float32';
  }
  if (kinds[0] === 'floating' && dtypeBits(left) === 16 && dtypeBits(right) === 16) {
    return 'float32';
  }
  return promoteNumPy(left, right);
}

/** The dtypes of each kind from narrow to wide, for enumeration in tests and promotion tables. */
export const DTYPES_BY_KIND: ReadonlyMap<DTypeKind, readonly Exclude<DType, null>[]> = new Map<
  DTypeKind,
  readonly Exclude<DType, null>[]
>([
  ['bool', ['bool']],
  ['unsigned', UNSIGNED],
  ['signed', SIGNED],
  ['floating', FLOATING],
  ['complex', ['complex64', 'complex128']]
]);

/** The type of a Python scalar that is weak in promotion. */
export type WeakType = 'bool' | 'int' | 'float' | 'complex' | 'str' | 'bytes';

/** The dtype that a Python scalar gets when nothing else decides. */
export function dtypeOfScalar(type: WeakType, flavour: Flavour): Exclude<DType, null> {
  const numpy = flavour === 'numpy';
  switch (type) {
    case 'bool':
      return 'bool';
    case 'int':
      return numpy ? 'int64' : 'int32';
    case 'float':
      return numpy ? 'float64' : 'float32';
    case 'complex':
      return 'complex128';
    case 'str':
    case 'bytes':
      return 'string';
  }
}

/**
 * The dtype of an operation on an array of `dtype` and a weak Python scalar, as NumPy 2 does it: the scalar
 * takes the array's type unless its kind is higher (`int8` array + 1.0 is `float64`).
 */
export function promoteWeak(dtype: DType, scalar: WeakType, flavour: Flavour): DType {
  if (dtype === null) {
    return null;
  }
  const rank = (kind: DTypeKind): number =>
    ['bool', 'unsigned', 'signed', 'floating', 'complex'].indexOf(
      kind === 'unsigned' ? 'signed' : kind
    );
  const own = dtypeOfScalar(scalar, flavour);
  if (rank(dtypeKind(own)) <= rank(dtypeKind(dtype))) {
    return dtype;
  }
  if (scalar === 'complex') {
    return dtype === 'float64' || dtypeKind(dtype) !== 'floating' ? 'complex128' : 'complex64';
  }
  return own;
}
