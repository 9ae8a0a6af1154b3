// Nothing lost: what is kept as it goes comes back, sessions as files, undo; a full store, a refusing one,
// two tabs. Not the sessions' bytes (tests/labs/session_test.cpp).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from './fixture.mjs';
import { Lab, keptRun } from './lab.mjs';

const kText = 'the king and the queen walk to the palace\nthe cat sat on the mat by the sea\n'.repeat(2000);

// So large a run that no machine is done with it before the test presses pause.
const kLongRun = { epochs: 1000, dim: 300, negative: 20, speed: 0.1 };

// A run of some steps on the learner's own text, paused.
async function trainSome(lab) {
  await lab.command({ do: 'text', text: kText, name: 'mine.txt' });
  for (const [field, value] of Object.entries(kLongRun)) await lab.command({ do: 'set', field, value });
  await lab.command({ do: 'train' });
  await lab.until('it trains', async () => (await lab.state()).run.step > 2000);
  await lab.command({ do: 'pause' });
  await lab.untilStatus('paused');
  return lab.state();
}
// What the page tells screen readers: news, and warnings.
const said = async page => (await page.locator('#live, [role="alert"]').allTextContents()).join(' ');
// A tab with a kept run, and a second one beside it.
async function besideAnother(lab, context) {
  await lab.open('#lab=word2vec&language=en');
  const before = await trainSome(lab);
  await lab.untilKept('palace');
  const second = await Lab.prepare(context, lab.url);
  await second.open('#lab=word2vec&language=en');
  await second.until('the first keeps', async () => (await second.state()).keeping === 'others');
  return { before, second };
}
const keptTotal = async lab => Object.values((await lab.shelf()).sizes).reduce((a, b) => a + b, 0);

test('a reload brings her back: text, settings, model, paused at the same step', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  const before = await trainSome(lab);
  await lab.untilKept('palace');
  await page.reload();
  await lab.ready();
  await lab.until('the run is back', async () => (await lab.state()).run.step === before.run.step);
  const state = await lab.state();
  assert.equal(state.run.status, 'paused');
  assert.equal(state.lab, 'word2vec');
  assert.equal(state.corpus, 'own');
  assert.equal(state.run.loss, before.run.loss);
  assert.equal((await lab.command({ do: 'get', field: 'word2vec.word' })).value, 'palace');
  await lab.waitForRect('message.0.action');
  await lab.command({ do: 'train' });
  await lab.until('it goes on', async () => (await lab.state()).run.step > before.run.step);
  await lab.command({ do: 'pause' });
});

test('a reload while it trains loses nothing from before the page was hidden; Start afresh begins anew', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  const paused = await trainSome(lab);
  const before = await lab.untilKept('palace');
  await lab.command({ do: 'train' });
  const step = await lab.until('it goes on', async () => {
    const { run } = await lab.state();
    return run.step > paused.run.step ? run.step : 0;
  });
  await lab.hide();
  await lab.until('it is kept again', async () => ![undefined, keptRun(before)].includes(keptRun((await lab.shelf()).list)));
  assert.equal((await lab.state()).run.status, 'training');
  await page.reload();
  await lab.ready();
  await lab.until('a run is back', async () => (await lab.state()).run.step > 0);
  const state = await lab.state();
  assert.notEqual(state.run.status, 'training');
  assert.ok(state.run.step >= step, `${state.run.step}, and it was ${step}`);
  await lab.waitForRect('message.0.action');
  await lab.press('message.0.action').catch(() => {});  // the page goes while its frames are waited for
  await lab.until('it begins anew', async () => (await lab.state().catch(() => null))?.run.status === 'idle');
  await lab.settle();
  assert.notEqual((await lab.state()).corpus, 'own');
  await lab.until('nothing is kept', async () => Object.keys((await lab.shelf()).sizes).length === 0);
});

