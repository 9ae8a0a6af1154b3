// Serves a folder on this machine with the headers that threads need: the lab while it is worked on, and for the
// browser tests. No dependencies. Installed copies and classrooms have `wordspace serve`.
//   node scripts/serve.mjs [--port N] [--host ADDRESS] [--no-isolation] [--open] FOLDER
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const kTypes = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.wasm': 'application/wasm',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.ttf': 'font/ttf', '.png': 'image/png',
  '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
  '.vert': 'text/plain; charset=utf-8', '.frag': 'text/plain; charset=utf-8',
};

// The path that a request asks for, decoded, or null.
function pathOf(request) {
  try {
    return decodeURIComponent(request.url.split(/[?#]/)[0]);
  } catch {
    return null;
  }
}

// The file of a path inside root (a real path), or null: outside, absent, or no path.
function fileOf(root, path) {
  try {
    const file = realpathSync(join(root, path.endsWith('/') ? path + 'index.html' : path));
    return file.startsWith(root.endsWith(sep) ? root : root + sep) && statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

// A twin that is older than its file is of an earlier build.
function isFresh(twin, file) {
  return existsSync(twin) && statSync(twin).mtimeMs >= statSync(file).mtimeMs;
}

function answer(root, isolated, sent, request, response) {
  const headers = { 'cache-control': 'no-cache', 'vary': 'accept-encoding' };
  if (isolated) {
    headers['cross-origin-opener-policy'] = 'same-origin';
    headers['cross-origin-embedder-policy'] = 'require-corp';
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = pathOf(request);
  const file = fileOf(root, path);
  if (!file) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  headers['content-type'] = kTypes[extname(file)] ?? 'application/octet-stream';
  const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') && isFresh(file + '.br', file);
  if (packed) headers['content-encoding'] = 'br';
  const body = packed ? file + '.br' : file;
  const { size, mtimeMs, mtime } = statSync(body);
  headers.etag = `"${size.toString(16)}-${Math.round(mtimeMs * 1000).toString(16)}${packed ? '-br' : ''}"`;
  headers['last-modified'] = mtime.toUTCString();

  const tags = request.headers['if-none-match'];
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  const known = tags === undefined ? since >= Math.floor(mtimeMs / 1000) * 1000
    : tags.split(',').some(tag => tag.trim().replace(/^W\//, '') === headers.etag);
  if (known) {
    sent.set(path, 0);
    response.writeHead(304, headers).end();
    return;
  }
  headers['content-length'] = size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  sent.set(path, size);
  createReadStream(body).on('error', () => response.destroy()).pipe(response);
}

// Resolves to {url, sent, close}; rejects when the folder is absent or the port cannot be had.
//   sent: body bytes of the last answer by path, 0 where the browser's copy was still good.
export async function serve(folder, { isolated = true, host = '127.0.0.1', port = 0 } = {}) {
  const root = realpathSync(folder);
  const sent = new Map();
  const server = createServer((request, response) => answer(root, isolated, sent, request, response));
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.address().port}/`,
    sent,
    close: () => new Promise(done => { server.close(done); server.closeAllConnections(); }),
  };
}

const kUsage = 'usage: node scripts/serve.mjs [--port N] [--host ADDRESS] [--no-isolation] [--open] FOLDER';

function fail(sentence, code) {
  console.error(`wordspace: ${sentence}`);
  process.exit(code);
}

function parse(words) {
  const options = { port: 8000, host: '127.0.0.1', isolated: true, open: false, folder: null };
  for (let i = 0; i < words.length; i += 1) {
    const [name, inline] = words[i].split(/=(.*)/s);
    if (name === '--port' || name === '--host') {
      const value = inline ?? words[i += 1];
      if (value === undefined) fail(`${name} needs a value (${kUsage})`, 2);
      options[name.slice(2)] = name === '--port' ? Number(value) : value;
    } else if (name === '--no-isolation') options.isolated = false;
    else if (name === '--open') options.open = true;
    else if (name === '--help' || name === '-h') { console.log(kUsage); process.exit(0); }
    else if (name.startsWith('-') || options.folder !== null) fail(`'${words[i]}' is no option (${kUsage})`, 2);
    else options.folder = words[i];
  }
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65535) fail(`that is no port (${kUsage})`, 2);
  if (options.folder === null) fail(kUsage, 2);
  return options;
}

async function main() {
  const options = parse(process.argv.slice(2));
  if (!existsSync(join(options.folder, 'index.html'))) fail('the lab is not built; run scripts/run.', 1);
  const server = await serve(options.folder, options).catch(problem => {
    const reasons = {
      EADDRINUSE: `port ${options.port} is taken by another program; choose another one with --port.`,
      EACCES: `port ${options.port} is not for everybody; choose one above 1023 with --port.`,
    };
    fail(reasons[problem.code] ?? `the lab cannot be served: ${problem.message}`, 1);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await server.close();
      console.log('\nwordspace: stopped');
      process.exit(0);
    });
  }
  console.log(`wordspace: open ${server.url} (Ctrl+C stops the server)`);
  if (options.open && (process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) {
    spawn('xdg-open', [server.url], { stdio: 'ignore', detached: true }).on('error', () => {}).unref();
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
