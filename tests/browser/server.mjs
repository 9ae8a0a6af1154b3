// Serves the built web folder for the browser tests, with or without the headers that threads need.
// Not the lab's own server (`wordspace serve`): these tests stand on nothing but Node.
import { createServer } from 'node:http';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';

const kTypes = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml', '.ttf': 'font/ttf',
  '.png': 'image/png', '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8', '.vert': 'text/plain', '.frag': 'text/plain',
};

// Resolves to {url, sent, close}; sent counts body bytes by path.
export function serve(folder, { isolated = true, host = '127.0.0.1' } = {}) {
  const sent = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = normalize(join(folder, path.endsWith('/') ? path + 'index.html' : path));
    if (!file.startsWith(normalize(folder) + sep) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const headers = { 'content-type': kTypes[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-store' };
    if (isolated) {
      headers['cross-origin-opener-policy'] = 'same-origin';
      headers['cross-origin-embedder-policy'] = 'require-corp';
    }
    const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') && existsSync(file + '.br');
    if (packed) headers['content-encoding'] = 'br';
    const body = packed ? file + '.br' : file;
    const size = statSync(body).size;
    headers['content-length'] = size;
    sent.set(path, size);
    response.writeHead(200, headers);
    createReadStream(body).pipe(response);
  });
  return new Promise(resolve => {
    server.listen(0, host, () => {
      resolve({
        url: `http://${host}:${server.address().port}/`,
        sent,
        close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }),
      });
    });
  });
}