test('a session is saved by the button and opened by the picker, and undo leads back', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  const before = await trainSome(lab);
  await lab.press('session');
  const download = page.waitForEvent('download');
  await lab.press('session.save');
  const file = await (await download).path();
  assert.match((await readFile(file)).subarray(0, 4).toString('latin1'), /^WSSN$/);
  await lab.command({ do: 'set', field: 'epochs', value: 2 });
  await lab.command({ do: 'set', field: 'speed', value: 1 });
  await lab.command({ do: 'train' });
  await lab.untilStatus('done');
  const other = await lab.state();
  const chooser = page.waitForEvent('filechooser');
  await lab.press('session');
  await lab.press('session.open');
  await (await chooser).setFiles({
    name: 'lesson.session', mimeType: 'application/octet-stream', buffer: await readFile(file),
  });
  await lab.until('the run is back', async () => (await lab.state()).run.step === before.run.step);
  assert.equal((await lab.state()).run.status, 'paused');
  await lab.press('session');
  await lab.press('session.undo');
  await lab.until('the other run is back', async () => (await lab.state()).run.steps === other.run.steps);
  assert.equal((await lab.state()).run.step, other.run.step);
  // Damaged: one sentence, nothing lost.
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] ^= 1;
  assert.match(await lab.refusal({ do: 'import', name: 'x.session', base64: bytes.toString('base64') }), /damaged/);
  assert.equal((await lab.state()).run.step, other.run.step);
  assert.deepEqual((await lab.command({ do: 'export', format: 'session' })).format, 'session');
});

test('Ctrl+Z brings a model back that Reset threw away', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  const before = await trainSome(lab);
  await lab.press('reset');
  await lab.until('it is reset', async () => (await lab.state()).run.step === 0);
  await lab.until('undo is offered', async () => (await lab.rects()).some(r => /^message\.\d\.action$/.test(r.name)));
  await page.locator('#canvas').focus();
  await page.keyboard.press('Control+z');
  await lab.until('it is back', async () => (await lab.state()).run.step === before.run.step);
  await lab.settle();
  assert.ok(!(await lab.rects()).some(r => /^message\.\d\.action$/.test(r.name)), 'what is undone is not offered');
});

test('a full store is said once, and the lab goes on', async ({ lab, page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, key) {
      if (value instanceof Uint8Array && String.fromCharCode(...value.subarray(0, 4)) === 'WSPC') {  // a checkpoint
        throw new DOMException('full', 'QuotaExceededError');
      }
      return put.call(this, value, key);
    };
  });
  await lab.open('#lab=word2vec&language=en');
  await trainSome(lab);
  await lab.until('it says so', async () => /no room left/.test(await said(page)));
  await lab.until('settings are kept', async () => 'session' in (await lab.shelf()).sizes);
  await lab.command({ do: 'train' });
});

test('a private window that refuses says so when there is something to keep', async ({ lab, page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException('private', 'SecurityError'); };
  });
  await lab.open('#lab=word2vec&language=en');
  await lab.settle();
  await trainSome(lab);
  await lab.until('it says so', async () => /private window/.test(await said(page)));
});

test('of two tabs one keeps; the other says so and can take over', async ({ lab, page, context }) => {
  await lab.open('#lab=word2vec&language=en');
  const before = await trainSome(lab);
  await lab.untilKept('palace');
  const total = await keptTotal(lab);
  const second = await Lab.prepare(context, lab.url);
  await second.open('#lab=word2vec&language=en');
  await second.waitForRect('message.0.action');
  assert.equal((await second.state()).run.status, 'idle');
  await second.command({ do: 'set', field: 'dim', value: 77 });
  await second.hide();
  await sleep(1500);  // a page that is hidden keeps at once: that this one writes nothing has no event
  assert.equal(await keptTotal(lab), total, 'the second tab writes nothing');
  await second.hide(false);
  await second.press('message.0.action');
  await second.until('the work is there', async () => (await second.state()).run.step === before.run.step);
  await lab.until('the first says so', async () => /another window/.test(await said(page)));
  await second.page.close();
});

test('a second tab takes over when the first has closed, and brings what that one had', async ({ lab, context }) => {
  const { before, second } = await besideAnother(lab, context);
  await lab.page.close();
  await second.until('it keeps now', async () => (await second.state()).keeping === 'keeping');
  await second.until('the work is there', async () => (await second.state()).run.step === before.run.step);
  await second.waitForRect('message.0.action');  // it says so, and offers Undo
});

