/**
 * The elements of datasets: components, their slices, batches and types.
 */
import { joinAll } from '../../values/join';
import type { DatasetValue, HeapObject, Value } from '../../values/value';
import { toArgument } from '../convert';
import type { CallArguments, IModelContext } from '../model';
import { FIELD_NAMES } from '../namedTuples';
import { componentType, toDType, toDimensions, toTensorType } from '../rules/ruleCall';
import type { Dimension, TensorType } from '../rules/tensorType';
import { iteratorOf, positional } from './arguments';
import { frameArray } from './frames';

/** A leaf of an element as the tensor that a dataset makes of it. */
export function asTensor(ctx: IModelContext, value: Value): Value {
  if (value.kind === 'tensor') {
    return ctx.values.tensor(
      {
        dtype: value.type.dtype,
        shape: value.type.shape,
        form:
          value.type.form === 'ndarray' || value.type.form === 'variable'
            ? 'dense'
            : value.type.form
      },
      'tensorflow'
    );
  }
  if (value.kind === 'dataset') {
    return value;
  }
  const table = frameArray(ctx, value);
  if (table !== null) {
    return ctx.values.tensor({
      ...table,
      dtype: table.dtype === 'object' ? 'string' : table.dtype,
      form: 'dense'
    });
  }
  const described = toArgument(ctx, value);
  if (described.kind === 'constant' && described.type !== 'None') {
    return ctx.values.tensor({ ...toTensorType(described, 'tensorflow'), form: 'dense' });
  }
  return value.kind === 'constant'
    ? value
    : ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
}

/** The dataset with elements that differ from an axis on; what is no dataset stays. */
export function uneven({ values }: IModelContext, value: Value, axis: number | null): Value {
  if (value.kind !== 'dataset' || value.unevenFrom === axis) {
    return value;
  }
  const { element, size, repeated, traced, head, front, rows } = value;
  return values.dataset(element, size, repeated, traced, head, front, rows, axis);
}

/** A list is one tensor, as TensorFlow converts it; tuples (named ones, too) and dicts keep their structure. */
export function components(
  ctx: IModelContext,
  value: Value,
  leaf: (value: Value) => Value,
  form: string = 'element'
): Value {
  // One part may stand in many places, and a dict within itself.
  const made = new Map<Value, Value>();
  const of = (part: Value): Value => {
    const known = made.get(part);
    if (known !== undefined) {
      return known;
    }
    if (part.kind === 'object' && isStructure(ctx, part.object)) {
      return copied(part.object);
    }
    const result = ofTensors(part);
    made.set(part, result);
    return result;
  };
  const copied = (object: HeapObject): Value => {
    const copy = ctx.allocate(object.kind, object.cls, `${form}:${object.id}`);
    const result = ctx.values.object(copy);
    made.set(ctx.values.object(object), result);
    for (const field of ctx.fields(object)) {
      const stored = ctx.read(object, field);
      if (stored !== null) {
        ctx.write(copy, field, field === '[keys]' || field === FIELD_NAMES ? stored : of(stored));
      }
    }
    return result;
  };
  const ofTensors = (part: Value): Value => {
    switch (part.kind) {
      case 'tuple':
        return ctx.values.tuple(
          part.items.map(of),
          part.rest === null ? null : of(part.rest),
          part.names
        );
      case 'union':
        return joinAll(ctx.values, part.members.map(of));
      case 'object': {
        const described = part.object.kind === 'list' ? toArgument(ctx, part) : null;
        return described?.kind === 'sequence'
          ? leaf(ctx.values.tensor(componentType(described)))
          : leaf(part);
      }
      default:
        return leaf(part);
    }
  };
  return of(value);
}

/** Whether a dataset keeps the structure: of a dict, and of an object with named fields. */
function isStructure(ctx: IModelContext, object: HeapObject): boolean {
  return (
    object.kind === 'dict' || (object.kind === 'instance' && ctx.read(object, FIELD_NAMES) !== null)
  );
}

export function sliceLeaf(ctx: IModelContext, value: Value): Value {
  const tensor = asTensor(ctx, value);
  if (tensor.kind !== 'tensor') {
    return tensor;
  }
  const { dtype, shape, form } = tensor.type;
  const rest = shape === null ? null : shape.slice(1);
  // A row of a ragged tensor has the length that it has; only what is nested deeper is ragged still.
  const row =
    form === 'ragged' && rest !== null && rest[0] === 'ragged'
      ? (['open', ...rest.slice(1)] as const)
      : rest;
  return ctx.values.tensor({
    dtype,
    shape: row,
    form: form === 'ragged' && row !== null && !row.includes('ragged') ? 'dense' : form
  });
}

/** The size of the first axis of the first component. */
export function leadingSize(ctx: IModelContext, value: Value): number | null {
  let size: number | null = null;
  components(
    ctx,
    value,
    leaf => {
      const tensor = asTensor(ctx, leaf);
      if (
        size === null &&
        tensor.kind === 'tensor' &&
        tensor.type.shape !== null &&
        typeof tensor.type.shape[0] === 'number'
      ) {
        size = tensor.type.shape[0];
      }
      return leaf;
    },
    'size'
  );
  return size;
}

