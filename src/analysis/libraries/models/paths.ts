/**
 * Paths of the file system: `pathlib.Path`, of which others are made, and paths that are texts.
 */
import type { Value } from '../../values/value';
import type { AttributeModel, FunctionModel, MethodModel } from '../model';
import { iteratorOf } from './arguments';

const PATH = 'pathlib.Path';

/** The operand of `folder / name` or `'folder' / path` that is a path: what it gives is one as well. */
export function joinedPath(left: Value, right: Value): Value | null {
  return [left, right].find(isPath) ?? null;
}

function isPath(value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.object.cls?.kind === 'library' &&
    value.object.cls.path === PATH
  );
}

const another: MethodModel = (_ctx, receiver) => receiver;

/** `folder.glob(pattern)`, `folder.iterdir()`: paths like the folder's. */
const below: MethodModel = (ctx, receiver) => {
  ctx.effect({ kind: 'reading', construct: 'call' });
  return iteratorOf(ctx, ctx.api, receiver);
};

const parent: AttributeModel = (_ctx, receiver) => receiver;

/** `os.path.splitext(path)`, `os.path.split(path)`: two texts. */
const twoTexts: FunctionModel = ctx =>
  ctx.values.tuple([ctx.values.scalar('str'), ctx.values.scalar('str')]);

/** Functions of `os.path` that take a path apart, by full name. */
export const PATH_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map(
  ['split', 'splitext', 'splitdrive'].map(name => [`os.path.${name}`, twoTexts] as const)
);

/** Methods of `pathlib.Path` that give another path, by full name. */
export const PATH_METHODS: ReadonlyMap<string, MethodModel> = new Map([
  ...[
    'with_suffix',
    'with_name',
    'with_stem',
    'joinpath',
    'absolute',
    'expanduser',
    'relative_to'
  ].map(name => [`${PATH}.${name}`, another] as const),
  ...['glob', 'rglob', 'iterdir'].map(name => [`${PATH}.${name}`, below] as const)
]);

/** Attributes of `pathlib.Path`, by full name. */
export const PATH_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map([
  [`${PATH}.parent`, parent]
]);
