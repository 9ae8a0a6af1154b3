// Files of the lab: asked for from the server, or from the page itself where it carries them (packed.js, the one
// file that opens from a disk); and their bodies read into one array, telling how far they have come.
// What a refusal means, callers know.

// As fetch(): a promise of a Response.
export function openFile(path) {
  return globalThis.wordspacePacked ? globalThis.wordspacePacked.open(path) : fetch(path);
}

// The module of a program, wordspace-<variant>.js.
export function openProgram(variant) {
  return globalThis.wordspacePacked ? globalThis.wordspacePacked.program(variant) : import(`./wordspace-${variant}.js`);
}

// size: bytes that are expected, 0 when unknown. told(bytes of this piece, bytes so far).
export async function bytesOfBody(response, size, told) {
  if (!response.body) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    told(bytes.length, bytes.length);
    return bytes;
  }
  const reader = response.body.getReader();
  let bytes = new Uint8Array(size || 65536);
  let end = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (end + value.length > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, end + value.length));
      larger.set(bytes.subarray(0, end));
      bytes = larger;
    }
    bytes.set(value, end);
    end += value.length;
    told(value.length, end);
  }
  return bytes.subarray(0, end);
}
