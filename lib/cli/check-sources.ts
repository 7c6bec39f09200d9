import { type CheckOptions, checkManifests, type ManifestFinding } from '../checks/check-manifests';
import { showPath, stepsOf } from '../core/path';
import { type Manifest, objectName } from '../manifests/manifest';
import {
  type DuplicateField,
  type InputProblem,
  type ReadManifests,
  type ReadObject,
  readManifests,
} from '../manifests/read/read-manifests';
import type { Source } from '../manifests/read/source';
import { Places } from '../manifests/read/source-locations';
import type { LocatedFinding, Report } from './report';

/** Either a report, or what makes it impossible. */
export type CheckOutcome = { readonly report: Report } | { readonly problems: readonly InputProblem[] };

/**
 * Checks the manifests of some texts together. When one can't be used there is no report: the rules look at all objects of
 * a cluster, and would complain of what is only unread.
 *
 * @param unread why other inputs can't be used: they are told together
 */
export function checkSources(
  sources: Iterable<Source>,
  options: CheckOptions,
  unread: readonly InputProblem[] = [],
): CheckOutcome {
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

/** Findings with their places, those of one document in a row so that it is read again only once. */
function locate(findings: readonly ManifestFinding[], read: readonly ReadObject[]): LocatedFinding[] {
  const index = new Map<Manifest, number>(read.map(({ manifest }, at) => [manifest, at]));
  const places = new Places();
  return findings
    .map((finding) => ({ finding, at: index.get(finding.object) as number }))
    .sort((a, b) => a.at - b.at)
    .map(({ finding: { object, path, reason, ...said }, at }) => {
      const { origin } = read[at] as ReadObject;
      const place = places.of(origin, stepsOf(path));
      const { rule, severity, message, got, allowed, fix } = said;
      const why = reason === undefined ? {} : { reason };
      const where = { object: nameOf(object), path, file: origin.source.file, ...place };
      return { rule, severity, message, got, allowed, fix, ...where, ...why };
    });
}

/** The name of an object whose metadata may be anything. */
function nameOf(object: Manifest): string {
  return typeof object.metadata.name === 'string' ? objectName(object) : object.kind;
}

/** kubectl takes the last of two fields and says nothing, so the API server never sees what it would refuse. */
function duplicateField({ object, steps, place }: DuplicateField): LocatedFinding {
  return {
    rule: 'schema/duplicate-field',
    severity: 'error',
    object: nameOf(object.manifest),
    path: showPath(steps),
    message: 'the field stands twice in its object; kubectl silently takes the last',
    got: 'it a second time',
    allowed: 'each field once',
    fix: 'remove one of the two',
    file: object.origin.source.file,
    ...place,
  };
}

function byPlace(a: LocatedFinding, b: LocatedFinding): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule) || compare(a.path, b.path);
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