export function specValue(ctx: IModelContext, spec: Value): Value {
  return components(ctx, spec, leaf => {
    if (
      leaf.kind === 'object' &&
      leaf.object.kind === 'instance' &&
      leaf.object.cls?.kind === 'library'
    ) {
      const shape = ctx.read(leaf.object, '#config:shape');
      const dtype = ctx.read(leaf.object, '#config:dtype');
      const path = leaf.object.cls.path;
      const type: TensorType = {
        dtype: dtype === null ? 'float32' : toDType(toArgument(ctx, dtype)),
        shape: shape === null ? null : toDimensions(toArgument(ctx, shape)),
        form: path.includes('Ragged') ? 'ragged' : path.includes('Sparse') ? 'sparse' : 'dense'
      };
      return ctx.values.tensor(type);
    }
    return leaf.kind === 'dtype'
      ? ctx.values.tensor({ dtype: leaf.dtype, shape: null, form: 'dense' })
      : ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
  });
}

/** `output_types` with `output_shapes`, which has the same structure with a shape at every leaf. */
export function withShapes(ctx: IModelContext, types: Value, shapes: Value | null): Value {
  if (shapes === null) {
    return types;
  }
  if (types.kind === 'tuple') {
    const parts = ctx.items(shapes);
    return ctx.values.tuple(
      types.items.map((item, index) => withShapes(ctx, item, parts?.[index] ?? null))
    );
  }
  return types.kind === 'tensor'
    ? ctx.values.tensor({
        dtype: types.type.dtype,
        shape: toDimensions(toArgument(ctx, shapes)),
        form: types.type.form
      })
    : types;
}

/** The arguments that a callback of a dataset gets: the parts of a tuple one by one, a named tuple as it is. */
export function elementArguments(element: Value): CallArguments {
  return element.kind === 'tuple' && element.rest === null && element.names === null
    ? positional(element.items)
    : positional([element]);
}

/** A component with a batch axis in front: datasets of windows keep theirs inside, rows of unlike length are padded. */
export function batchedLeaf(
  ctx: IModelContext,
  leaf: Value,
  length: Dimension,
  stageName: string
): Value {
  if (leaf.kind !== 'tensor' || leaf.type.shape === null) {
    return leaf;
  }
  const { shape } = leaf.type;
  const isVaried = shape.some(dimension => typeof dimension !== 'number');
  return stageName === 'ragged_batch' && isVaried
    ? ctx.values.tensor({
        dtype: leaf.type.dtype,
        shape: [
          length,
          ...shape.map(dimension => (typeof dimension === 'number' ? dimension : 'ragged'))
        ],
        form: 'ragged'
      })
    : ctx.values.tensor({
        dtype: leaf.type.dtype,
        shape: [
          length,
          ...shape.map(dimension =>
            stageName === 'padded_batch' && typeof dimension !== 'number' ? 'open' : dimension
          )
        ],
        form: leaf.type.form
      });
}

/** The components with the sizes that `padded_shapes` names, which has their structure; the others as they are. */
export function paddedElement(ctx: IModelContext, element: Value, shapes: Value): Value {
  if (element.kind === 'tuple') {
    const parts = ctx.items(shapes);
    return ctx.values.tuple(
      element.items.map((item, index) =>
        parts === null || parts[index] === undefined ? item : paddedElement(ctx, item, parts[index])
      ),
      element.rest,
      element.names
    );
  }
  const sizes = element.kind === 'tensor' ? toDimensions(toArgument(ctx, shapes)) : null;
  if (element.kind !== 'tensor' || element.type.shape === null || sizes === null) {
    return element;
  }
  return ctx.values.tensor({
    dtype: element.type.dtype,
    shape: element.type.shape.map((size, axis) => {
      const given = sizes[axis];
      return typeof given === 'number' && given >= 0
        ? given
        : given === undefined || given === 'unknown'
          ? 'unknown'
          : size;
    }),
    form: element.type.form
  });
}

/** `element_spec`: a type for every component. */
export function elementSpec(ctx: IModelContext, dataset: DatasetValue): Value {
  let part = 0;
  return components(ctx, dataset.traced, leaf => {
    if (leaf.kind !== 'tensor') {
      return ctx.values.unknown('external', 'tensorflow.data.Dataset.element_spec');
    }
    const { form } = leaf.type;
    const cls =
      form === 'ragged'
        ? 'RaggedTensorSpec'
        : form === 'sparse'
          ? 'SparseTensorSpec'
          : 'TensorSpec';
    const spec = ctx.allocate(
      'instance',
      ctx.values.library(`tensorflow.${cls}`),
      `spec:${part++}`
    );
    for (const prefix of ['', '#config:']) {
      ctx.write(spec, `${prefix}shape`, ctx.values.shape(leaf.type.shape));
      ctx.write(spec, `${prefix}dtype`, ctx.values.dtype(leaf.type.dtype));
    }
    return ctx.values.object(spec);
  });
}

/** An iterator over a dataset: its first element is a full batch where another one follows. */
export function datasetIterator(ctx: IModelContext, dataset: DatasetValue): Value {
  const made = iteratorOf(ctx, 'tensorflow.data.Iterator', dataset.element);
  if (made.kind === 'object' && dataset.front > 0) {
    ctx.write(made.object, '#first', dataset.head);
  }
  return made;
}
