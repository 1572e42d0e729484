/**
 * Lets the command line go through arrays without iterators.
 *
 * `for (const x of array)` and `const [a, b] = pair` make an iterator, and an object for each item. V8 leaves that out
 * only of what it has optimised, and a program that ends after seconds is hardly optimised (`src/cli/compilation.ts`).
 * Where the types say that it is an array, its items are taken by their numbers; an iterator would give the same, also
 * of an array that grows meanwhile.
 */
import { join, sep } from 'node:path';
import ts from 'typescript';

/**
 * For esbuild: the TypeScript below `sources`, changed so before it is bundled.
 *
 * @param entries - the programs that are bundled, from which all of it is reached.
 */
export function arrayLoops({ repository, sources, entries }) {
  const config = ts.readConfigFile(join(repository, 'tsconfig.base.json'), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, composite: false, types: ['node'] },
    repository
  );
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter();
  return {
    name: 'array-loops',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = path.startsWith(sources + sep) ? program.getSourceFile(path) : undefined;
        if (file === undefined) {
          return null;
        }
        const { transformed, dispose } = ts.transform(file, [indexing(checker)]);
        const contents = printer.printFile(transformed[0]);
        dispose();
        return { contents, loader: 'ts' };
      });
    }
  };
}

/** The change of one file. */
function indexing(checker) {
  const isArray = type =>
    type.isUnion()
      ? type.types.every(isArray)
      : checker.isArrayType(type) || checker.isTupleType(type);
  const typeOf = node => checker.getApparentType(checker.getTypeAtLocation(node));
  return context => file => {
    const visit = node => {
      const inner = ts.visitEachChild(node, visit, context);
      if (
        ts.isForOfStatement(node) &&
        node.awaitModifier === undefined &&
        ts.isVariableDeclarationList(node.initializer) &&
        isArray(typeOf(node.expression))
      ) {
        return byIndex(context.factory, inner);
      }
      if (
        ts.isArrayBindingPattern(node) &&
        node.elements.every(item => ts.isOmittedExpression(item) || !item.dotDotDotToken) &&
        isArray(typeOf(destructured(node)))
      ) {
        return byNumber(context.factory, inner);
      }
      return inner;
    };
    return ts.visitNode(file, visit);
  };
}

/** What a pattern takes apart: the value, where it is written. */
function destructured(pattern) {
  const { parent } = pattern;
  return ts.isVariableDeclaration(parent) && parent.initializer !== undefined
    ? parent.initializer
    : pattern;
}

/** `for (const x of xs) …` as `for (let items = xs, i = 0; i < items.length; i++) { const x = items[i]; … }`. */
function byIndex(factory, { initializer, expression, statement }) {
  const items = factory.createUniqueName('items');
  const index = factory.createUniqueName('index');
  const declare = (name, value) =>
    factory.createVariableDeclaration(name, undefined, undefined, value);
  const [{ name }] = initializer.declarations;
  const item = factory.createElementAccessExpression(items, index);
  const body = ts.isBlock(statement) ? statement.statements : [statement];
  return factory.createForStatement(
    factory.createVariableDeclarationList(
      [declare(items, expression), declare(index, factory.createNumericLiteral(0))],
      ts.NodeFlags.Let
    ),
    factory.createLessThan(index, factory.createPropertyAccessExpression(items, 'length')),
    factory.createPostfixIncrement(index),
    factory.createBlock([
      factory.createVariableStatement(
        undefined,
        factory.createVariableDeclarationList([declare(name, item)], initializer.flags)
      ),
      ...body
    ])
  );
}

/** `[a, , b = 1]` as `{ 0: a, 2: b = 1 }`. */
function byNumber(factory, { elements }) {
  return factory.createObjectBindingPattern(
    elements.flatMap((element, index) =>
      ts.isOmittedExpression(element)
        ? []
        : factory.createBindingElement(
            undefined,
            factory.createNumericLiteral(index),
            element.name,
            element.initializer
          )
    )
  );
}
