// Lists the sections and table rows of the specification that no fixture speaks of.
// Usage: node scripts/fixtures-coverage.mjs SPECIFICATION
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const [specification] = process.argv.slice(2);
if (specification === undefined) {
  console.error('usage: node scripts/fixtures-coverage.mjs SPECIFICATION');
  process.exit(2);
}
const folder = fileURLToPath(new URL('../fixtures/published', import.meta.url));
const headings = readdirSync(folder).flatMap(file =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/^#+ (.*)$/gmu)].map(match => match[1])
);
const text = readFileSync(specification, 'utf8');
// Sections 1 to 8 decide; the edit (9) and the reports (10) have tests of their own.
const sections = [...text.matchAll(/^#{2,3} ([1-8](?:\.\d+)?)[ .]/gmu)].map(match => match[1]);
const rows = [...text.matchAll(/^\| ([eh]\d+|tail) \|/gmu)].map(match => match[1]);
const missing = [
  ...sections.filter(
    section =>
      !headings.some(
        heading => heading.startsWith(`${section} `) || heading.startsWith(`${section}.`)
      )
  ),
  ...new Set(
    rows.filter(
      row => !headings.some(heading => new RegExp(`^6\\.[34] ${row}\\b`, 'u').test(heading))
    )
  )
];
console.log(
  `${headings.length} suites, ${sections.length} sections, ${new Set(rows).size} rows, ${missing.length} without a fixture`
);
missing.forEach(entry => console.log(entry));
process.exitCode = missing.length === 0 ? 0 : 1;
