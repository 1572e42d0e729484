/**
 * Frameworks that call the program's functions as entry points: click, absl and flask (specification 0.3).
 */
import type { Value } from '../../values/value';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, asPython, listOfUnknownLength, positional } from './arguments';

/** A decorator that takes options and gives the function back. */
const KEEPING = 'functools.wraps#decorator';
/** The decorator of a function that a framework calls when the program has run. */
export const ROUTE_DECORATOR = 'flask.Flask.route#decorator';
const FLASK = 'flask.Flask';
const GROUP = 'click.group';

/** `@click.command()`, `@click.option("--n")`: calling what they decorate calls the function. */
const keeping: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0);
  return callee !== null && (callee.kind === 'function' || callee.kind === 'wrapper')
    ? callee
    : ctx.values.library(KEEPING);
};

/** `@click.group()`: a group, which calls the function and has commands. */
const group: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0);
  return callee !== null && (callee.kind === 'function' || callee.kind === 'wrapper')
    ? ctx.values.wrapper('transparent', callee, GROUP)
    : ctx.values.library(GROUP);
};

/** `app.run(main)`: calls the function with the arguments of the command line. */
const runMain: FunctionModel = (ctx, args) => runGiven(ctx, argument(args, 0, 'main'), true);

/**
 * `tf.app.run()` of TensorFlow 1 hands its argument to absl, or else the `main` of the program (its own source,
 * `tensorflow/python/platform/app.py`). The list of specification 0.3 does not name it.
 */
const runTensorflowMain: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'main');
  const isGiven = given !== null && given !== ctx.values.none;
  return runGiven(ctx, isGiven ? given : ctx.global('main'), false);
};

function runGiven(ctx: IModelContext, main: Value | null, followedByPublished: boolean): Value {
  if (main !== null) {
    const texts = listOfUnknownLength(ctx, ctx.values.scalar('str'));
    ctx.call(main, positional([texts]), asPython(ctx, { followedByPublished, count: 1 }));
  }
  return ctx.values.none;
}

const application: FunctionModel = ctx =>
  ctx.values.object(ctx.allocate('instance', ctx.values.library(FLASK)));

/** What `@app.route("/")` or `@group.command()` decorates stays as it is; it is called after all the program. */
const routed: FunctionModel = (ctx, args) => argument(args, 0) ?? ctx.values.none;

const register: MethodModel = ctx => ctx.values.library(ROUTE_DECORATOR);

export const ENTRY_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ...['command', 'option', 'argument', 'pass_context', 'pass_obj', 'version_option'].map(
    name => [`click.${name}`, keeping] as const
  ),
  [GROUP, group],
  ['absl.app.run', runMain],
  ['tensorflow.compat.v1.app.run', runTensorflowMain],
  [FLASK, application],
  [ROUTE_DECORATOR, routed]
]);

export const ENTRY_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ...['route', 'get', 'post', 'before_request'].map(
    name => [`${FLASK}.${name}`, register] as const
  ),
  [`${FLASK}.run`, ctx => ctx.values.none],
  [`${GROUP}.command`, register],
  [`${GROUP}.group`, ctx => ctx.values.library(GROUP)]
]);
