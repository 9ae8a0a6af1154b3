// The files that the page itself carries, in the one file that opens from a disk (build/wordspace.html): unpacked
// when somebody asks for one, piece by piece. cmake/single_file.py packs them and puts this before the rest.
// Not part of the page that a server sends.

// Each file is gzip in a <script> of a type that no browser runs. The document is windows-1252, in which every byte
// is a character of its own; '=' begins the few bytes that HTML would not leave as they are.
const kPiece = 1 << 17;
const kLongestWork = 50;  // milliseconds between two rests; each rest may cost a whole frame on a slow machine
const kEscape = 61;
const kEscapeShift = 64;

const byteOf = new Uint8Array(65536);
const letters = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
for (let byte = 0; byte < 256; byte += 1) byteOf[letters.charCodeAt(byte)] = byte;

const blocks = new Map([...document.querySelectorAll('script[data-file]')].map(block => [block.dataset.file, block]));

function bytesOfBlock(block) {
  const text = block.textContent;
  let at = 0;
  let rested = performance.now();
  return new ReadableStream({
    async pull(controller) {
      if (performance.now() - rested > kLongestWork) {  // streams alone would never let a frame through
        await new Promise(resolve => setTimeout(resolve));
        rested = performance.now();
      }
      const bytes = new Uint8Array(Math.min(kPiece, text.length - at));
      let end = 0;
      while (at < text.length && end < bytes.length) {
        let byte = byteOf[text.charCodeAt(at++)];
        if (byte === kEscape) byte = (byteOf[text.charCodeAt(at++)] - kEscapeShift) & 255;
        bytes[end++] = byte;
      }
      controller.enqueue(bytes.subarray(0, end));
      if (at >= text.length) controller.close();
    },
  });
}

async function open(path) {
  const block = blocks.get(path);
  if (!block) return new Response(null, { status: 404 });
  const unpacked = bytesOfBlock(block).pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked, { headers: { 'content-length': block.dataset.bytes } });
}

// The page's own font; style sheets cannot reach into this table.
if (typeof DecompressionStream === 'function') {
  open('fonts/be-vietnam-pro-regular.ttf').then(response => response.arrayBuffer())
    .then(bytes => document.fonts.add(new FontFace('Be Vietnam Pro', bytes))).catch(() => {});
}

globalThis.wordspacePacked = Object.freeze({ open, program });
