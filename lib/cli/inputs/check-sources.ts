import { type CheckOptions, checkWithInvariants } from '../../checks/check-manifests';
import type { ReadInvariants } from '../../checks/invariants/read-invariants';
import type { Finding, ObjectReference, TrailStep } from '../../core/finding';
import { showPath } from '../../core/path';
import { fileFinding } from '../../manifests/read/problem';
import { type DuplicateField, type ReadObject, readManifests } from '../../manifests/read/read-manifests';
import type { Source } from '../../manifests/read/source';
import { Places } from '../../manifests/read/source-locations';
import { WITHOUT_INVARIANTS } from '../../synth/load-invariants';
import type { LocatedFinding, Report } from '../formats/report';
import { noObjects } from './no-objects';
import { nameReplacements } from './replaced-by';

/**
 * Checks the manifests of all texts together. Texts that cannot be read are reported as `input/…` findings; the others are
 * checked without them.
 *
 * @param unread - the problems with other inputs, which are reported together
 * @param read - the invariants of the company, and the problems of their file
 */
export function checkSources(
  sources: Iterable<Source>,
  options: CheckOptions,
  unread: readonly LocatedFinding[] = [],
  { invariants, problems }: ReadInvariants = WITHOUT_INVARIANTS,
): Report {
  const read = readManifests(sources);
  const { findings, objects, unknown } = checkWithInvariants(
    read.objects.map(({ manifest }) => manifest),
    options,
    invariants,
  );
  const empty = read.skipped.filter(({ isPiped }) => isPiped).map(({ file }) => fileFinding({ file }, noObjects(file)));
  const inputs = [...unread, ...read.problems, ...empty, ...problems];
  const ofObjects = locate(
    findings.filter(({ object }) => object),
    read.objects,
  );
  const ofFile = findings.filter(isLocated);
  const all = [...inputs, ...ofObjects, ...ofFile, ...read.duplicates.map(duplicateField)];
  const counts = { skipped: read.skipped.length - empty.length, unread: unread.length + read.unusable + empty.length };
  return { findings: all.sort(byPlace), objects, unknown, ...counts };
}

/** Whether a finding is about a file of its own: that with the invariants. */
function isLocated(finding: Finding): finding is LocatedFinding {
  return finding.file !== undefined;
}

/** Adds the locations to findings, document by document, so that each document is read again only once. */
function locate(findings: readonly Finding[], read: readonly ReadObject[]): readonly LocatedFinding[] {
  const index = new Map<ObjectReference | undefined, number>(read.map(({ manifest }, at) => [manifest, at]));
  const places = new Places();
  const located = findings
    .map((finding) => ({ finding, at: index.get(finding.object) as number }))
    .sort((a, b) => a.at - b.at)
    .map(({ finding, at }) => {
      const { origin } = read[at] as ReadObject;
      return { ...finding, file: origin.source.file, ...places.of(origin, finding.path) };
    });
  const traced = withTrails(located, read, index, places);
  return nameReplacements(traced, read, ({ origin }) => {
    const { line, column } = places.of(origin);
    return `${origin.source.file}:${line}:${column}`;
  });
}

/** Adds the locations to the steps of paths. Those of one document follow each other, so that it is read again only once. */
function withTrails(
  findings: readonly LocatedFinding[],
  read: readonly ReadObject[],
  index: ReadonlyMap<ObjectReference | undefined, number>,
  places: Places,
): readonly LocatedFinding[] {
  const steps = [...new Set(findings.flatMap(({ trail = [] }) => trail))];
  if (steps.length === 0) return findings;
  const atOf = ({ object }: TrailStep) => (object ? index.get(object) : undefined);
  const known = steps.flatMap((step) => {
    const at = atOf(step);
    return at === undefined ? [] : [{ step, at }];
  });
  const located = new Map<TrailStep, TrailStep>();
  for (const { step, at } of known.sort((a, b) => a.at - b.at)) {
    const { origin } = read[at] as ReadObject;
    located.set(step, { ...step, file: origin.source.file, ...places.of(origin, step.path) });
  }
  return findings.map((finding) => {
    const { trail } = finding;
    return trail ? { ...finding, trail: trail.map((step) => located.get(step) ?? step) } : finding;
  });
}

/** kubectl silently uses the last of two fields, so that the API server cannot reject the duplicate. */
function duplicateField({ object, steps, place }: DuplicateField): LocatedFinding {
  return {
    rule: 'schema/duplicate-field',
    severity: 'error',
    object: object.manifest,
    path: steps,
    message: 'the field occurs twice in its object; kubectl silently uses the last one',
    got: 'a duplicate key',
    allowed: 'each field once',
    fix: 'remove one of the two',
    file: object.origin.source.file,
    ...place,
  };
}

function byPlace(a: LocatedFinding, b: LocatedFinding): number {
  return (
    compare(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(showPath(a.path), showPath(b.path))
  );
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
