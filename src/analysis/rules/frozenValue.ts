/**
 * `frozen-value`: reports random, np.random, time, input, files and environment that are read, and next in the body.
 */
import type { Rule } from './rule';

export const frozenValue: Rule = {
  code: 'frozen-value',
  severity: 'blocks',
  message:
    "A random number, the time, a file's content or an iterator's next element is taken once and kept.",
  advice: 'Use tf.random, tf.timestamp or tf.io.read_file, or pass the value.',
  documentation: {
    what: 'Reports random, np.random, time, input, files and environment that are read, and next in the body.',
    why: 'It is drawn while tracing; every later call sees the same value.',
    example: 'noise = np.random.randn(3)',
    instead: 'noise = tf.random.normal([3])',
    fine: 'When one value for all calls is meant.'
  }
};
