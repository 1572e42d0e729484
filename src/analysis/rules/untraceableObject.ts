/**
 * `untraceable-object`: reports receivers and arguments that tf.function can neither remember nor compare.
 */
import type { Rule } from './rule';

/** A class whose method is a graph function, behind a decorator. */
function trainer(decorator: string): string {
  return [
    decorator,
    'class Trainer:',
    '    rate: float',
    '    @tf.function',
    '    def step(self, x):',
    '        return x @ x * self.rate'
  ].join('\n');
}

export const untraceableObject: Rule = {
  code: 'untraceable-object',
  severity: 'blocks',
  message: 'tf.function cannot hold an object that the function gets.',
  advice:
    'Give the class a `__hash__` (`@dataclass(eq=False)`), keep the object in a name, or pass the tensors that it holds.',
  documentation: {
    what: 'Reports methods of objects that cannot be hashed or weakly referred to, or that end with the call, and arguments that cannot be hashed (views of dictionaries and slices among them) or whose keys cannot be sorted.',
    why: 'tf.function remembers the graph of each receiver by a weak reference to it, and compares other objects by their hash: the call raises, or finds no receiver.',
    example: trainer('@dataclass'),
    instead: trainer('@dataclass(eq=False)'),
    fine: 'When the class has a `__hash__` of its own.'
  }
};
