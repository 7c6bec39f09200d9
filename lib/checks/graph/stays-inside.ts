import { isAssignedAddress, isInsideAddress, isInsideHost, isServiceName } from '../../core/net/inside-address';
import type { Manifest } from '../../manifests/manifest';

interface Spec {
  readonly address?: string;
  readonly addresses?: readonly string[];
  readonly endpoints?: readonly { readonly address?: string }[];
  readonly externalName?: string;
  readonly hosts?: readonly string[];
  readonly location?: string;
  readonly resolution?: string;
  readonly static?: { readonly hosts?: readonly { readonly host?: string }[] };
}

/**
 * Whether an object of a kind that can name a destination leads to no address outside, and takes no requests from the Internet,
 * whatever the other objects are. It then needs no approval. The conditions are those of the admission policy.
 */
export function staysInside({ kind, spec = {} }: Manifest & { readonly spec?: unknown }): boolean {
  const fields = spec as Spec;
  if (kind === 'WorkloadEntry') return isInsideAddress(fields.address);
  if (kind === 'ServiceEntry') return isEntryInside(fields);
  if (kind === 'Service') return isServiceName(fields.externalName);
  const { hosts = [] } = fields.static ?? {};
  return kind === 'Backend' && hosts.length > 0 && hosts.every(({ host }) => isServiceName(host));
}

function isEntryInside({ location, resolution = 'NONE', endpoints = [], hosts = [], addresses = [] }: Spec): boolean {
  if (location !== 'MESH_INTERNAL' || !RESOLVED.includes(resolution)) return false;
  if (resolution !== 'STATIC' && endpoints.length === 0) return false;
  return (
    endpoints.every(({ address }) => isInsideAddress(address)) &&
    hosts.every(isInsideHost) &&
    addresses.every((address) => isInsideAddress(address) || isAssignedAddress(address))
  );
}

const RESOLVED: readonly string[] = ['STATIC', 'DNS', 'DNS_ROUND_ROBIN'];
