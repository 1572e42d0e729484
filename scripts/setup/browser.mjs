/** The browser that the user interface is tested in. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDebianPackages } from './prepare.mjs';
import { fail, say } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(path =>
    existsSync(path)
  );
}

/** The path of a Chromium or Chrome: `$CHROME`, one on the path, or Debian's package where that can be installed. */
export function findBrowser() {
  const given = process.env.CHROME;
  if (given) {
    return existsSync(given) ? given : fail(`CHROME names ${given}, which does not exist.`);
  }
  const found = onPath();
  if (found !== undefined) {
    return found;
  }
  say('Installing Chromium for the tests of the user interface …');
  if (installDebianPackages(['chromium', 'fonts-dejavu-core'])) {
    const installed = onPath();
    if (installed !== undefined) {
      return installed;
    }
  }
  return fail(
    'The tests of the user interface need Chromium or Google Chrome; install one, or name it in CHROME.'
  );
}
