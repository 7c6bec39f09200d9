import { objectName } from '../../../core/format-finding';
import { showPath } from '../../../core/path';
import type { Destination } from '../../graph';
import type { Miss } from './missed-targets';

/** The state of TLS in the value of a finding: whether a policy for it is missing, or misses its target. */
export function tlsOf(missed: Miss | undefined): string {
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