test('where a tab with work of its own inherits, the other work waits for one press', async ({ lab, context }) => {
  const { before, second } = await besideAnother(lab, context);
  await second.command({ do: 'text', text: kText.replaceAll('palace', 'garden'), name: 'other.txt' });
  await lab.page.close();
  await second.until('it says so', async () => /waits here/.test(await said(second.page)));
  assert.equal((await second.state()).run.status, 'idle');
  await second.press('message.0.action');
  await second.until('the work is there', async () => (await second.state()).run.step === before.run.step);
});

test('a page that crashes comes back: text and settings whole, a run at most 5 s behind, and it says how far', async ({ lab, context }) => {
  await lab.open('#lab=word2vec&language=en');
  await trainSome(lab);
  await lab.command({ do: 'train' });
  await sleep(6000);  // longer than from one keeping to the next
  await lab.command({ do: 'set', field: 'window', value: 9 });
  const early = (await lab.state()).run.step;
  await sleep(2000);
  const browser = await context.newCDPSession(lab.page);
  await Promise.race([browser.send('Page.crash').catch(() => {}), lab.page.waitForEvent('crash')]);
  await lab.page.close();
  const next = await Lab.prepare(context, lab.url);
  await next.open('#lab=word2vec&language=en');
  await next.until('it keeps', async () => (await next.state()).keeping === 'keeping');
  const { run, corpus } = await next.state();
  assert.equal(corpus, 'own');
  assert.equal((await next.command({ do: 'get', field: 'window' })).value, '9');
  assert.ok(run.step >= early * 0.3 && run.step > 0, `it is back at ${run.step}; it was at ${early} 2 s before the crash`);
  await next.until('it says how far', async () => /Word2Vec had reached .* it is back at/.test(await said(next.page)));
});

test('a file for which there is no memory is refused before it is copied, and the lab goes on', async ({ lab }) => {
  await lab.open('#lab=word2vec&language=en');
  const refused = await lab.page.evaluate(() => window.wordspace.command(
    { do: 'import', name: 'huge.txt', text: 'the cat sat on the mat by the sea\n'.repeat(8e6) }).then(() => null, e => e.message));
  assert.match(refused, /huge\.txt has 25\d MB; there is room for \d+ MB/);
  // 70 MB, which stopped the program once: taken or refused by a sentence, and the next command is answered.
  const text = await lab.page.evaluate(() => window.wordspace.command(
    { do: 'import', name: 'long.txt', base64: btoa('the cat sat on the mat by the sea\n'.repeat(2.1e6)) }).then(() => 'taken', e => e.message));
  assert.match(text, /^taken$|MB/);
  assert.equal((await lab.command({ do: 'get', field: 'dim' })).field, 'dim');
});

test('a program that runs out of memory says so, refuses every later command, and brings the work back', { noisy: true }, async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  const before = await trainSome(lab);
  await lab.untilKept('palace');
  const words = await page.evaluate(async () => {
    const many = Array.from({ length: 400000 }, (_, i) => `w${i}`).join(' ');
    const asked = [{ do: 'text', text: `${many} ${many}`, name: 'words.txt' }, { do: 'set', field: 'min-count', value: 1 },
      { do: 'set', field: 'dim', value: 1000 }, { do: 'train' }];
    try {
      for (const request of asked) await window.wordspace.command(request);
      return 'trained';
    } catch (error) { return error.message; }
  });
  assert.match(words, /has stopped: there was no memory left/);
  assert.match(await lab.refusal({ do: 'get', field: 'dim' }), /has stopped: there was no memory left/);
  assert.match((await lab.state()).lastError, /has stopped/);
  await page.getByRole('button', { name: 'Load the page again' }).click();
  await lab.ready();
  await lab.until('it keeps', async () => (await lab.state()).keeping === 'keeping');
  assert.equal((await lab.state()).run.step, before.run.step);
  assert.equal((await lab.command({ do: 'get', field: 'dim' })).value, '1000');
});

test('what is kept can be cleared, after one question', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  await lab.command({ do: 'set', field: 'dim', value: 33 });
  await lab.until('it is kept', async () => 'session' in (await lab.shelf()).sizes);
  await lab.press('session');
  await lab.press('session.clear');
  await lab.press('session.clear.yes');
  await lab.until('it is cleared', async () => Object.keys((await lab.shelf()).sizes).length === 0);
});
