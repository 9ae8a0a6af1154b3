// The server that scripts/run and the browser tests use.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { serve } from '../../scripts/serve.mjs';
import { Stage, lines } from './stage.mjs';

async function served(t, options) {
  const top = mkdtempSync(join(tmpdir(), 'wordspace-serve-'));
  const folder = join(top, 'web');
  mkdirSync(join(folder, 'lang'), { recursive: true });
  writeFileSync(join(top, 'secret.txt'), 'not yours');
  writeFileSync(join(folder, 'index.html'), '<canvas>');
  writeFileSync(join(folder, 'lang', 'vi tên.json'), '{"a": "ă"}');
  writeFileSync(join(folder, 'lab.wasm'), '0123456789');
  writeFileSync(join(folder, 'lab.wasm.br'), brotliCompressSync('0123456789'));
  symlinkSync(join(top, 'secret.txt'), join(folder, 'link.txt'));
  const server = await serve(folder, options);
  t.after(async () => { await server.close(); rmSync(top, { recursive: true }); });
  return { ...server, folder };
}

// One request exactly as written: fetch would tidy its path and unpack its body.
function ask(server, path, headers = {}, method = 'GET') {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, method }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}

test('a file comes with its type, its length and the headers that threads need', async t => {
  const server = await served(t);
  const page = await ask(server, '/');
  assert.equal(page.status, 200);
  assert.equal(page.body.toString(), '<canvas>');
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(page.headers['content-length'], '8');
  assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(page.headers['cross-origin-embedder-policy'], 'require-corp');
  assert.equal((await ask(server, '/lab.wasm')).headers['content-type'], 'application/wasm');
  assert.equal((await ask(server, '/lang/vi%20t%C3%AAn.json?x=1')).body.toString(), '{"a": "ă"}');
  assert.deepEqual([...server.sent.keys()], ['/', '/lab.wasm', '/lang/vi tên.json']);
});

test('without isolation those headers are left out', async t => {
  const page = await ask(await served(t, { isolated: false }), '/');
  assert.equal(page.headers['cross-origin-opener-policy'], undefined);
  assert.equal(page.headers['cross-origin-embedder-policy'], undefined);
});

test('the compressed twin goes to who takes it, unless the file is newer', async t => {
  const server = await served(t);
  const packed = await ask(server, '/lab.wasm', { 'accept-encoding': 'gzip, br' });
  assert.equal(packed.headers['content-encoding'], 'br');
  assert.deepEqual(packed.body, brotliCompressSync('0123456789'));
  assert.equal(packed.headers['content-type'], 'application/wasm');
  assert.equal(server.sent.get('/lab.wasm'), packed.body.length);
  assert.equal((await ask(server, '/lab.wasm', { 'accept-encoding': 'gzip' })).headers['content-encoding'], undefined);
  utimesSync(join(server.folder, 'lab.wasm'), new Date(), new Date(Date.now() + 5000));
  const newer = await ask(server, '/lab.wasm', { 'accept-encoding': 'br' });
  assert.equal(newer.headers['content-encoding'], undefined);
  assert.equal(newer.body.toString(), '0123456789');
});

test('what the browser has is not sent again until it changes', async t => {
  const server = await served(t);
  const first = await ask(server, '/lab.wasm');
  assert.equal(first.headers['cache-control'], 'no-cache');
  const again = await ask(server, '/lab.wasm', { 'if-none-match': `"x", W/${first.headers.etag}` });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
  assert.equal(again.headers['cross-origin-embedder-policy'], 'require-corp');
  assert.equal(server.sent.get('/lab.wasm'), 0);
  assert.equal((await ask(server, '/lab.wasm', { 'if-modified-since': first.headers['last-modified'] })).status, 304);
  const packed = await ask(server, '/lab.wasm', { 'accept-encoding': 'br', 'if-none-match': first.headers.etag });
  assert.equal(packed.status, 200, 'the twin is another body');
  writeFileSync(join(server.folder, 'lab.wasm'), '9876543210');
  utimesSync(join(server.folder, 'lab.wasm'), new Date(), new Date(Date.now() + 2000));
  const changed = await ask(server, '/lab.wasm', { 'if-none-match': first.headers.etag });
  assert.equal(changed.status, 200);
  assert.equal(changed.body.toString(), '9876543210');
});

test('nothing outside the folder is reached, and what is not there is 404', async t => {
  const server = await served(t);
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/lang/..%2f..%2fsecret.txt',
    '/link.txt', '/none', '/lang', '/%00', '/%zz', '//secret.txt']) {
    const answer = await ask(server, path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.body.toString(), 'not found\n', path);
  }
});

test('HEAD sends no body, other methods are refused', async t => {
  const server = await served(t);
  const head = await ask(server, '/lab.wasm', {}, 'HEAD');
  assert.equal(head.status, 200);
  assert.equal(head.headers['content-length'], '10');
  assert.equal(head.body.length, 0);
  assert.equal((await ask(server, '/lab.wasm', {}, 'POST')).status, 405);
});

test('closing ends connections that are kept alive', async t => {
  const server = await served(t);
  await (await fetch(server.url)).text();
  const begun = Date.now();
  await server.close();
  assert.ok(Date.now() - begun < 3000);
});

test('scripts/serve says in one line that its port is taken or that nothing is built', async t => {
  const stage = new Stage(t);
  const other = createServer();
  await new Promise(resolve => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const taken = await stage.run('serve', '--port', String(other.address().port));
  assert.equal(taken.code, 1);
  assert.equal(lines(taken.err).length, 1);
  assert.match(taken.err, /is taken by another program; choose another one with --port/);
  rmSync(join(stage.root, 'build'), { recursive: true });
  const unbuilt = await stage.run('serve', '--port', '0');
  assert.equal(unbuilt.code, 1);
  assert.equal(unbuilt.err, 'wordspace: the lab is not built; run scripts/run.\n');
});
