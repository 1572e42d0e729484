import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(__dirname, '..', '..');

/** Bundles a program with and without the change, and runs it. */
const PROGRAM = `
  import { build } from 'esbuild';
  import { arrayLoops } from ${JSON.stringify(join(repository, 'scripts', 'array-loops.mjs'))};
  const [folder, entry] = process.argv.slice(1);
  const bundle = async plugins => {
    const { outputFiles } = await build({
      entryPoints: [entry], bundle: true, write: false, format: 'cjs', target: 'node20', plugins
    });
    const { text } = outputFiles[0];
    const module = { exports: {} };
    new Function('module', text)(module);
    return { text, result: module.exports.result() };
  };
  const plugin = arrayLoops({ repository: ${JSON.stringify(repository)}, sources: folder, entries: [entry] });
  console.log(JSON.stringify({ plain: await bundle([]), changed: await bundle([plugin]) }));
`;

/** The result of a function without the change and with it, and the text of the bundle. */
function run(source: string): {
  readonly plain: { readonly result: unknown; readonly text: string };
  readonly changed: { readonly result: unknown; readonly text: string };
} {
  const folder = mkdtempSync(join(tmpdir(), 'array-loops-'));
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, folder, entry],
    { cwd: repository, encoding: 'utf8' }
  );
  rmSync(folder, { recursive: true });
  if (stdout === '') {
    throw new Error(stderr);
  }
  return JSON.parse(stdout);
}

describe('going through arrays by number', () => {
  it('gives what an iterator gives', () => {
    const { plain, changed } = run(`
      type Pair = readonly [string, number?];
      const sums: string[] = [];
      const later: (() => string)[] = [];
      function collect([name, count = 7]: Pair): void {
        sums.push(name + count);
      }
      export function result(): readonly unknown[] {
        const growing = [1, 2];
        for (const item of growing) {
          if (item < 4) {
            growing.push(item + 2);
          }
        }
        outer: for (const row of [[1, 2], [3, 4], [5, 6]]) {
          for (let cell of row) {
            if (cell === 2) continue;
            if (cell === 4) continue outer;
            cell *= 10;
            later.push(() => 'cell ' + cell);
          }
        }
        for (const [key, [, second]] of new Map([['a', [1, 2] as const]])) sums.push(key + second);
        for (const letter of 'xy') sums.push(letter);
        ([['p', 1], ['q']] as Pair[]).forEach(collect);
        const [first, , ...others] = growing;
        return [growing, sums, later.map(call => call()), first, others];
      }
    `);
    expect(changed.result).toEqual(plain.result);
    expect(plain.result).toEqual([
      [1, 2, 3, 4, 5],
      ['a2', 'x', 'y', 'p1', 'q7'],
      ['cell 10', 'cell 30', 'cell 50', 'cell 60'],
      1,
      [3, 4, 5]
    ]);
  });

  it('leaves iterators to what is no array', () => {
    const { changed } = run(`
      export function result(): number {
        let sum = 0;
        for (const item of [1, 2]) sum += item;
        for (const item of new Set([3])) sum += item;
        return sum;
      }
    `);
    expect(changed.text.match(/const item of/gu)).toHaveLength(1);
    expect(changed.result).toBe(6);
  });
});
