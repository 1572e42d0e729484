/** Writes the Python files of the measuring code, as text, into a module of `src/measure`. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(repository, 'jupyterlab_hybridize', 'kernel');
const target = join(repository, 'src', 'measure', 'kernelSource.generated.ts');

const files = readdirSync(folder)
  .filter(name => name.endsWith('.py'))
  .sort()
  .map(name => [name.replace(/\.py$/u, ''), readFileSync(join(folder, name), 'utf8')]);
const text = `/** Made by scripts/embed-kernel-source.mjs from jupyterlab_hybridize/kernel. */

/** Module name and text of each Python file that measuring puts into the kernel. */
export const KERNEL_SOURCES: readonly (readonly [string, string])[] = ${JSON.stringify(files, null, 2)};
`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  writeFileSync(target, text);
}
