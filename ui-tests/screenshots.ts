/**
 * Takes the pictures of the documentation, in the light and the dark theme:
 * `HYBRIDIZE_PICTURES=1 npx playwright test -c ui-tests/playwright.config.mjs`.
 */
import type { Locator } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Jupyter } from './jupyter';
import type { NotebookFile } from './notebooks';

const EXAMPLE = join('examples', 'quick-start.ipynb');
const IMAGES = join('docs', 'images');

/** The function whose card, preview and measurement are shown. */
const SHOWN = 'train_step';

async function picture(jupyter: Jupyter, name: string): Promise<void> {
  await jupyter.page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

/** Puts the cell of a badge to the top, so that as much as possible of what follows is seen. */
async function scrollToCell(badge: Locator): Promise<void> {
  await badge.evaluate(element => {
    element.closest('.jp-Cell')?.scrollIntoView({ block: 'start' });
  });
}

for (const [suffix, theme] of [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
] as const) {
  test(`pictures, ${suffix}`, async ({ jupyter, page }) => {
    const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as NotebookFile;
    await jupyter.openNew(`quick-start-${suffix}.ipynb`, example);
    await jupyter.setTheme(theme);
    await jupyter.command('application:toggle-left-area');
    const badge = jupyter.badge(SHOWN);
    await expect(jupyter.badges.first()).toBeVisible();
    await jupyter.kernelIsIdle();
    await scrollToCell(badge);
    await picture(jupyter, `badges-${suffix}`);

    await badge.click();
    await expect(jupyter.card).toBeVisible();
    await picture(jupyter, `card-${suffix}`);

    await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
    await expect(jupyter.card.locator('.jp-HybridizeDiff')).toBeVisible();
    await picture(jupyter, `preview-${suffix}`);
    await page.keyboard.press('Escape');

    await jupyter.runAll();
    await scrollToCell(badge);
    await badge.click();
    await jupyter.card.getByRole('button', { name: 'Measure' }).click();
    await page.keyboard.press('Escape');
    const result = page.locator('.jp-HybridizeCellResult .jp-HybridizeResult');
    await expect(result).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
    await scrollToCell(badge);
    await picture(jupyter, `result-${suffix}`);
  });
}
