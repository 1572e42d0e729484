/**
 * Whether a function is a graph function, and how it became one (specification 1.3, 1.4).
 */
import type { FunctionRecord, GraphWrapping } from '../../interpreter/record';
import type { Framework, RuleSet } from '../../report';
import { BEHIND_ALL } from '../../syntax/offsets';
import type { Expression } from '../../syntax/tree';
import { membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { importedPath, type ModuleNames } from '../moduleNames';
import { optionsOf, type GraphOptions } from './options';

/** A wrapping with its options. */
export type GraphUse = {
  readonly api: string;
  readonly form: 'decorator' | 'call' | 'partial';
  readonly framework: Framework;
  readonly options: GraphOptions;
  readonly wrapping: GraphWrapping | null;
  /** The decorator, the call, or the name that makes it a graph. */
  readonly node: Expression | null;
};

const GRAPH_APIS: ReadonlyMap<string, Framework> = new Map([
  ['tensorflow.function', 'tensorflow'],
  ['tensorflow.compat.v1.function', 'tensorflow'],
  ['torch.compile', 'torch'],
  ['torch.jit.script', 'torch'],
  ['torch.jit.trace', 'torch'],
  ['jax.jit', 'jax'],
  ['jax.pmap', 'jax'],
  ['flax.nnx.jit', 'jax'],
  ['equinox.filter_jit', 'jax']
]);

/** Where TensorFlow itself keeps `tf.function`, by version. */
const INTERNAL_NAMES: ReadonlySet<string> = new Set([
  'tensorflow.python.eager.def_function.function',
  'tensorflow.python.eager.polymorphic_function.polymorphic_function.function'
]);

/** The framework of an API that makes graphs; `null` for others. */
export function frameworkOf(api: string): Framework | null {
  return GRAPH_APIS.get(api) ?? null;
}

const NO_USES: readonly GraphUse[] = [];

/** Every way in which the function becomes a graph, decorators in source order first. */
export function graphUses(
  record: FunctionRecord,
  names: ModuleNames,
  rules: RuleSet
): readonly GraphUse[] {
  const { node } = record.code;
  const isPlain = node.kind !== 'FunctionDef' || node.decorators.length === 0;
  if (isPlain && record.wrappings.length === 0) {
    return NO_USES;
  }
  const own = new Set(node.kind === 'FunctionDef' ? node.decorators.map(({ start }) => start) : []);
  const uses: GraphUse[] = record.wrappings.flatMap(wrapping => {
    const framework = frameworkOf(wrapping.api);
    // The function that another decorator returned does not carry the decorator itself.
    const isElsewhere =
      rules === 'published' && wrapping.form === 'decorator' && !own.has(wrapping.at.start);
    return framework === null || isElsewhere
      ? []
      : [
          {
            api: wrapping.api,
            form: wrapping.form,
            framework,
            options: optionsOf(wrapping.api, wrapping.call, wrapping.form),
            wrapping,
            node: wrapping.call
          }
        ];
  });
  if (node.kind === 'FunctionDef') {
    for (const { expression, start } of node.decorators) {
      const call = expression.kind === 'Call' ? expression : null;
      const written = importedPath(names, call === null ? expression : call.func);
      const callee = rules === 'published' ? record.decoratorCallees.get(start) : undefined;
      const meant = callee === undefined ? null : graphApiOf(callee);
      const isInternal = written !== null && INTERNAL_NAMES.has(written);
      const path = isInternal ? 'tensorflow.function' : (meant ?? written);
      const framework = path === null ? null : frameworkOf(path);
      const isKnown = uses.some(
        use => use.form !== 'call' && use.wrapping !== null && use.wrapping.at.start === start
      );
      if (
        path !== null &&
        framework !== null &&
        !isKnown &&
        (isInternal || meant !== null || record.decorators.length === 0)
      ) {
        uses.push({
          api: path,
          form: 'decorator',
          framework,
          options: optionsOf(path, call, 'decorator'),
          wrapping: null,
          node: expression
        });
      }
    }
  }
  return uses.sort((left, right) => order(left) - order(right));
}

/**
 * The API that a decorator means, whatever it is applied to (specification 1.3). `None` and unknown values stand for
 * imports that fail and say nothing; two meanings are ambiguous, and give `null`.
 */
function graphApiOf(callee: Value): string | null {
  const paths = new Set(
    membersOf(callee).flatMap(member =>
      member.kind === 'unknown' || (member.kind === 'constant' && member.type === 'None')
        ? []
        : [member.kind === 'library' ? member.path : '']
    )
  );
  const [only] = paths;
  return paths.size === 1 && frameworkOf(only) !== null ? only : null;
}

/** Decorators come first, as they are written: they are applied, and thus recorded, from the last to the first. */
function order(use: GraphUse): number {
  return use.form === 'decorator' ? (use.wrapping?.at.start ?? use.node?.start ?? 0) : BEHIND_ALL;
}
