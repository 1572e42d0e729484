/**
 * `called-by-library`: says that a function runs inside fit or Dataset.map only.
 */
import type { Rule } from './rule';

export const calledByLibrary: Rule = {
  code: 'called-by-library',
  severity: 'informs',
  message: 'A library runs the function inside its own graph or loop.',
  advice: 'Nothing to do.',
  documentation: {
    what: 'Says that a function runs inside fit or Dataset.map only.',
    why: 'It is traced already.',
    example: 'ds.map(parse)',
    instead: 'ds.map(parse)',
    fine: 'Always.'
  }
};
