import { STDIN_NAME } from '../../core/stdin-name';
import { MAX_BYTES } from '../../manifests/read/limits';
import { fileFinding, type InputFinding } from '../../manifests/read/problem';
import { decode, readFile, tooLarge } from '../../manifests/read/read-file';
import type { Source } from '../../manifests/read/source';
import { findFiles } from './files';

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
