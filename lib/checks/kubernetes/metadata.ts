import type { Complaint, Issues } from '../schema/issue';
import type { JsonObject } from '../schema/node';
import { isLabelValue, isQualifiedName, LABEL, LABEL_VALUE, type NameSyntax, QUALIFIED_NAME } from './name-syntax';

/** Metadata whose fields have the right types. */
export interface Metadata {
  readonly name?: string | null;
  readonly generateName?: string | null;
  readonly namespace?: string | null;
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly finalizers?: readonly string[] | null;
  readonly ownerReferences?: readonly JsonObject[] | null;
}

type Texts = Readonly<Record<string, string | null>> | null;

/** Bytes of all annotations of an object, keys and values. */
const MAX_ANNOTATIONS = 256 * 1024;

/** What Kubernetes asks of the metadata of every object. The fields must have the right types. */
export function checkMetadata(metadata: Metadata, syntax: NameSyntax, issues: Issues): void {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  if (!name) issues.add(NO_NAME, name, 'name');
  else if (!syntax.accepts(name)) issues.add(bad('the name', syntax.allowed), name, 'name');
  if (namespace && !LABEL.accepts(namespace)) issues.add(bad('the namespace', LABEL.allowed), namespace, 'namespace');
  if (labels) checkLabels(labels, issues, 'labels');
  if (annotations) checkAnnotations(annotations, issues);
  if (finalizers) checkFinalizers(finalizers, issues);
  if (ownerReferences) checkOwners(ownerReferences, issues);
}

/** What Kubernetes asks of labels, at `step`. */
export function checkLabels(labels: Readonly<Record<string, unknown>>, issues: Issues, step: string): void {
  for (const key in labels) {
    const value = labels[key] ?? '';
    if (!isQualifiedName(key)) issues.add(bad('the key of a label', QUALIFIED_NAME), key, step, key);
    if (!isLabelValue(String(value))) issues.add(bad('the value of a label', LABEL_VALUE), value, step, key);
  }
}

function checkAnnotations(annotations: NonNullable<Texts>, issues: Issues): void {
  let units = 0;
  for (const key in annotations) {
    units += key.length + (annotations[key]?.length ?? 0);
    // The case of their keys does not matter.
    if (!isQualifiedName(key) && !isQualifiedName(key.toLowerCase())) {
      issues.add(bad('the key of an annotation', QUALIFIED_NAME), key, 'annotations', key);
    }
  }
  // A UTF-16 unit is at most 3 bytes: few objects need their bytes counted.
  if (3 * units > MAX_ANNOTATIONS && bytesOf(annotations) > MAX_ANNOTATIONS) issues.add(TOO_LARGE, undefined, 'annotations');
}

function bytesOf(texts: NonNullable<Texts>): number {
  return Object.entries(texts).reduce((sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text ?? ''), 0);
}

function checkFinalizers(finalizers: readonly string[], issues: Issues): void {
  finalizers.forEach((name, index) => {
    if (!isQualifiedName(name)) issues.add(bad('the finalizer', QUALIFIED_NAME), name, 'finalizers', index);
  });
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    issues.add(bad('the finalizers', 'orphan or foregroundDeletion, not both'), finalizers, 'finalizers');
  }
}

function checkOwners(owners: readonly JsonObject[], issues: Issues): void {
  owners.forEach((owner, index) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (!owner[field]) issues.add(bad(`the owner's ${field}`, 'a value'), owner[field], 'ownerReferences', index, field);
    }
  });
  if (owners.filter(({ controller }) => controller === true).length > 1) {
    issues.add(bad('the owners', 'one controller at most'), owners, 'ownerReferences');
  }
}

/** A complaint about metadata. */
function bad(what: string, allowed: string): Complaint {
  return { rule: 'schema/metadata', message: `${what} is not allowed`, allowed, fix: 'correct it, or leave it out' };
}

const NO_NAME: Complaint = {
  rule: 'schema/metadata',
  message: 'the object has no name',
  allowed: 'a name: an object that is applied from a file needs one of its own',
  fix: 'set metadata.name',
  structural: true,
};
const TOO_LARGE = bad('the size of the annotations', 'at most 262144 bytes, keys and values of all together');
