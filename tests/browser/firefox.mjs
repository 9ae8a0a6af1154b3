// Starts Firefox for its tests: the machine's own (FIREFOX, or firefox-esr on the PATH), in a window of a
// display that nobody sees, because without a window it has no WebGL 2 in software.
// Not Playwright's, which drives a Firefox of its own making only.
import { spawn } from 'node:child_process';
import puppeteer from 'puppeteer-core';
import { findProgram } from './browser.mjs';

export const findFirefox = () => findProgram('FIREFOX', ['firefox-esr', 'firefox']);

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

// Runs work(page) on a fresh profile.
export async function withFirefox(work) {
  const display = await openDisplay();
  let browser = null;
  try {
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: findFirefox(),
      headless: false,
      env: { ...process.env, DISPLAY: display.name, LIBGL_ALWAYS_SOFTWARE: '1', MOZ_DISABLE_CONTENT_SANDBOX: '1' },
      extraPrefsFirefox: { 'webgl.force-enabled': true, 'intl.accept_languages': 'en-US' },
    });
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 720 });
    return await work(page);
  } finally {
    await browser?.close();
    display.close();
  }
}
