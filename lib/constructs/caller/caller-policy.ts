import type { AuthorizationPolicyFrom, AuthorizationPolicySpec } from '../../../imports/security.istio.io/authorization-policy';
import { GATEWAY_NAME } from '../../core/labels';
import type { ResolvedSet } from './caller-sets';

/** The maximum number of service accounts in one source. */
const ACCOUNTS = 16;

/**
 * Admits a set of callers to the ports of their listeners. ztunnel compares a port with that of the pod, and enforces only policies
 * with a selector. As soon as one policy allows something, ztunnel denies everything else.
 */
export function callerPolicy(gatewayName: string, { listeners, callers }: ResolvedSet): AuthorizationPolicySpec {
  const accounts = callers.flatMap(({ namespace, serviceAccount }) => (serviceAccount ? [`${namespace}/${serviceAccount}`] : []));
  const namespaces = callers.flatMap(({ namespace, serviceAccount }) => (serviceAccount ? [] : [namespace]));
  const from: AuthorizationPolicyFrom[] = chunks(accounts).map((serviceAccounts) => ({ source: { serviceAccounts } }));
  if (namespaces.length > 0) from.push({ source: { namespaces } });
  return {
    selector: { matchLabels: { [GATEWAY_NAME]: gatewayName } },
    action: 'ALLOW',
    rules: [{ from, to: [{ operation: { ports: listeners.map(({ port }) => String(port)) } }] }],
  };
}

function chunks(accounts: readonly string[]): string[][] {
  const count = Math.ceil(accounts.length / ACCOUNTS);
  return Array.from({ length: count }, (_, index) => accounts.slice(index * ACCOUNTS, (index + 1) * ACCOUNTS));
}
