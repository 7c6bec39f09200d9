import { objectName } from '../../../core/format-finding';
import { showPath } from '../../../core/path';
import type { Destination } from '../../graph';
import type { PortUse } from '../../graph/uses';
import type { Miss } from './missed-targets';

/**
 * Whether a policy certainly enables TLS. kgateway does not always apply a BackendTLSPolicy to a Service, even if its status is
 * Accepted.
 */
export function isEncrypted({ tls, destination }: PortUse): boolean {
  if (destination.kind !== 'Service') return tls.length > 0;
  return tls.some(({ policy }) => policy.kind !== 'BackendTLSPolicy');
}

/** The state of TLS in the value of a finding: whether a policy for it is missing, misses its target, or is uncertain. */
export function tlsOf(missed: Miss | undefined, { tls: [uncertain] }: PortUse): string {
  if (uncertain) return `${objectName(uncertain.policy)} may not apply to a Service`;
  return missed ? `${objectName(missed.object)} misses it` : 'no TLS policy';
}

/** The fix for a policy that misses its target. */
export function correct({ object, path }: Miss): string {
  return `correct ${showPath(path)} of ${objectName(object)}, which has no effect now`;
}

/** The fix for a missing policy. kgateway does not always apply a BackendTLSPolicy to a Service. */
export function addTls({ kind, name }: Destination): string {
  if (kind !== 'Service') return `add a BackendTLSPolicy for ${kind} ${name}`;
  return `replace Service ${name} with a kgateway Backend, and add a BackendTLSPolicy for it`;
}
