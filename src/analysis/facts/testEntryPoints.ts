/**
 * Functions that a test runner calls (specification 0.3): they are entry points, though no code calls them.
 */
import type { ClassDef, FunctionDef, Statement } from '../syntax/tree';

/** `test_*.py` and `*_test.py`. */
export function isTestFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:test_.*|.*_test)\.py$/u.test(name);
}

/**
 * Functions `test*` at the top level of a test file, and methods `test*` of classes `Test*` and `*Test` there that
 * define no `__init__`.
 */
export function testEntryPoints(body: readonly Statement[]): readonly FunctionDef[] {
  return body.flatMap(statement => {
    switch (statement.kind) {
      case 'FunctionDef':
        return isTestName(statement) ? [statement] : [];
      case 'ClassDef':
        return isTestClass(statement) ? methodsOf(statement).filter(isTestName) : [];
      default:
        return [];
    }
  });
}

function isTestName(definition: FunctionDef): boolean {
  return definition.name.startsWith('test');
}

function isTestClass(definition: ClassDef): boolean {
  const hasTestName = definition.name.startsWith('Test') || definition.name.endsWith('Test');
  return hasTestName && !methodsOf(definition).some(method => method.name === '__init__');
}

function methodsOf(definition: ClassDef): readonly FunctionDef[] {
  return definition.body.filter(statement => statement.kind === 'FunctionDef');
}
