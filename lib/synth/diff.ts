/** The number of unchanged lines around a change, as in `diff -u`. */
const CONTEXT = 3;

/** The maximum number of pairs of lines to compare one by one, in a part without unique lines. */
const PAIRS = 40_000;

/** Lines `[from, to)` of the old text that became lines `[intoFrom, intoTo)` of the new one. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly intoFrom: number;
  readonly intoTo: number;
}

/** The lines of two texts as numbers. Equal lines have equal numbers. */
interface Lines {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/**
 * The difference of two texts as a unified diff for `patch -p1` and `git apply`; empty if they are equal. It is not always the
 * shortest diff, but its cost grows with the size of the texts, not with their difference.
 *
 * @param path - the name of the file in the headers
 * @param from - the old text; `undefined` if the file does not exist
 * @param to - the new text; `undefined` if the file will not exist
 */
export function unifiedDiff(path: string, from: string | undefined, to: string | undefined): string {
  if (from === to) return '';
  const [a, b] = [linesOf(from ?? ''), linesOf(to ?? '')];
  const header = `--- ${from === undefined ? '/dev/null' : `a/${path}`}\n+++ ${to === undefined ? '/dev/null' : `b/${path}`}\n`;
  return (
    header +
    hunksOf(changesOf(a, b))
      .map((hunk) => formatHunk(a, b, hunk))
      .join('')
  );
}

/** The lines of a text, each with its line break. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const numbers = new Map<string, number>();
  const number = (line: string) => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  const changes: Change[] = [];
  compare({ a: a.map(number), b: b.map(number) }, { from: 0, to: a.length, intoFrom: 0, intoTo: b.length }, changes);
  return changes;
}

/**
 * Finds the changes in a part. First, equal lines at its ends are removed. Then lines that occur once on both sides divide the
 * rest into smaller parts, as in a "patience" diff. Without such lines, all lines are compared one by one.
 */
function compare(lines: Lines, part: Change, changes: Change[]): void {
  const rest = withoutEqualEnds(lines, part);
  if (rest.from === rest.to || rest.intoFrom === rest.intoTo) {
    if (rest.from !== rest.to || rest.intoFrom !== rest.intoTo) changes.push(rest);
    return;
  }
  const anchors = inBothOrders(uniquePairs(lines, rest));
  if (anchors.length === 0) {
    changes.push(...compareOneByOne(lines, rest));
    return;
  }
  divide(lines, rest, anchors, changes);
}

function divide(lines: Lines, part: Change, anchors: readonly Pair[], changes: Change[]): void {
  let { from, intoFrom } = part;
  for (const [at, into] of anchors) {
    compare(lines, { from, to: at, intoFrom, intoTo: into }, changes);
    [from, intoFrom] = [at + 1, into + 1];
  }
  compare(lines, { from, to: part.to, intoFrom, intoTo: part.intoTo }, changes);
}

function withoutEqualEnds({ a, b }: Lines, part: Change): Change {
  let { from, to, intoFrom, intoTo } = part;
  while (from < to && intoFrom < intoTo && a[from] === b[intoFrom]) [from, intoFrom] = [from + 1, intoFrom + 1];
  while (from < to && intoFrom < intoTo && a[to - 1] === b[intoTo - 1]) [to, intoTo] = [to - 1, intoTo - 1];
  return { from, to, intoFrom, intoTo };
}

/** A line of the old text, and the equal line of the new text. */
type Pair = readonly [at: number, into: number];

/** Lines that occur once on each side, in the order of the old text. */
function uniquePairs({ a, b }: Lines, part: Change): Pair[] {
  const old = places(a, part.from, part.to);
  const now = places(b, part.intoFrom, part.intoTo);
  const pairs: Pair[] = [];
  for (const [line, at] of old) {
    const into = now.get(line) ?? -1;
    if (at >= 0 && into >= 0) pairs.push([at, into]);
  }
  return pairs.sort((x, y) => x[0] - y[0]);
}

/** The index of each line; -1 for lines that occur several times. */
function places(lines: readonly number[], from: number, to: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = from; at < to; at++) found.set(lines[at] ?? 0, found.has(lines[at] ?? 0) ? -1 : at);
  return found;
}

/** The largest set of pairs with the same order on both sides: the longest increasing subsequence. */
function inBothOrders(pairs: readonly Pair[]): Pair[] {
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, [, into]] of pairs.entries()) {
    const length = firstNotBelow(ends, into, (end) => pairs[end]?.[1] ?? 0);
    before[index] = ends[length - 1] ?? -1;
    ends[length] = index;
  }
  const chosen: Pair[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) chosen.push(pairs[index] ?? [0, 0]);
  return chosen.reverse();
}

/** The first index in a sorted list with at least the wanted value. */
function firstNotBelow(list: readonly number[], wanted: number, value: (entry: number) => number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(list[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The changes of a small part by its longest common subsequence; a large part is replaced as a whole. */
function compareOneByOne({ a, b }: Lines, part: Change): Change[] {
  const { from, to, intoFrom, intoTo } = part;
  const width = intoTo - intoFrom + 1;
  if ((to - from) * width > PAIRS) return [part];
  const common = new Uint16Array((to - from + 1) * width);
  const cell = (at: number, into: number) => (at - from) * width + into - intoFrom;
  const length = (at: number, into: number) => common[cell(at, into)] ?? 0;
  for (let at = to - 1; at >= from; at--)
    for (let into = intoTo - 1; into >= intoFrom; into--)
      common[cell(at, into)] =
        a[at] === b[into] ? length(at + 1, into + 1) + 1 : Math.max(length(at + 1, into), length(at, into + 1));
  const changes: Change[] = [];
  let [at, into] = [from, intoFrom];
  while (at < to || into < intoTo) {
    const start = { from: at, intoFrom: into };
    while ((at < to || into < intoTo) && !(at < to && into < intoTo && a[at] === b[into])) {
      if (into >= intoTo || (at < to && length(at + 1, into) >= length(at, into + 1))) at++;
      else into++;
    }
    if (at > start.from || into > start.intoFrom) changes.push({ ...start, to: at, intoTo: into });
    while (at < to && into < intoTo && a[at] === b[into]) [at, into] = [at + 1, into + 1];
  }
  return changes;
}

/** Groups changes whose surrounding lines overlap or touch. */
function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    if (last && change.from - (last.at(-1)?.to ?? 0) <= 2 * CONTEXT) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function formatHunk(a: readonly string[], b: readonly string[], hunk: readonly Change[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (!first || !last) return '';
  const lead = Math.min(CONTEXT, first.from);
  const end = Math.min(a.length, last.to + CONTEXT);
  const lines: string[] = [];
  let at = first.from - lead;
  for (const change of hunk) {
    for (; at < change.from; at++) lines.push(` ${a[at]}`);
    for (; at < change.to; at++) lines.push(`-${a[at]}`);
    for (let into = change.intoFrom; into < change.intoTo; into++) lines.push(`+${b[into]}`);
  }
  for (; at < end; at++) lines.push(` ${a[at]}`);
  const old = range(first.from - lead, end);
  const now = range(first.intoFrom - lead, last.intoTo + end - last.to);
  return `@@ -${old} +${now} @@\n${lines.map(ended).join('')}`;
}

/** A range of lines in the header of a hunk: counted from 1, or from the line before if the range is empty. */
function range(from: number, to: number): string {
  const count = to - from;
  return count === 1 ? `${from + 1}` : `${count === 0 ? from : from + 1},${count}`;
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}
