import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { MAX_BYTES } from './limits';
import { Lines } from './lines';
import { fileFinding, type InputFinding } from './problem';
import type { Source } from './source';

const CHUNK = 64 * 1024;

/**
 * Reads a file of at most `limit` bytes. A pipe is read to its end.
 *
 * @param large - the finding for a larger file
 */
export function readFile(file: string, limit: number, large = tooLarge): Uint8Array | InputFinding {
  let descriptor: number | undefined;
  try {
    const { size } = statSync(file);
    if (size > limit) return large(file);
    descriptor = openSync(file, 'r');
    return readAll(descriptor, limit, chunkFor(size)) ?? large(file);
  } catch (error) {
    return unreadable(file, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Small files need small buffers, of which many fit into one of Node. A pipe has no size. */
function chunkFor(size: number): number {
  return size === 0 ? CHUNK : Math.min(size + 1, CHUNK);
}

function readAll(descriptor: number, limit: number, size: number): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  for (let read = 0; read <= limit; ) {
    const chunk = Buffer.allocUnsafe(size);
    const length = readSync(descriptor, chunk);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
    read += length;
  }
  return undefined;
}

/** The finding for inputs that exceed the limit. */
export function tooLarge(file: string): InputFinding {
  const megabytes = MAX_BYTES / 1024 / 1024;
  const allowed = `at most ${megabytes} MB in all inputs`;
  const got = `more than ${megabytes} MB, including earlier inputs`;
  return fileFinding({ file }, { got, allowed, fix: 'check the manifests of one cluster at a time' });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link to itself',
  ENAMETOOLONG: 'a path that is too long',
};

/** The finding for a file or folder that cannot be read. */
export function unreadable(file: string, error: unknown): InputFinding {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const got = REASONS[code] ?? message;
  return fileFinding({ file }, { got, allowed: 'a readable file or folder', fix: 'correct the path or its permissions' });
}

/** The text of a file of at most `limit` bytes, in UTF-8. @param large - the finding for a larger file */
export function readText(file: string, limit: number, large: (file: string) => InputFinding): Source | InputFinding {
  const bytes = readFile(file, limit, large);
  return bytes instanceof Uint8Array ? decode(file, bytes) : bytes;
}

const BOM = '\ufeff';

/** The text of bytes in UTF-8, without the mark of their order. */
export function decode(file: string, bytes: Uint8Array): Source | InputFinding {
  if (!isUtf8(bytes)) return noUtf8(file, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  return { file, text: text.startsWith(BOM) ? text.slice(BOM.length) : text };
}

const REPLACEMENT = '\ufffd';

/** Finds the first invalid byte: where decoding put a replacement character that is not in the input. */
function noUtf8(file: string, bytes: Buffer): InputFinding {
  const text = bytes.toString();
  let from = 0;
  let offset = 0;
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, from)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (bytes.subarray(offset, offset + 3).toString('hex') !== 'efbfbd') break;
    from = at + 1;
    offset += 3;
  }
  const place = new Lines(text).at(text.indexOf(REPLACEMENT, from));
  const got = `a byte (0x${bytes.subarray(offset, offset + 1).toString('hex')}) that is not UTF-8`;
  return fileFinding({ file, ...place }, { got, allowed: 'text in UTF-8', fix: 'save the file as UTF-8' });
}
