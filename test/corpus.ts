/** Real notebooks, where they are at hand: `../shared/corpus`, or what HYBRIDIZE_CORPUS names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = process.env.HYBRIDIZE_CORPUS ?? join(__dirname, '..', '..', 'shared', 'corpus');

/** A notebook's name and the texts of its code cells. */
export type CorpusNotebook = { readonly name: string; readonly cells: readonly string[] };

/** Every `stride`-th notebook of the corpus; none where there is no corpus. */
export function corpusNotebooks(stride: number): readonly CorpusNotebook[] {
  if (!existsSync(CORPUS)) {
    return [];
  }
  return readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ipynb'))
    .sort()
    .filter((_, index) => index % stride === 0)
    .map(name => {
      const notebook = JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as {
        readonly cells: readonly {
          readonly cell_type: string;
          readonly source: string | string[];
        }[];
      };
      const cells = notebook.cells
        .filter(cell => cell.cell_type === 'code')
        .map(cell => (typeof cell.source === 'string' ? cell.source : cell.source.join('')));
      return { name, cells };
    });
}
