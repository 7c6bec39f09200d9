import assert from 'node:assert/strict';
import { type Bed, type KubeObject, PUBLIC_UPSTREAM } from '../bed';
import type { Upstream } from '../bed/components/upstream';
import { METADATA } from '../bed/network';
import { dist, withoutAdmission } from '../manifests';

/** What the groups about isolation apply: dist/. */
export const objects: readonly KubeObject[] = withoutAdmission(dist());

/** An object of dist/. */
export const named = (kind: string, namespace: string, name: string): KubeObject =>
  objects.find((one) => one.kind === kind && one.metadata.namespace === namespace && one.metadata.name === name) ??
  assert.fail(`dist/ has no ${kind} ${namespace}/${name}`);

export const networkPolicy = (namespace: string, name: string): KubeObject => named('NetworkPolicy', namespace, name);
export const access = (name: string): KubeObject => named('AuthorizationPolicy', 'egress-system', name);
export const ofKind = (kind: string): KubeObject[] => objects.filter((one) => one.kind === kind);

/**
 * Brings dist/ into a cluster, with its destinations. Returns the server at the metadata address, which has the certificate of a
 * destination.
 */
export async function apply(bed: Bed): Promise<Upstream> {
  const authority = bed.authority('isolation');
  authority.trustBySystem();
  const tls = authority.issue({ names: ['api.example.com'] });
  await bed.upstream({ port: 443, name: 'api.example.com', addresses: [PUBLIC_UPSTREAM], tls });
  await bed.upstream({ port: 80, addresses: [METADATA] });
  const metadata = await bed.upstream({ port: 443, addresses: [METADATA], tls });
  await bed.apply([...objects]);
  await bed.healthy();
  return metadata;
}
