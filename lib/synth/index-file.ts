import { type HashedFile, isOutputPath } from './output-file';
import { OutputError } from './write-error';

/** The index in the output folder. `kubectl apply -f` ignores files with this extension. */
export const INDEX = '.cdk8s-egress.index';

/** The files that earlier runs wrote: the possible hashes of each path. After an interrupted run, a path can have two. */
export type Written = Map<string, readonly string[]>;

const HEAD = '{"version":1,"files":[';
const FOOT = ']}';
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const FILE = new RegExp(String.raw`^\{"path":(${STRING}),"sha256":"([0-9a-f]{64})","objects":\{(?:\}\},?)?$`);
const OBJECT = new RegExp(String.raw`^${STRING}:${STRING}(?:,|\}\},?)$`);
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/;

/**
 * The index as JSON text. Each file has a line with its hash. Each of its objects has a line with the construct that created it,
 * so that a review shows which objects are added and removed.
 */
export function formatIndex(files: readonly IndexedFile[]): string {
  return `${HEAD}\n${files.map(formatFile).join(',\n')}${files.length > 0 ? '\n' : ''}${FOOT}\n`;
}

function formatFile({ path, sha256, objects }: IndexedFile): string {
  const lines = objects.map(({ id, construct }) => `\n${JSON.stringify(id)}:${JSON.stringify(construct)}`);
  return `{"path":${JSON.stringify(path)},"sha256":"${sha256}","objects":{${lines.join(',')}}}`;
}

/** The data of a file in the index. */
type IndexedFile = Pick<HashedFile, 'path' | 'sha256' | 'objects'>;

/** The index of all files that earlier runs wrote, without objects: its content when a run begins after an interrupted one. */
export function formatWritten(written: Written): string {
  return formatIndex([...written].flatMap(([path, hashes]) => hashes.map((sha256) => ({ path, sha256, objects: [] }))));
}

/** The content of an index. */
export interface IndexContent {
  readonly written: Written;
  /** Whether the index is complete. It is not if Git left both sides of a merge in it. */
  readonly whole: boolean;
}

/**
 * Reads an index line by line. If Git could not merge it, both sides are read: the files of both were written by a run, and are
 * removed only if they are unchanged.
 *
 * @param place - the path of the index, for messages
 * @throws OutputError if a line is not one of an index, or if the end is missing
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

/** Adds possible hashes to a path. */
export function addWritten(written: Written, path: string, ...hashes: readonly string[]): void {
  written.set(path, [...new Set([...(written.get(path) ?? []), ...hashes])]);
}

/** A path in an index. It is validated, because anybody can edit the index, and files are removed by it. */
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
    allowed: 'an index that this version wrote',
    fix: 'restore it (git checkout), or delete it together with the generated files in its folder; then run again',
  });
}
