// GPT, BERT and Attention in a real browser: training through the real button, what the models answer, the
// ready-made models, the pictures.
// Not numbers that the C++ tests already hold to PyTorch.
import assert from 'node:assert/strict';
import { test } from './fixture.mjs';
import { coloursOf } from './lab.mjs';

const kSentence = 'the king kept his crown safe and he smiled gladly';
const kUnigram = { gpt: 4.67, bert: 4.79 + Math.log(2) };  // nats: the best guess that knows no context

// What the page offers as downloads after act(): {name, mimeType, buffer} each.
async function downloadsOf(lab, count, act) {
  const { page } = lab;
  const seen = [];
  const listen = download => seen.push(download);
  page.on('download', listen);
  await act();
  await lab.until(`${count} files, as many as a model has`, async () => seen.length >= count);
  page.off('download', listen);
  assert.equal(seen.length, count);
  return Promise.all(seen.map(async download => {
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return { name: download.suggestedFilename(), mimeType: 'application/octet-stream', buffer: Buffer.concat(chunks) };
  }));
}

// Presses a button that opens the file picker, and picks.
async function pick(lab, page, button, files) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), lab.press(button)]);
  assert.ok(chooser.isMultiple());
  await chooser.setFiles(files);
}

// Waits until the ready-made model answers.
async function answers(lab, request) {
  let answer = null;
  await lab.until('the ready-made model answers', async () => {
    answer = await lab.command(request).catch(() => null);
    return answer !== null;
  });
  return answer;
}

async function train(lab, model, steps) {
  await lab.open(`#lab=${model}&preset=demo&seed=1`);
  await lab.settle();
  await lab.command({ do: 'set', field: 'steps', value: steps });
  await lab.command({ do: 'set', field: 'warmup', value: 10 });
  await lab.press('train');
  await lab.untilStatus('done', 240);
  const { run, model: shown, corpus } = await lab.state();
  assert.equal(shown, model);
  assert.equal(corpus, 'toy-en');
  assert.equal(run.unit, 'tokens');
  assert.equal(run.step, run.steps);
  assert.ok(run.heldOut > 0.48 && run.heldOut < kUnigram[model] - 0.5, `held-out loss ${run.heldOut}`);
  lab.note(`${steps} steps: loss ${run.loss.toFixed(3)}, held out ${run.heldOut.toFixed(3)}`);
}

test('GPT trains through the Train button, falls below its baseline and writes', async ({ lab, page }) => {
  await train(lab, 'gpt', 120);
  const request = { do: 'generate', prompt: 'the king', tokens: 12, seed: 3 };
  const { text, ids } = await lab.command(request);
  assert.ok(text.startsWith('the king ') && ids.length > 0, text);
  assert.equal((await lab.command(request)).text, text, 'the same seed writes the same');
  await lab.press('gpt.view.0');
  await lab.waitForRect('gpt.next.0');
  await lab.press('gpt.one');
  await page.mouse.move(1, 1);
  await lab.settle();
  assert.ok(coloursOf(await lab.picture('gpt.next.0')) > 5, 'the bars are drawn');
});

test('a run of GPT gives the same loss twice, with threads too', async ({ lab }) => {
  const losses = [];
  for (let i = 0; i < 2; i += 1) {
    await train(lab, 'gpt', 60);
    losses.push((await lab.state()).run.loss);
  }
  assert.equal(losses[0], losses[1]);
});

test('BERT trains through the Train button and fills masks', async ({ lab }) => {
  await train(lab, 'bert', 120);
  const { masks } = await lab.command({ do: 'mask', text: 'the king kept his [MASK] safe', top: 4 });
  assert.equal(masks.length, 1);
  assert.equal(masks[0].position, 5);
  assert.equal(masks[0].results.length, 4);
  assert.match(await lab.refusal({ do: 'mask', text: 'the king' }), /MASK/);
});

