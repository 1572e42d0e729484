/**
 * Everything that the interpreter can ask of the libraries: hand-written models first, then the knowledge.
 */
import { genericFunction, genericMethod } from './generic';
import type { IKnowledge, LibraryEntry } from './knowledge';
import { canonicalName } from './knowledge';
import { parseRule } from './rules/evaluate';
import type { AttributeModel, FunctionModel, IModelRegistry, MethodModel } from './model';
import { BUILTIN_FUNCTIONS } from './models/builtins';
import { CONCURRENCY_FUNCTIONS, CONCURRENCY_METHODS } from './models/concurrency';
import { CONTAINER_METHODS } from './models/containers';
import { CSV_FUNCTIONS } from './models/csvFiles';
import { DATASET_METHODS } from './models/datasets';
import { DATASET_FUNCTIONS } from './models/datasetSources';
import { ENTRY_FUNCTIONS, ENTRY_METHODS } from './models/entryPoints';
import { GRAPH_ATTRIBUTES, GRAPH_FUNCTIONS, GRAPH_METHODS } from './models/graphs';
import {
  ARRAY_FILE_ATTRIBUTES,
  ARRAY_FILE_FUNCTIONS,
  ARRAY_FILE_METHODS
} from './models/arrayFiles';
import { TABLE_METHODS } from './models/frameChanges';
import { FRAME_COLUMN_FUNCTIONS } from './models/frameColumns';
import {
  FRAME_INDEX_ATTRIBUTES,
  FRAME_INDEX_FUNCTIONS,
  FRAME_INDEX_METHODS
} from './models/frameIndexers';
import { FRAME_OPERATORS } from './models/frameOperators';
import { FRAME_PART_ATTRIBUTES } from './models/frameShapes';
import { FRAME_ELEMENT_FUNCTIONS } from './models/frameFunctions';
import { FRAME_ATTRIBUTES, FRAME_FUNCTIONS } from './models/frames';
import { HEAP_FUNCTIONS } from './models/heaps';
import { withImplicitCalls, withImplicitCallsOfMethod } from './models/implicitCalls';
import { LINEAR_OPERATOR_METHODS } from './models/linearOperators';
import { ITERATOR_FUNCTIONS } from './models/iterators';
import { ARRAY_AXIS_FUNCTIONS } from './models/arrayAxes';
import { ARRAY_LIST_METHODS } from './models/arrayLists';
import { ARRAY_NUMBER_ATTRIBUTES, ARRAY_NUMBER_FUNCTIONS } from './models/arrayNumbers';
import { ARRAY_SHAPE_FUNCTIONS, ARRAY_SHAPE_METHODS } from './models/arrayShapes';
import { ARRAY_LOOP_FUNCTIONS } from './models/arrayLoops';
import { DECODING_FUNCTIONS } from './models/decoding';
import { LEARNING_FOLD_FUNCTIONS, LEARNING_FOLD_METHODS } from './models/learningFolds';
import { NUMBER_FUNCTIONS } from './models/numbers';
import { EXCEPTION_METHODS } from './models/exceptions';
import { KERAS_FUNCTIONS, KERAS_METHODS } from './models/keras';
import { KERAS_ATTRIBUTES } from './models/kerasAttributes';
import { KERAS_DATA_FUNCTIONS, KERAS_DATA_METHODS } from './models/kerasData';
import { ACTIVATION_FUNCTIONS } from './models/layerCallbacks';
import { LEARNING_FUNCTIONS, LEARNING_METHODS } from './models/learning';
import {
  LEARNING_RESULT_ATTRIBUTES,
  LEARNING_RESULT_FUNCTIONS,
  LEARNING_RESULT_METHODS
} from './models/learningResults';
import { OPERATOR_FUNCTIONS, OPERATOR_METHODS } from './models/operatorFunctions';
import { PATH_ATTRIBUTES, PATH_FUNCTIONS, PATH_METHODS } from './models/paths';
import { PRECISION_FUNCTIONS } from './models/precision';
import { LEARNING_TEXT_FUNCTIONS, LEARNING_TEXT_METHODS } from './models/learningTexts';
import { RANDOM_GENERATORS } from './models/randomGenerators';
import { PYTHON_FUNCTIONS, PYTHON_METHODS } from './models/python';
import { SPARSE_FUNCTIONS } from './models/sparseTensors';
import {
  isMakeOfItems,
  makeDataClass,
  makeNamedTuple,
  makeOfItems,
  rawOperationNames,
  STRUCTURE_FUNCTIONS,
  STRUCTURE_METHODS
} from './models/structures';
import { REDUCTION_FUNCTIONS, REDUCTION_METHODS } from './models/arrayReductions';
import { PARTICULAR_FUNCTIONS, PARTICULAR_METHODS } from './models/tensorFunctions';
import { TENSOR_FUNCTIONS, TENSOR_METHODS } from './models/tensors';
import { TEXT_METHODS } from './models/textPreparation';
import { TRAINING_METHODS } from './models/training';
import { madeDataClassFields, namedTupleFields } from './namedTuples';

