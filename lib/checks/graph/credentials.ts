import { isCredentialHeader } from '../../core/credential-header';
import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import type { EgressGraph } from './egress-graph';
import type { Listener } from './gateways';
import { firstIn, listenerScopes, ruleScope, type TrafficPolicy } from './policy-levels';
import { placesOf } from './retries';
import { type RouteRule, readsRequests } from './routes';

/** A header by which the gateway authenticates to the backends of a rule. */
export interface CredentialUse {
  readonly rule: RouteRule;
  readonly policy: TrafficPolicy;
  /** `spec.headerModifiers.request.set[0]`. */
  readonly path: Path;
  /** The name of the header. */
  readonly header: string;
}

/** The credentials of all egress rules, each by the policy that is in effect there. */
export function credentialUses(graph: EgressGraph): CredentialUse[] {
  if (!graph.catalogue.ofKind(KIND.TrafficPolicy).some((policy) => credentialsIn(policy).length > 0)) return [];
  const scopesOf = memoizePerObject((listener: Listener) => listenerScopes(listener, graph.policies));
  return graph.egressRoutes.filter(readsRequests).flatMap((route) =>
    route.rules.flatMap((rule) => {
      const found = placesOf(route).map(({ listener, via }) => {
        const scopes = [ruleScope(rule, graph.policies, via), ...(listener ? scopesOf(listener) : []).toReversed()];
        return firstIn(scopes.flat(), ({ spec }) => spec.headerModifiers !== undefined);
      });
      return [...new Set(found)].flatMap((policy) => (policy ? usesOf(policy, rule) : []));
    }),
  );
}

function usesOf(policy: TrafficPolicy, rule: RouteRule): CredentialUse[] {
  return credentialsIn(policy).map((found) => ({ rule, policy, ...found }));
}

/** The headers of requests that a policy sets from Secrets, or to what is usually a secret. The same header once. */
function credentialsIn({ spec }: TrafficPolicy): Pick<CredentialUse, 'path' | 'header'>[] {
  const request = spec.headerModifiers?.request;
  if (!request) return [];
  return (['set', 'add'] as const).flatMap((field) =>
    (request[field] ?? []).flatMap(({ name, secretRef }, index) => {
      const header = name ?? secretRef?.key ?? 'all keys of the Secret';
      const path: Path = ['spec', 'headerModifiers', 'request', field, index];
      const isRepeated = request[field]?.slice(index + 1).some((later) => later.name === name && later.secretRef);
      return (secretRef || isCredentialHeader(header)) && !isRepeated ? [{ header, path }] : [];
    }),
  );
}