test('Attention opens with ready-made models: causal rows end at themselves, bidirectional ones do not',
  async ({ lab, page }) => {
  await lab.open('#lab=attention');
  const gpt = await answers(lab, { do: 'attend', model: 'gpt', text: kSentence });
  const bert = await answers(lab, { do: 'attend', model: 'bert', text: kSentence });
  assert.equal(gpt.causal, true);
  assert.equal(bert.causal, false);
  for (const { layers, causal, tokens } of [gpt, bert]) {
    let later = 0;
    for (const head of layers.flat()) {
      assert.equal(head.length, tokens.length);
      head.forEach((row, query) => {
        assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-4, 'a row sums to 1');
        later += row.slice(query + 1).reduce((a, b) => a + b, 0);
      });
    }
    assert.equal(later === 0, causal);
  }
  await page.mouse.move(1, 1);
  await lab.settle();
  for (const name of ['attention.gpt.head.1', 'attention.bert.head.1']) {
    assert.ok(coloursOf(await lab.picture(name)) > 15, `${name} is not blank`);
  }
  await lab.press('attention.gpt.head.5');
  await lab.press('attention.view.1');
  await lab.waitForRect('attention.change');
  await lab.press('attention.change');
  await lab.settle();
});

test('the ready-made GPT writes and BERT fills masks before anybody trains', async ({ lab }) => {
  await lab.open('#lab=gpt');
  const { text } = await answers(lab, { do: 'generate', prompt: 'the queen kept', tokens: 8, temperature: 0 });
  assert.match(text, /^the queen kept her /);
  await lab.command({ do: 'open', lab: 'bert' });
  const { masks } = await answers(lab, { do: 'mask', text: 'the queen kept [MASK] crown safe', top: 3 });
  assert.equal(masks[0].results.length, 3);
});

test('a broken model folder is refused in a sentence and the ready-made model stays', async ({ lab }) => {
  await lab.open('#lab=gpt');
  await answers(lab, { do: 'generate', prompt: 'the', tokens: 1 });
  assert.match(await lab.refusal({ do: 'import', name: 'config.json', text: '{"model_type": "gpt2", "n_embd": 8}' }), /config\.json/);
  const config = { model_type: 'gpt2', vocab_size: 40, n_positions: 8, n_embd: 8, n_layer: 1, n_head: 1 };
  await lab.command({ do: 'import', name: 'config.json', text: JSON.stringify(config) });
  await lab.command({ do: 'import', name: 'model.safetensors', text: 'not a safetensors file' });
  await lab.until('a sentence', async () => /safetensors/.test((await lab.state()).lastError));
  assert.ok((await lab.command({ do: 'generate', prompt: 'the', tokens: 2 })).text.length > 0);
});

test('a model is saved by its button as a folder, and the file picker opens it again', async ({ lab, page }) => {
  await lab.open('#lab=gpt');
  const request = { do: 'generate', prompt: 'the king', tokens: 10, temperature: 0 };
  const before = await answers(lab, request);
  await lab.settle();
  const files = await downloadsOf(lab, 4, () => lab.press('gpt.export'));
  assert.deepEqual(files.map(f => f.name).sort(), ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']);
  assert.equal(JSON.parse(files.find(f => f.name === 'config.json').buffer).model_type, 'gpt2');
  await lab.open('#lab=gpt&language=vi');
  await answers(lab, request);
  await lab.settle();
  await pick(lab, page, 'gpt.open', files);
  await lab.waitForRect('message.0');
  assert.equal((await lab.state()).lastError, null);
  const after = await lab.command(request);
  assert.deepEqual(after.ids, before.ids);
});

test('a whole run is saved by its button, opened from the file, and goes on', async ({ lab, page }) => {
  await train(lab, 'gpt', 60);
  await lab.settle();
  const [file] = await downloadsOf(lab, 1, () => lab.press('gpt.checkpoint'));
  assert.equal(file.name, 'gpt.checkpoint');
  await lab.open('#lab=gpt');
  await lab.settle();
  await pick(lab, page, 'gpt.open', [file]);
  await lab.untilStatus('done');
  const { run } = await lab.state();
  assert.equal(run.step, run.steps);
});

test('the benchmark runs inside the page and counts what it did', async ({ lab }) => {
  await lab.open('#lab=start');
  const { gpt } = await lab.command({ do: 'bench', what: 'gpt', seconds: 0.5 });
  lab.note(`GPT of 842,496 parameters: ${Math.round(gpt.rate)} tokens/s, ${gpt.gflops.toFixed(1)} of ` +
    `${gpt.best_gflops.toFixed(1)} GFLOP/s, ${gpt.kernels}, ${gpt.threads} thread`);
  assert.equal(gpt.unit, 'tokens/s');
  assert.equal(gpt.threads, 1);
  assert.ok(gpt.rate > 0 && gpt.seconds >= 0.5);
  assert.match(await lab.refusal({ do: 'bench', what: 'nothing' }), /word2vec/);
});
