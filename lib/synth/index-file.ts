import { type HashedFile, isOutputPath } from './output-file';
import { OutputError } from './write-error';

/** The index in the output folder. Its name ends so that `kubectl apply -f` passes it by. */
export const INDEX = '.cdk8s-egress.index';

/** What earlier runs wrote: for each path the hashes that its content may have. Two, while a run is or was interrupted. */
export type Written = Map<string, readonly string[]>;

const HEAD = '{"version":1,"files":[';
const FOOT = ']}';
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const FILE = new RegExp(String.raw`^\{"path":(${STRING}),"sha256":"([0-9a-f]{64})","objects":\{(?:\}\},?)?$`);
const OBJECT = new RegExp(String.raw`^${STRING}:${STRING}(?:,|\}\},?)$`);
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/;

/**
 * The index as text: JSON, a line for each file with its hash, then one for each of its objects with the construct that
 * made it, so that a review sees which objects come and go.
 */
export function formatIndex(files: readonly IndexedFile[]): string {
  return `${HEAD}\n${files.map(formatFile).join(',\n')}${files.length > 0 ? '\n' : ''}${FOOT}\n`;
}

function formatFile({ path, sha256, objects }: IndexedFile): string {
  const lines = objects.map(({ id, construct }) => `\n${JSON.stringify(id)}:${JSON.stringify(construct)}`);
  return `{"path":${JSON.stringify(path)},"sha256":"${sha256}","objects":{${lines.join(',')}}}`;
}

/** What the index holds of a file. */
type IndexedFile = Pick<HashedFile, 'path' | 'sha256' | 'objects'>;

/** Only what two indexes say was written: what the index must hold while a second run after an interrupted one begins. */
export function formatWritten(written: Written): string {
  return formatIndex([...written].flatMap(([path, hashes]) => hashes.map((sha256) => ({ path, sha256, objects: [] }))));
}

/** What an index says, and whether it is the whole truth: not when Git left both sides of a merge in it. */
export interface IndexContent {
  readonly written: Written;
  readonly whole: boolean;
}

/**
 * Reads an index line by line, so that one that Git could not merge is read as both of its sides: a file of either was
 * written by a run, and is removed only while it holds what that run wrote.
 *
 * @param place - where the index stands, for the message
 * @throws OutputError when a line is none of an index, or the end is missing
 */
export function parseIndex(text: string, place: string): IndexContent {
  const lines = text.split(/\r?\n/);
  const written: Written = new Map();
  let whole = true;
  for (const [at, line] of lines.entries()) {
    const [, path, sha256] = FILE.exec(line) ?? [];
    if (path !== undefined && sha256 !== undefined) addWritten(written, pathIn(path, place, at), sha256);
    else if (CONFLICT.test(line)) whole = false;
    else if (line !== HEAD && line !== FOOT && line !== '' && !OBJECT.test(line)) throw damaged(place, at, line);
  }
  if (lines[0] !== HEAD && whole) throw damaged(place, 0, lines[0] ?? '');
  if (!lines.slice(-2).includes(FOOT) && whole) throw damaged(place, lines.length - 1, 'the end');
  return { written, whole };
}

/** Notes that a path may hold the content with this hash. */
export function addWritten(written: Written, path: string, ...hashes: readonly string[]): void {
  written.set(path, [...new Set([...(written.get(path) ?? []), ...hashes])]);
}

/** A path as an index spells it. It comes from a file that anybody can edit, and says what may be removed. */
function pathIn(json: string, place: string, at: number): string {
  const path = unquoted(json);
  if (path === undefined || !isOutputPath(path)) throw damaged(place, at, json);
  return path;
}

function unquoted(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}

function damaged(place: string, at: number, line: string): OutputError {
  return new OutputError({
    path: `${place}:${at + 1}`,
    got: line.length > 100 ? `${line.slice(0, 100)}…` : line || 'an empty line',
    allowed: 'an index as a run of this version writes it',
    fix: 'restore it (git checkout), or delete it together with the generated files beside it; then run again',
  });
}
