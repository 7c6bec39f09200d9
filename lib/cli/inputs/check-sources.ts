import { type CheckOptions, checkManifests } from '../../checks/check-manifests';
import type { Finding, ObjectReference } from '../../core/finding';
import { showPath } from '../../core/path';
import { type DuplicateField, type ReadManifests, type ReadObject, readManifests } from '../../manifests/read/read-manifests';
import type { Source } from '../../manifests/read/source';
import { Places } from '../../manifests/read/source-locations';
import type { LocatedFinding, Report } from '../formats/report';

/** Either a report, or the problems that prevent it. */
export type CheckOutcome = { readonly report: Report } | { readonly problems: readonly Finding[] };

/**
 * Checks the manifests of all texts together. If one cannot be used, there is no report: rules look at all objects of a cluster,
 * and would report objects as missing that were only not read.
 *
 * @param unread - the problems with other inputs, which are reported together
 */
export function checkSources(sources: Iterable<Source>, options: CheckOptions, unread: readonly Finding[] = []): CheckOutcome {
  const read = readManifests(sources);
  const problems = [...unread, ...read.problems];
  return problems.length > 0 ? { problems } : { report: report(read, options) };
}

function report({ objects: read, duplicates }: ReadManifests, options: CheckOptions): Report {
  const { findings, objects, unknown } = checkManifests(
    read.map(({ manifest }) => manifest),
    options,
  );
  const all = [...locate(findings, read), ...duplicates.map(duplicateField)];
  return { findings: all.sort(byPlace), objects, unknown };
}

/** Adds the locations to findings, document by document, so that each document is read again only once. */
function locate(findings: readonly Finding[], read: readonly ReadObject[]): LocatedFinding[] {
  const index = new Map<ObjectReference | undefined, number>(read.map(({ manifest }, at) => [manifest, at]));
  const places = new Places();
  return findings
    .map((finding) => ({ finding, at: index.get(finding.object) as number }))
    .sort((a, b) => a.at - b.at)
    .map(({ finding, at }) => {
      const { origin } = read[at] as ReadObject;
      return { ...finding, file: origin.source.file, ...places.of(origin, finding.path) };
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
    a.line - b.line ||
    a.column - b.column ||
    compare(a.rule, b.rule) ||
    compare(showPath(a.path), showPath(b.path))
  );
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