/** Modules of the standard library and companions that may be imported even where no knowledge file speaks of them. */
const PYTHON_ROOTS: ReadonlySet<string> = new Set([
  'builtins',
  'typing',
  'functools',
  'abc',
  '__future__',
  'types',
  'contextlib',
  'dataclasses',
  'attr',
  'attrs',
  'collections',
  'itertools',
  'operator',
  'math',
  'random',
  'time',
  'os',
  'sys',
  'click',
  'absl',
  'flask',
  'tensorflow',
  'keras',
  'numpy'
]);

/** Where TensorFlow keeps the functions of its first generation. */
const ELDER_PREFIX = 'tensorflow.compat.v1.';

/** The classes below which Keras's own protocol holds, for user classes that inherit from a library class. */
const FIXED_ANCESTORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['keras.Model', ['keras.layers.Layer']],
  ['keras.Sequential', ['keras.Model', 'keras.layers.Layer']],
  ['keras.Layer', ['keras.layers.Layer']],
  ['keras.Loss', ['keras.losses.Loss']],
  ['keras.Metric', ['keras.metrics.Metric']],
  ['keras.Optimizer', ['keras.optimizers.Optimizer']],
  ['keras.layers.RNN', ['keras.layers.Layer']]
]);

/** A registry over knowledge that may still grow. */
export function createRegistry(knowledge: IKnowledge): IModelRegistry {
  return new Registry(knowledge);
}

class Registry implements IModelRegistry {
  constructor(private readonly _knowledge: IKnowledge) {}

  readonly keepsSlicedSizes = false;
  readonly joinsDecidedArms = false;
  readonly assumesArguments = true;
  readonly seesUnfollowedResults = true;
  readonly tracesSignatures = true;

  function(path: string): FunctionModel | null {
    const name = canonicalName(path);
    const own = FUNCTIONS.get(name);
    if (own !== undefined) {
      return own;
    }
    if (namedTupleFields(name) !== null) {
      return makeNamedTuple;
    }
    if (madeDataClassFields(name) !== null) {
      return makeDataClass;
    }
    if (isMakeOfItems(name)) {
      return makeOfItems;
    }
    const entry = this._lookup(name);
    if (entry === null || entry.kind === 'module' || entry.kind === 'constant') {
      const known = this._generic.get(name);
      return known ?? null;
    }
    let model = this._generic.get(name);
    if (model === undefined) {
      const inherited = FUNCTIONS.get(entry.name);
      model =
        inherited ??
        this._modelOfModernName(entry) ??
        withImplicitCalls(name, genericFunction(entry));
      this._generic.set(name, model);
    }
    return model;
  }

  method(owner: string, name: string): MethodModel | null {
    const key = `${owner}.${name}`;
    const own =
      METHODS.get(key) ??
      (namedTupleFields(owner) === null ? undefined : METHODS.get(`typing.NamedTuple.${name}`));
    if (own !== undefined) {
      return own;
    }
    const known = this._methods.get(key);
    if (known !== undefined) {
      return known;
    }
    for (const ancestor of this.ancestors(owner)) {
      const inherited = METHODS.get(`${ancestor}.${name}`);
      if (inherited !== undefined) {
        this._methods.set(key, inherited);
        return inherited;
      }
    }
    const entry = this._knowledge.method(owner, name);
    const model =
      entry === null || entry.kind === 'property'
        ? null
        : withImplicitCallsOfMethod(key, genericMethod(entry));
    this._methods.set(key, model);
    return model;
  }

