// Starts Chromium for the browser tests: headless, with WebGL 2 in software, silent towards the network.
// Not a downloader of browsers: it uses the machine's own (CHROMIUM, or chromium on the PATH).
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

// The program that the variable names, or the first of the names on the PATH; null: none.
export function findProgram(variable, names) {
  if (process.env[variable]) return process.env[variable];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch { /* not there */ }
    }
  }
  return null;
}

function findChromium() {
  const found = findProgram('CHROMIUM', ['chromium', 'chromium-browser', 'google-chrome']);
  if (!found) throw new Error('Chromium was not found: install it, or name it in CHROMIUM.');
  return found;
}

export function launch() {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: ['--no-sandbox', '--headless=new', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-default-apps', '--mute-audio'],
  });
}
