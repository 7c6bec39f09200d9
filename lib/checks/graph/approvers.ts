import type { ApprovalKeys } from '../../core/labels';
import type { Manifest } from '../../manifests/manifest';

/** Names are the same in upper case, and with spaces around them. */
export function normalName(name: string): string {
  return name.trim().toLowerCase();
}

/** Who approved an object, each once. Commas separate the names. */
export function approversOf({ metadata: { annotations = {} } }: Manifest, keys: ApprovalKeys): readonly string[] {
  return [...new Set((annotations[keys.approvedBy] ?? '').split(',').map(normalName))].filter(Boolean);
}

/** Those of them who are neither the owner nor the requester. */
export function independentApprovers(object: Manifest, keys: ApprovalKeys): readonly string[] {
  const { annotations = {} } = object.metadata;
  const involved = [annotations[keys.owner] ?? '', annotations[keys.requestedBy] ?? ''].map(normalName);
  return approversOf(object, keys).filter((name) => !involved.includes(name));
}