  attribute(owner: string, name: string): AttributeModel | null {
    const own = ATTRIBUTES.get(`${owner}.${name}`);
    if (own !== undefined) {
      return own;
    }
    for (const ancestor of this.ancestors(owner)) {
      const inherited = ATTRIBUTES.get(`${ancestor}.${name}`);
      if (inherited !== undefined) {
        return inherited;
      }
    }
    const entry = this._knowledge.method(owner, name);
    if (entry === null || entry.kind !== 'property') {
      return null;
    }
    const model = genericMethod(entry);
    return (ctx, receiver) =>
      model(ctx, receiver, {
        positional: [],
        keywords: new Map(),
        starred: null,
        doubleStarred: null
      });
  }

  ancestors(path: string): readonly string[] {
    const known = this._knowledge.ancestors(path);
    const before = this._ancestors.get(path);
    if (before?.known === known) {
      return before.all;
    }
    const fixed = [path, ...known].flatMap(name => FIXED_ANCESTORS.get(name) ?? []);
    const all = [...new Set([...known, ...fixed])];
    this._ancestors.set(path, { known, all });
    return all;
  }

  entryOf(path: string): LibraryEntry | null {
    return this._knowledge.lookup(canonicalName(path));
  }

  members(path: string): readonly string[] {
    const prefix = `${path}.`;
    const modelled = [...FUNCTIONS.keys()]
      .filter(name => name.startsWith(prefix) && !/[.#]/u.test(name.slice(prefix.length)))
      .map(name => name.slice(prefix.length));
    return [...new Set([...modelled, ...this._knowledge.namesBelow(path)])];
  }

  sourceOf(path: string): string | null {
    const [library] = path.split('.');
    const version = this._knowledge.versions.get(library);
    return version === undefined ? null : `${library} ${version}`;
  }

  knows(path: string): boolean {
    const name = canonicalName(path);
    if (FUNCTIONS.has(name) || this._knowledge.lookup(name) !== null) {
      return true;
    }
    return !name.includes('.') && (PYTHON_ROOTS.has(name) || this._knowledge.isKnownLibrary(name));
  }

  /**
   * The model of the function of TensorFlow 2 that a function of `tensorflow.compat.v1` is the elder form of: of the
   * same name, and whatever the one demands stands in the same places in the other.
   */
  private _modelOfModernName(entry: LibraryEntry): FunctionModel | undefined {
    if (!entry.name.startsWith(ELDER_PREFIX)) {
      return undefined;
    }
    const name = `tensorflow.${entry.name.slice(ELDER_PREFIX.length)}`;
    const model = FUNCTIONS.get(name);
    const modern = model === undefined ? null : this._knowledge.lookup(name);
    const demanded = modern?.parameters?.filter(
      (parameter, place) => place === 0 || parameter.default === null
    );
    return demanded?.every((parameter, place) => entry.parameters?.[place]?.name === parameter.name)
      ? model
      : undefined;
  }

  /** The entry of a name; a raw operation has the shapes of the function whose arguments have the same names. */
  private _lookup(name: string): LibraryEntry | null {
    const own = this._knowledge.lookup(name);
    if (own === null || own.shapeRule !== null) {
      return own;
    }
    for (const candidate of rawOperationNames(name)) {
      const rule = this._knowledge.lookup(candidate)?.shapeRule ?? null;
      const operands = rule === null ? [] : parseRule(rule).operands;
      if (
        operands.length > 0 &&
        operands.every(operand => own.parameters?.some(parameter => parameter.name === operand))
      ) {
        return { ...own, shapeRule: rule };
      }
    }
    return own;
  }

  private readonly _generic = new Map<string, FunctionModel>();
  private readonly _methods = new Map<string, MethodModel | null>();
  /** Of a path, what the knowledge says of its bases and what follows from it: that may change as files are added. */
  private readonly _ancestors = new Map<
    string,
    { readonly known: readonly string[]; readonly all: readonly string[] }
  >();
}

const FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map(
  [
    ...BUILTIN_FUNCTIONS,
    ...PYTHON_FUNCTIONS,
    ...CONCURRENCY_FUNCTIONS,
    ...CSV_FUNCTIONS,
    ...HEAP_FUNCTIONS,
    ...PATH_FUNCTIONS,
    ...ITERATOR_FUNCTIONS,
    ...RANDOM_GENERATORS,
    ...OPERATOR_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...FRAME_FUNCTIONS,
    ...FRAME_ELEMENT_FUNCTIONS,
    ...FRAME_INDEX_FUNCTIONS,
    ...FRAME_COLUMN_FUNCTIONS,
    ...LEARNING_FUNCTIONS,
    ...LEARNING_TEXT_FUNCTIONS,
    ...LEARNING_RESULT_FUNCTIONS,
    ...LEARNING_FOLD_FUNCTIONS,
    ...TENSOR_FUNCTIONS,
    ...PARTICULAR_FUNCTIONS,
    ...REDUCTION_FUNCTIONS,
    ...ARRAY_AXIS_FUNCTIONS,
    ...ARRAY_NUMBER_FUNCTIONS,
    ...ARRAY_LOOP_FUNCTIONS,
    ...ARRAY_SHAPE_FUNCTIONS,
    ...DECODING_FUNCTIONS,
    ...ARRAY_FILE_FUNCTIONS,
    ...STRUCTURE_FUNCTIONS,
    ...DATASET_FUNCTIONS,
    ...GRAPH_FUNCTIONS,
    ...KERAS_FUNCTIONS,
    ...PRECISION_FUNCTIONS,
    ...SPARSE_FUNCTIONS,
    ...ACTIVATION_FUNCTIONS,
    ...KERAS_DATA_FUNCTIONS,
    ...ENTRY_FUNCTIONS
  ].map(([path, model]) => [path, withImplicitCalls(path, model)])
);

const ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map([
  ...KERAS_ATTRIBUTES,
  ...GRAPH_ATTRIBUTES,
  ...FRAME_ATTRIBUTES,
  ...FRAME_PART_ATTRIBUTES,
  ...FRAME_INDEX_ATTRIBUTES,
  ...ARRAY_FILE_ATTRIBUTES,
  ...ARRAY_NUMBER_ATTRIBUTES,
  ...PATH_ATTRIBUTES,
  ...LEARNING_RESULT_ATTRIBUTES
]);

const METHODS: ReadonlyMap<string, MethodModel> = new Map(
  [
    ...CONTAINER_METHODS,
    ...PYTHON_METHODS,
    ...CONCURRENCY_METHODS,
    ...TABLE_METHODS,
    ...FRAME_INDEX_METHODS,
    ...FRAME_OPERATORS,
    ...LEARNING_METHODS,
    ...LEARNING_TEXT_METHODS,
    ...LEARNING_RESULT_METHODS,
    ...LEARNING_FOLD_METHODS,
    ...KERAS_DATA_METHODS,
    ...OPERATOR_METHODS,
    ...TENSOR_METHODS,
    ...ARRAY_LIST_METHODS,
    ...PARTICULAR_METHODS,
    ...REDUCTION_METHODS,
    ...ARRAY_SHAPE_METHODS,
    ...LINEAR_OPERATOR_METHODS,
    ...ARRAY_FILE_METHODS,
    ...PATH_METHODS,
    ...STRUCTURE_METHODS,
    ...DATASET_METHODS,
    ...GRAPH_METHODS,
    ...ENTRY_METHODS,
    ...EXCEPTION_METHODS,
    ...KERAS_METHODS,
    ...TEXT_METHODS,
    ...TRAINING_METHODS
  ].map(([path, model]) => [path, withImplicitCallsOfMethod(path, model)])
);
