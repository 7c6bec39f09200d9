import { Reading, readProps, type ShapeProblem } from '../../core/shapes';
import { twiceIn } from '../../manifests/read/duplicate';
import type { Place } from '../../manifests/read/lines';
import { documentFinding, type InputFinding, type Unusable, UnusableError } from '../../manifests/read/problem';
import { type ReadDocument, readSettings } from '../../manifests/read/read-document';
import type { Source } from '../../manifests/read/source';
import { type Origin, Places } from '../../manifests/read/source-locations';
import { type Span, splitDocuments } from '../../manifests/read/split-documents';
import type { Invariant } from './invariant';
import { FILE } from './shape';

/** The invariants of a file, without the malformed ones, and what is malformed. */
export interface ReadInvariants {
  readonly invariants: readonly Invariant[];
  readonly problems: readonly InputFinding[];
}

/** Reads the file of the security team. All mistakes are reported at once, with their places. */
export function readInvariants(source: Source): ReadInvariants {
  const spans = splitDocuments(source.text).filter(({ start, end }) => !isEmpty(source.text.slice(start, end)));
  const [span = { start: 0, end: source.text.length }, second] = spans;
  const places = new Places();
  try {
    const read = readSettings(source.text.slice(span.start, span.end));
    const more = second ? [finding(source, places.inText(source, second.start), { path: [], ...TWO })] : [];
    const { invariants, problems } = take(read, source, span, places);
    return { invariants, problems: [...problems, ...more] };
  } catch (error) {
    if (!(error instanceof UnusableError)) throw error;
    return { invariants: [], problems: [unusable(source, places, span, error.problem)] };
  }
}

const TWO = {
  got: 'a second document',
  allowed: 'one document with the list invariants',
  fix: 'move its invariants into the first one',
};

function isEmpty(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*|---\s*)?$/.test(line));
}

function unusable(source: Source, places: Places, span: Span, { at = 0, ...problem }: Unusable): InputFinding {
  const place = places.inText(source, span.start + at);
  return { ...documentFinding({ file: source.file, ...place }, problem), rule: 'input/invariants' };
}

function take({ value, duplicates }: ReadDocument, source: Source, span: Span, places: Places): ReadInvariants {
  const origin: Origin = { source, span, steps: [] };
  const reading = new Reading('malformed');
  // An empty file lacks the list.
  const { invariants } = readProps<{ invariants: readonly Invariant[] }>(value ?? {}, FILE, 'the file', reading);
  const twice = duplicates.map((duplicate) =>
    finding(source, places.inText(source, span.start + duplicate.at), { path: duplicate.steps, ...twiceIn(duplicate) }),
  );
  const malformed = reading.problems.map((problem) => finding(source, places.of(origin, problem.path), problem));
  const placed = invariants.map((invariant) => ({ ...invariant, place: placeIn(invariant, value, origin, places) }));
  const repeated = placed.flatMap((one, index) => {
    const first = placed.findIndex(({ name }) => name === one.name);
    if (first === index) return [];
    const { line, column } = (placed[first] as Invariant).place;
    const got = `${one.name}, which is also the name of the invariant at ${source.file}:${line}:${column}`;
    return [finding(source, one.place, { path: [], got, allowed: 'a name for each invariant', fix: 'rename one of the two' })];
  });
  return { invariants: placed, problems: [...twice, ...malformed, ...repeated].sort(byPlace) };
}

/** The place of an invariant: that of its entry in the list. A shape keeps the object of a sound entry. */
function placeIn(invariant: object, value: unknown, origin: Origin, places: Places): Invariant['place'] {
  const index = (value as { invariants: readonly unknown[] }).invariants.indexOf(invariant);
  return { file: origin.source.file, ...places.of(origin, ['invariants', index]) };
}

type Mistake = Pick<ShapeProblem, 'path' | 'got' | 'allowed' | 'fix'>;

function finding(
  { file }: Source,
  { line, column }: Place | Invariant['place'],
  { path, got, allowed, fix }: Mistake,
): InputFinding {
  return {
    rule: 'input/invariants',
    severity: 'error',
    file,
    ...(line !== undefined && column !== undefined && { line, column }),
    path,
    got,
    allowed,
    fix,
  };
}

function byPlace(one: InputFinding, other: InputFinding): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}
