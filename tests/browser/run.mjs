// Runs the browser tests one after another, each on a page of its own, and prints "N passed, N failed".
// node tests/browser/run.mjs [part of a name]; WORDSPACE_WEB names the folder, otherwise build/web.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { Lab } from './lab.mjs';
import { serve } from './server.mjs';
import { tests as pageTests } from './page_tests.mjs';
import { tests as labTests } from './lab_tests.mjs';
import { tests as modelTests } from './model_tests.mjs';
import { tests as courseTests } from './course_tests.mjs';
import { tests as lessonTests } from './lesson_tests.mjs';
import { tests as offlineTests } from './offline_tests.mjs';
import { tests as firefoxTests } from './firefox_tests.mjs';
import { tests as accessTests } from './access_tests.mjs';
import { tests as linkTests } from './link_tests.mjs';
import { tests as pictureTests } from './picture_tests.mjs';
import { tests as sessionTests } from './session_tests.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = process.env.WORDSPACE_WEB ?? join(root, 'build', 'web');
if (!existsSync(join(folder, 'index.html'))) {
  console.error(`${folder} holds no lab: build it first (cmake --preset web && cmake --build --preset web).`);
  process.exit(1);
}

const wanted = process.argv[2] ?? '';
const browser = await launch();
let passed = 0;
let failed = 0;
const suites = [pageTests, labTests, modelTests, courseTests, lessonTests, offlineTests, accessTests, linkTests,
  pictureTests, sessionTests, firefoxTests];
for (const test of suites.flat()) {
  if (!test.name.includes(wanted)) continue;
  const server = await serve(folder, { isolated: test.isolated ?? true });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 }, locale: 'en-US',
    serviceWorkers: test.workers ? 'allow' : 'block',  // what is counted and timed is one visit's own
    ...test.context,
  });
  const lab = await Lab.prepare(context, server.url);
  const started = Date.now();
  let problem = null;
  try {
    await Promise.race([
      test.run({ lab, page: lab.page, context, server, folder }),
      new Promise((_, reject) => setTimeout(() => reject(new Error('took too long')), (test.seconds ?? 60) * 1000).unref()),
    ]);
    if (!test.noisy) await lab.checkQuiet();
  } catch (thrown) {
    problem = thrown;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (problem) {
    failed += 1;
    console.log(`FAILED: ${test.name} (${seconds} s)\n  ${String(problem.stack ?? problem).replaceAll('\n', '\n  ')}`);
    if (lab.complaints.length > 0) console.log(`  the page said: ${lab.complaints.join('; ')}`);
  } else {
    passed += 1;
    console.log(`passed: ${test.name} (${seconds} s)`);
  }
  await context.close();
  await server.close();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
