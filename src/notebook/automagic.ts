/**
 * Automagic: in a cell of one line IPython takes `ls -l` or `cd ..` for a magic whose `%` was left out,
 * unless the name is bound.
 */
import { AUTOMAGIC_NAMES } from './magicTable';

/**
 * The magic that a cell would be by automagic; `null` where it cannot be one. IPython looks at cells of
 * one line only, and lets assignments alone (`AssignmentChecker` of its prefilter).
 */
export function automagicName(cellText: string): string | null {
  const match = /^([a-z_]\w*)(?:[ \t](.*))?$/.exec(cellText.trim());
  const name = match?.[1];
  if (name === undefined || !AUTOMAGIC_NAMES.has(name)) {
    return null;
  }
  return /^[=,]/.test(match?.[2]?.trimStart() ?? '') ? null : name;
}

/** Longer lines are not looked into, and taken to bind what they mention. In UTF-16 units. */
const LONGEST_LINE = 1000;

/**
 * Whether a text binds a name, as far as can be told without parsing: by an import, an assignment, a
 * definition, or as the target of a loop or `with`.
 */
export function mayBind(cellText: string, name: string): boolean {
  if (!cellText.includes(name)) {
    return false;
  }
  const bindings = [
    `^\\s*(?:from\\b.*)?\\bimport\\b[^#\\n]*\\b${name}\\b`,
    `\\bas\\s+${name}\\b`,
    `(?<![.\\w%!])${name}\\s*(?:,[^=#\\n]*)?(?::[^=#\\n]*)?=(?!=)`,
    `,\\s*\\*?${name}\\s*(?:,[^=#\\n]*)?\\)?\\s*=(?!=)`,
    `\\b(?:def|class)\\s+${name}\\b`,
    `\\bfor\\b[^#\\n]*\\b${name}\\b[^#\\n]*\\bin\\b`
  ];
  const binding = new RegExp(bindings.join('|'));
  return cellText
    .split('\n')
    .some(line => line.includes(name) && (line.length > LONGEST_LINE || binding.test(line)));
}
