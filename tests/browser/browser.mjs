// Starts the browsers of the tests, the machine's own: Chromium (CHROMIUM, or on the PATH) without a window, with
// WebGL 2 in software; Firefox (FIREFOX, or on the PATH) in a window of a display that nobody sees, because without
// a window it has no WebGL 2 in software. Playwright drives both: Firefox by WebDriver BiDi ("moz-firefox"), because
// its own protocol needs a Firefox of its own making.
// Not a downloader of browsers.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, firefox } from 'playwright-core';

// The program that the variable names, or the first of the names on the PATH; null: none.
function findProgram(variable, names) {
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
export const findChromium = () => findProgram('CHROMIUM', ['chromium', 'chromium-browser', 'google-chrome']);
export const findFirefox = () => findProgram('FIREFOX', ['firefox-esr', 'firefox']);

function launchChromium() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Chromium was not found: install it, or name it in CHROMIUM.');
  return chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--headless=new', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-default-apps', '--mute-audio'],
  });
}

// A display of Xvfb; its name comes on its third stream once it is ready.
function openDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', code => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3].once('data', words => resolve({ name: `:${String(words).trim()}`, close: () => server.kill() }));
  });
}

async function launchFirefox() {
  const display = await openDisplay();
  try {
    const browser = await firefox.launch({
      channel: 'moz-firefox',
      executablePath: findFirefox(),
      headless: false,
      timeout: 120000,
      env: { ...process.env, DISPLAY: display.name, LIBGL_ALWAYS_SOFTWARE: '1', MOZ_DISABLE_CONTENT_SANDBOX: '1' },
      firefoxUserPrefs: { 'webgl.force-enabled': true, 'intl.accept_languages': 'en-US' },
    });
    browser.on('disconnected', display.close);
    return browser;
  } catch (problem) {
    display.close();
    throw problem;
  }
}

export const launch = kind => (kind === 'firefox' ? launchFirefox() : launchChromium());
