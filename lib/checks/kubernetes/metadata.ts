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

/** The limit for all annotations of an object, keys and values, in bytes. */
const MAX_ANNOTATIONS = 256 * 1024;

/** Checks the metadata of an object of any kind. Its fields must have the right types. */
export function checkMetadata(metadata: Metadata, syntax: NameSyntax, issues: Issues): void {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  if (!name) issues.add(NO_NAME, name, 'name');
  else if (!syntax.accepts(name)) issues.add(invalid('the name is not valid', syntax.allowed), name, 'name');
  if (namespace && !LABEL.accepts(namespace))
    issues.add(invalid('the namespace is not valid', LABEL.allowed), namespace, 'namespace');
  if (labels) checkLabels(labels, issues, 'labels');
  if (annotations) checkAnnotations(annotations, issues);
  if (finalizers) checkFinalizers(finalizers, issues);
  if (ownerReferences) checkOwners(ownerReferences, issues);
}

/** Checks labels. @param step the field that contains them */
export function checkLabels(labels: Readonly<Record<string, unknown>>, issues: Issues, step: string): void {
  for (const key in labels) {
    const value = labels[key] ?? '';
    if (!isQualifiedName(key)) issues.add(invalid('the key of a label is not valid', QUALIFIED_NAME), key, step, key);
    if (!isLabelValue(String(value))) issues.add(invalid('the value of a label is not valid', LABEL_VALUE), value, step, key);
  }
}

function checkAnnotations(annotations: NonNullable<Texts>, issues: Issues): void {
  let units = 0;
  for (const key in annotations) {
    units += key.length + (annotations[key]?.length ?? 0);
    // Kubernetes ignores the case of annotation keys.
    if (!isQualifiedName(key) && !isQualifiedName(key.toLowerCase())) {
      issues.add(invalid('the key of an annotation is not valid', QUALIFIED_NAME), key, 'annotations', key);
    }
  }
  // A UTF-16 unit has at most 3 bytes, so few objects need an exact count.
  if (3 * units > MAX_ANNOTATIONS && bytesOf(annotations) > MAX_ANNOTATIONS) issues.add(TOO_LARGE, undefined, 'annotations');
}

function bytesOf(texts: NonNullable<Texts>): number {
  return Object.entries(texts).reduce((sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text ?? ''), 0);
}

function checkFinalizers(finalizers: readonly string[], issues: Issues): void {
  finalizers.forEach((name, index) => {
    if (!isQualifiedName(name)) issues.add(invalid('the finalizer is not valid', QUALIFIED_NAME), name, 'finalizers', index);
  });
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    issues.add(
      invalid('the finalizers contradict each other', 'orphan or foregroundDeletion, not both'),
      finalizers,
      'finalizers',
    );
  }
}

function checkOwners(owners: readonly JsonObject[], issues: Issues): void {
  owners.forEach((owner, index) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (!owner[field])
        issues.add(invalid(`the owner has no ${field}`, 'a value'), owner[field], 'ownerReferences', index, field);
    }
  });
  if (owners.filter(({ controller }) => controller === true).length > 1) {
    issues.add(invalid('several owners are controllers', 'at most one owner with controller: true'), owners, 'ownerReferences');
  }
}

/** A complaint about metadata. */
function invalid(message: string, allowed: string): Complaint {
  return { rule: 'schema/metadata', message, allowed, fix: 'correct or remove it' };
}

const NO_NAME: Complaint = {
  rule: 'schema/metadata',
  message: 'the object has no name',
  allowed: 'a name, because an object that is applied from a file cannot use generateName',
  fix: 'set metadata.name',
  structural: true,
};
const TOO_LARGE = invalid('the annotations are too large', 'at most 262144 bytes for all keys and values together');
