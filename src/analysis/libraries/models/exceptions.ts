/**
 * Python's built-in exceptions, and `object`: calling one makes an instance.
 */
import type { FunctionModel, MethodModel } from '../model';

/** Names that programs construct and raise. */
const NAMES = [
  'BaseException',
  'Exception',
  'ArithmeticError',
  'AssertionError',
  'AttributeError',
  'EOFError',
  'FileExistsError',
  'FileNotFoundError',
  'ImportError',
  'IndexError',
  'IOError',
  'KeyError',
  'KeyboardInterrupt',
  'LookupError',
  'MemoryError',
  'ModuleNotFoundError',
  'NameError',
  'NotImplementedError',
  'OSError',
  'OverflowError',
  'PermissionError',
  'RecursionError',
  'RuntimeError',
  'StopIteration',
  'SyntaxError',
  'SystemError',
  'SystemExit',
  'TimeoutError',
  'TypeError',
  'UnicodeDecodeError',
  'ValueError',
  'Warning',
  'DeprecationWarning',
  'FutureWarning',
  'RuntimeWarning',
  'UserWarning',
  'ZeroDivisionError',
  'object'
];

const instance: FunctionModel = ctx =>
  ctx.values.object(ctx.allocate('instance', ctx.values.library(ctx.api)));

/** The models by full name. */
export const EXCEPTION_CLASSES: readonly (readonly [string, FunctionModel])[] = NAMES.map(name => [
  `builtins.${name}`,
  instance
]);

/** `super().__init__(message)` of the program's own exceptions. */
export const EXCEPTION_METHODS: readonly (readonly [string, MethodModel])[] = NAMES.filter(
  name => name !== 'object'
).map(name => [`builtins.${name}.__init__`, ctx => ctx.values.none]);
