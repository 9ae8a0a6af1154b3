// Deflate and inflate with the browser's own streams, in zlib's format, with a bound on what comes out.
// Not a format of the lab: the program says which bytes.

async function through(bytes, stream, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new RangeError('larger than allowed');
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// Rejects where the browser has no such stream.
export const deflate = async bytes => through(bytes, new CompressionStream('deflate'), Infinity);
// Rejects with a RangeError when more than `most` bytes would come out, with another error for damaged bytes.
export const inflate = async (bytes, most) => through(bytes, new DecompressionStream('deflate'), most);
