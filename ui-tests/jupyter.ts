/**
 * What every test starts from: a page whose errors fail the test and whose messages to kernels are
 * counted, and a notebook on the server.
 */
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { NotebookFile } from './notebooks';

/** Jupyter in the browser. */
export class Jupyter {
  constructor(readonly page: Page) {
    page.on('pageerror', error => this.errors.push(String(error.stack ?? error)));
    page.on('console', message => {
      if (message.type() === 'error') {
        this.errors.push(`${message.text()} (${message.location().url})`);
      }
    });
    page.on('dialog', dialog => {
      this.errors.push(`A dialog opened: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('websocket', socket => {
      socket.on('framesent', ({ payload }) => {
        const text = Buffer.isBuffer(payload) ? payload.toString('latin1') : payload;
        if (/"msg_type":\s*"execute_request"/.test(text)) {
          this.executeRequests.push(text);
        }
      });
    });
  }

  /** Errors of the page and of its console. */
  readonly errors: string[] = [];
  /** Requests to run code that left the browser. */
  readonly executeRequests: string[] = [];

  /** Lets errors pass that are not ours; each needs a reason where it is called. */
  tolerate(...patterns: readonly RegExp[]): void {
    this._tolerated.push(...patterns);
  }

  /** The errors that fail a test. */
  get ownErrors(): readonly string[] {
    return this.errors.filter(error => !this._tolerated.some(pattern => pattern.test(error)));
  }

  /** Writes a notebook to the server. */
  async upload(path: string, content: NotebookFile): Promise<void> {
    const response = await this.page.request.put(`/api/contents/${path}`, {
      data: { type: 'notebook', format: 'json', content }
    });
    expect(response.ok()).toBe(true);
  }

  /** Writes a text file to the server. */
  async uploadText(path: string, content: string): Promise<void> {
    const response = await this.page.request.put(`/api/contents/${path}`, {
      data: { type: 'file', format: 'text', content }
    });
    expect(response.ok()).toBe(true);
  }

  /** Saves settings of a plugin for pages that are opened from now on. */
  async saveSetting(plugin: string, settings: Record<string, unknown>): Promise<void> {
    const response = await this.page.request.put(`/lab/api/settings/${plugin}`, {
      data: { raw: JSON.stringify(settings) }
    });
    expect(response.ok()).toBe(true);
  }

  /** Opens a notebook in JupyterLab. */
  async open(path: string): Promise<void> {
    await this.page.goto(`/lab/tree/${path}?reset`);
    await expect(this.page.locator('.jp-NotebookPanel')).toBeVisible();
    await expect(this.page.locator('.jp-CodeCell .cm-content').first()).toBeVisible();
  }

  /** Writes a notebook to the server and opens it. */
  async openNew(path: string, content: NotebookFile): Promise<void> {
    await this.upload(path, content);
    await this.open(path);
  }

  /** The n-th cell. */
  cell(index: number): Locator {
    return this.page.locator('.jp-Notebook .jp-Cell').nth(index);
  }

  /** The badge of a function. */
  badge(functionName: string): Locator {
    return this.page.locator(`.jp-HybridizeBadge[data-function="${functionName}"]`);
  }

  /** All badges. */
  get badges(): Locator {
    return this.page.locator('.jp-HybridizeBadge');
  }

  /** The open card. */
  get card(): Locator {
    return this.page.locator('.jp-HybridizeCard');
  }

  /** The text of a cell in the live notebook, whether or not it has an editor. */
  async source(index: number): Promise<string> {
    return this.page.evaluate(position => {
      const app = Reflect.get(window, 'jupyterapp') as {
        shell: {
          currentWidget: {
            content: {
              model: { sharedModel: { cells: { getSource(): string }[] } };
            };
          };
        };
      };
      const { cells } = app.shell.currentWidget.content.model.sharedModel;
      return cells[position]?.getSource() ?? '';
    }, index);
  }

  /** The live notebook as it would be saved. */
  async content(): Promise<NotebookFile> {
    return this.page.evaluate(() => {
      const app = Reflect.get(window, 'jupyterapp') as {
        shell: { currentWidget: { content: { model: { toJSON(): unknown } } } };
      };
      return app.shell.currentWidget.content.model.toJSON();
    }) as Promise<NotebookFile>;
  }

  /** Runs a command of JupyterLab. */
  async command(id: string, args: Record<string, string> = {}): Promise<void> {
    await this.page.evaluate(
      async given => {
        const app = Reflect.get(window, 'jupyterapp') as {
          commands: { execute(id: string, args: Record<string, string>): Promise<unknown> };
        };
        await app.commands.execute(given.id, given.args);
      },
      { id, args }
    );
  }

  /** Changes the theme of JupyterLab. */
  async setTheme(name: string): Promise<void> {
    await this.page.evaluate(async theme => {
      const app = Reflect.get(window, 'jupyterapp') as {
        commands: { execute(id: string, args: { theme: string }): Promise<unknown> };
      };
      await app.commands.execute('apputils:change-theme', { theme });
    }, name);
    await expect(this.page.locator('body')).toHaveAttribute('data-jp-theme-name', name);
  }

  /** Puts the cursor at the end of a line of a cell, by mouse and keyboard as a user does. */
  async putCursor(index: number, line: number): Promise<void> {
    await this.cell(index).locator('.cm-line').nth(line).click();
    await this.page.keyboard.press('End');
  }

  /** Waits until the kernel is connected and has nothing to do. */
  async kernelIsIdle(): Promise<void> {
    await expect
      .poll(
        () =>
          this.page.evaluate(() => {
            const app = Reflect.get(window, 'jupyterapp') as {
              shell: {
                currentWidget: {
                  sessionContext?: {
                    session: { kernel: { status: string } | null } | null;
                  };
                };
              };
            };
            return app.shell.currentWidget.sessionContext?.session?.kernel?.status ?? 'none';
          }),
        { timeout: 60_000 }
      )
      .toBe('idle');
  }

  /** Gives another notebook the kernel of the open one. */
  async shareKernel(path: string): Promise<void> {
    const kernel = await this.page.evaluate(() => {
      const app = Reflect.get(window, 'jupyterapp') as {
        shell: { currentWidget: { sessionContext: { session: { kernel: { id: string } } } } };
      };
      return app.shell.currentWidget.sessionContext.session.kernel.id;
    });
    const response = await this.page.request.post('/api/sessions', {
      data: { path, name: path, type: 'notebook', kernel: { id: kernel } }
    });
    expect(response.ok()).toBe(true);
  }

  /** Shuts the notebook's kernel down. */
  async shutDownKernel(): Promise<void> {
    await this.page.evaluate(async () => {
      const app = Reflect.get(window, 'jupyterapp') as {
        shell: { currentWidget: { sessionContext: { shutdown(): Promise<void> } } };
      };
      await app.shell.currentWidget.sessionContext.shutdown();
    });
  }

  /** Cuts the connection to the kernel; JupyterLab connects again by itself. */
  async cutConnection(): Promise<void> {
    await this.page.evaluate(() => {
      const app = Reflect.get(window, 'jupyterapp') as {
        shell: {
          currentWidget: { sessionContext: { session: { kernel: { _ws: WebSocket } } } };
        };
      };
      app.shell.currentWidget.sessionContext.session.kernel._ws.close();
    });
  }

  /** Saves the notebook. */
  async save(): Promise<void> {
    await this.command('docmanager:save');
  }

  /** Runs some cells, each after the end of the one before. */
  async runCells(indices: readonly number[]): Promise<void> {
    await this.kernelIsIdle();
    for (const index of indices) {
      const cell = this.cell(index);
      const before = await cell.locator('.jp-InputPrompt').innerText();
      await cell.locator('.cm-line').first().click();
      await this.page.keyboard.press('Control+Enter');
      await expect(cell.locator('.jp-InputPrompt')).toContainText(/\[\d+\]/);
      await expect(cell.locator('.jp-InputPrompt')).not.toHaveText(before);
    }
    await this.kernelIsIdle();
  }

  /** Runs all cells and waits for the end. */
  async runAll(): Promise<void> {
    await this.kernelIsIdle();
    await this.command('notebook:run-all-cells');
    await this.kernelIsIdle();
  }

  /**
   * Two noises of Jupyter itself. Its debugger asks every kernel; the question is dropped, loudly, when the
   * kernel goes meanwhile. Its server, asked for the list of kernels while one of them goes, answers 500;
   * JupyterLab asks again by itself. The extension asks for neither list.
   */
  private readonly _tolerated: RegExp[] = [
    /Canceled future for debug_request message/,
    /status of 500 .*\/api\/(kernels|sessions|terminals)\?/
  ];
}

/** The test function: hands out Jupyter, and fails a test whose page reported any error. */
export const test = base.extend<{ jupyter: Jupyter }>({
  jupyter: async ({ page }, use) => {
    const jupyter = new Jupyter(page);
    await use(jupyter);
    expect(jupyter.ownErrors).toEqual([]);
  }
});

export { expect };
