import { KIND } from '../../core/kinds';
import type { Catalogue } from './catalogue';
import type { EgressGraph } from './egress-graph';
import type { ObjectOf } from './kinds';
import type { BackendUse } from './routes';

/** The Backend that sends each request to the host and port of its Host header; `undefined` for all other backends. */
export function dynamicBackendOf(
  { kind, namespace, name }: Pick<BackendUse, 'kind' | 'namespace' | 'name'>,
  catalogue: Catalogue,
): ObjectOf<'gateway.kgateway.dev/Backend'> | undefined {
  const backend = kind === KIND.Backend ? catalogue.find(KIND.Backend, namespace, name) : undefined;
  return backend?.spec.dynamicForwardProxy && backend;
}

/** Whether the gateway uses TLS to the hosts of such a Backend. */
export function isDynamicEncrypted(
  { kind, namespace, name }: Pick<BackendUse, 'kind' | 'namespace' | 'name'>,
  { catalogue, policies }: EgressGraph,
): boolean {
  if (dynamicBackendOf({ kind, namespace, name }, catalogue)?.spec.dynamicForwardProxy?.enableTls) return true;
  return policies.on(KIND.BackendConfigPolicy, kind, namespace, name).some(({ policy }) => policy.spec.tls !== undefined);
}
