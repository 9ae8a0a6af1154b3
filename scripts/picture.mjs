#!/usr/bin/env node
// Makes web/picture.png, the picture in README.md and in the web app's manifest: lab Word2Vec after its demo has been
// trained in Chromium, from the folder that scripts/run built.
// node scripts/picture.mjs [FILE]
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../tests/browser/browser.mjs';
import { Lab } from '../tests/browser/lab.mjs';
import { serve } from './serve.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = process.argv[2] ?? join(root, 'web', 'picture.png');
if (file.startsWith('-')) {
  console.log('node scripts/picture.mjs [FILE]   draws the picture in README.md (web/picture.png) again');
  process.exit(['-h', '--help'].includes(file) ? 0 : 2);
}
if (!existsSync(join(root, 'build', 'web', 'index.html'))) {
  console.error('wordspace: the web lab is not built; run scripts/run.');
  process.exit(1);
}

const server = await serve(join(root, 'build', 'web'));
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-US' });
  const lab = await Lab.prepare(context, server.url);
  await lab.open('#lab=word2vec&preset=demo&seed=1');
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'word2vec');
  await lab.press('train');
  await lab.until('the run ends', async () => (await lab.state()).run.status === 'done', 300);
  await lab.page.mouse.move(900, 20);  // its tooltip goes
  await lab.settle();
  await lab.page.screenshot({ path: file });
  console.log(`wordspace: ${file}`);
} finally {
  await browser.close();
  await server.close();
}
