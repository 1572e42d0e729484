/**
 * Reads the modules that lie beside a notebook, through the contents service: it knows the user's
 * drives and permissions, and works where the server's disk is not the browser's.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { SiblingFile } from '../../worker/messages';

/**
 * Larger files are taken for absent: they are generated or data, and reading them would cost more than
 * their functions tell. In bytes.
 */
const MAXIMAL_FILE_SIZE = 1_000_000;

/**
 * Reads files of one drive. A folder is listed before a file in it is asked for, so that a module that
 * is not there costs no failed request.
 */
export class SiblingFiles {
  /** @param drivePrefix - what stands before the paths of the notebook's drive, `''` or `'Name:'`. */
  constructor(
    private readonly _contents: Contents.IManager,
    private readonly _drivePrefix: string
  ) {}

  /** Reads files; what cannot be read has the text `null`. Never rejects. */
  async read(paths: readonly string[]): Promise<SiblingFile[]> {
    return Promise.all(paths.map(async path => ({ path, text: await this._readOne(path) })));
  }

  private async _readOne(path: string): Promise<string | null> {
    try {
      const entry = (await this._list(PathExt.dirname(path))).get(PathExt.basename(path));
      if (entry === undefined || entry.type === 'directory') {
        return null;
      }
      if ((entry.size ?? 0) > MAXIMAL_FILE_SIZE) {
        return null;
      }
      const isNotebook = entry.type === 'notebook';
      const model = await this._contents.get(this._drivePrefix + path, {
        content: true,
        ...(isNotebook ? {} : { type: 'file', format: 'text' })
      });
      if (isNotebook) {
        return JSON.stringify(model.content);
      }
      return typeof model.content === 'string' ? model.content : null;
    } catch {
      return null;
    }
  }

  /** The entries of a folder by name; empty where there is no such folder. */
  private async _list(folder: string): Promise<ReadonlyMap<string, Contents.IModel>> {
    const known = this._listings.get(folder);
    if (known !== undefined) {
      return known;
    }
    const listing = this._fetchListing(folder);
    this._listings.set(folder, listing);
    return listing;
  }

  private async _fetchListing(folder: string): Promise<ReadonlyMap<string, Contents.IModel>> {
    if (folder !== '') {
      const parent = await this._list(PathExt.dirname(folder));
      if (parent.get(PathExt.basename(folder))?.type !== 'directory') {
        return new Map();
      }
    }
    const model = await this._contents.get(this._drivePrefix + folder, {
      content: true
    });
    const entries = model.type === 'directory' ? (model.content as Contents.IModel[]) : [];
    return new Map(entries.map(entry => [entry.name, entry]));
  }

  private readonly _listings = new Map<string, Promise<ReadonlyMap<string, Contents.IModel>>>();
}
