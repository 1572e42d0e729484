// Writes docs/rules/<code>.md, one page for each rule in src/analysis/rules/.
// Usage: node scripts/generate-rule-docs.mjs [--check]
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const folder = join(root, 'docs', 'rules');
const work = mkdtempSync(join(tmpdir(), 'rules-'));
const bundle = join(work, 'rules.mjs');

await build({
  entryPoints: [join(root, 'src', 'analysis', 'rules', 'index.ts')],
  bundle: true,
  format: 'esm',
  outfile: bundle,
  logLevel: 'error'
});
const { RULES } = await import(pathToFileURL(bundle).href);
rmSync(work, { recursive: true });

const SEVERITIES = {
  blocks: 'Blocks: the function is not made a graph.',
  warns: 'Warns.',
  informs: 'Informs.'
};

/** The page of a rule. */
function pageOf({ code, severity, message, advice, documentation }) {
  const { what, why, example, instead, fine } = documentation;
  return `# ${code}

${message}

${SEVERITIES[severity]}

## What it does

${what}

## Why it matters

${why}

## Example

\`\`\`python
${example}
\`\`\`

## What to do instead

${advice}

\`\`\`python
${instead}
\`\`\`

## When it is fine

${fine}

To silence it for one function: \`# hybridize: ignore[${code}] reason\` on the line of its \`def\`.
`;
}

const index = `# Rules\n\n${RULES.map(({ code, message }) => `- [${code}](${code}.md): ${message}`).join('\n')}\n`;
const pages = [['index', index], ...RULES.map(rule => [rule.code, pageOf(rule)])];
let stale = 0;
if (!isCheck) {
  mkdirSync(folder, { recursive: true });
}
for (const [name, text] of pages) {
  const file = join(folder, `${name}.md`);
  if (!isCheck) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`out of date: docs/rules/${name}.md`);
    stale += 1;
  }
}
process.exitCode = stale === 0 ? 0 : 1;
