import { ObjectMap } from '../../core/object-map';
import { kindOf } from '../../manifests/manifest';
import type { ReadObject } from '../../manifests/read/read-manifests';
import type { LocatedFinding } from '../formats/report';

const RULE = 'egress/duplicate-object';

/**
 * Adds to each finding of a replaced object the place of the object that replaces it. Rules know only objects, not their files.
 *
 * @param placeOf - returns the place of an object, such as `rendered/a.yaml:3:1`
 */
export function nameReplacements(
  findings: readonly LocatedFinding[],
  read: readonly ReadObject[],
  placeOf: (object: ReadObject) => string,
): readonly LocatedFinding[] {
  if (!findings.some(({ rule }) => rule === RULE)) return findings;
  const last = new ObjectMap<ReadObject>();
  for (const object of read) last.set(...identityOf(object.manifest), object);
  return findings.map((finding) => {
    const other = finding.rule === RULE && last.get(...identityOf(finding.object as ReadObject['manifest']));
    return other ? { ...finding, got: `${finding.got}, and again at ${placeOf(other)}` } : finding;
  });
}

function identityOf(object: ReadObject['manifest']): [kind: string, namespace: string, name: string] {
  return [kindOf(object), object.metadata.namespace ?? 'default', object.metadata.name];
}
