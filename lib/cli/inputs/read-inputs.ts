import { isUtf8 } from 'node:buffer';
import { STDIN_NAME } from '../../core/stdin-name';
import { MAX_BYTES } from '../../manifests/read/limits';
import { Lines } from '../../manifests/read/lines';
import { fileFinding, type InputFinding } from '../../manifests/read/problem';
import type { Source } from '../../manifests/read/source';
import { findFiles, readFile, tooLarge } from './files';

/** The name of the standard input on the command line. */
export const STDIN = '-';
/** The standard input as a file. It is not opened again: opening can fail (a socket), or start at another position. */
const STDIN_FILES: readonly string[] = ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];
const isStdin = (path: string) => path === STDIN || STDIN_FILES.includes(path);

/** The texts to check, and the problems with unreadable inputs. */
export interface Inputs {
  readonly sources: readonly Source[];
  readonly problems: readonly InputFinding[];
}

/**
 * Reads the inputs of a command line: files, folders with their subfolders, and `-` for the standard input. Each input is read
 * once, even if it is specified twice.
 */
export async function readInputs(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  exclude: readonly string[] = [],
): Promise<Inputs> {
  const sources: Source[] = [];
  const { files, problems, piped } = findFiles(
    paths.filter((path) => !isStdin(path)),
    exclude,
  );
  let left = MAX_BYTES;
  const take = (file: string, bytes: Uint8Array | InputFinding) => {
    const read = bytes instanceof Uint8Array ? decode(file, bytes) : bytes;
    if (bytes instanceof Uint8Array) left -= bytes.length;
    if ('text' in read) sources.push({ ...read, isPiped: file === STDIN_NAME || piped.has(file) });
    else problems.push(read);
  };
  if (paths.some(isStdin)) take(STDIN_NAME, await readStream(stdin));
  for (const file of files) {
    if (left < 0) break;
    take(file, readFile(file, left));
  }
  return { sources, problems };
}

async function readStream(stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array | InputFinding> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stdin) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) return tooLarge(STDIN_NAME);
    }
  } catch (error) {
    const got = (error as Error).message;
    return fileFinding({ file: STDIN_NAME }, { got, allowed: 'a readable stream', fix: 'pipe manifests into this command' });
  }
  return Buffer.concat(chunks);
}

const BOM = '\ufeff';

function decode(file: string, bytes: Uint8Array): Source | InputFinding {
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
