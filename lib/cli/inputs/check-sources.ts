import { type CheckOptions, checkManifests } from '../../checks/check-manifests';
import type { Finding, ObjectReference } from '../../core/finding';
import { showPath } from '../../core/path';
import { fileFinding } from '../../manifests/read/problem';
import { type DuplicateField, type ReadObject, readManifests } from '../../manifests/read/read-manifests';
import type { Source } from '../../manifests/read/source';
import { Places } from '../../manifests/read/source-locations';
import type { LocatedFinding, Report } from '../formats/report';
import { noObjects } from './no-objects';
import { nameReplacements } from './replaced-by';

/**
 * Checks the manifests of all texts together. Texts that cannot be read are reported as `input/…` findings; the others are
 * checked without them.
 *
 * @param unread - the problems with other inputs, which are reported together
 */
export function checkSources(sources: Iterable<Source>, options: CheckOptions, unread: readonly LocatedFinding[] = []): Report {
  const read = readManifests(sources);
  const { findings, objects, unknown } = checkManifests(
    read.objects.map(({ manifest }) => manifest),
    options,
  );
  const empty = read.skipped.filter(({ isPiped }) => isPiped).map(({ file }) => fileFinding({ file }, noObjects(file)));
  const inputs = [...unread, ...read.problems, ...empty];
  const all = [...inputs, ...locate(findings, read.objects), ...read.duplicates.map(duplicateField)];
  const counts = { skipped: read.skipped.length - empty.length, unread: unread.length + read.unusable + empty.length };
  return { findings: all.sort(byPlace), objects, unknown, ...counts };
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
  return nameReplacements(located, read, ({ origin }) => {
    const { line, column } = places.of(origin);
    return `${origin.source.file}:${line}:${column}`;
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
