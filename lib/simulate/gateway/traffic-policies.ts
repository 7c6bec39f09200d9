import { type EgressGraph, namespaceOf } from '../../checks/graph';
import { firstIn, listenerScopes, type PolicyScope, ruleScope, type TrafficPolicy } from '../../checks/graph/policy-levels';
import { type HeaderChange, withHeaders } from '../envoy/header-changes';
import type { HttpRequest } from '../envoy/http-request';
import type { Trace } from '../trace/trace';
import type { Selected } from './select-route';

type Field = keyof TrafficPolicy['spec'];

/** Fields that can refuse or change requests in a way that the simulation does not read. */
const UNREAD: readonly Field[] = [
  ...(['acl', 'apiKeyAuth', 'basicAuth', 'csrf', 'extProc', 'faultInjection', 'internalRedirect', 'oauth2'] as const),
  ...(['transformation'] as const),
];

/** The scopes of a rule, the most specific first. Each field counts where it is first set. */
function scopesOf({ rule, listener, via }: Selected, { policies }: EgressGraph): PolicyScope[] {
  return [ruleScope(rule, policies, via), ...listenerScopes(listener, policies).toReversed()];
}

/** The policy of a rule that sets a field. */
export function policyWith(field: Field, selected: Selected, graph: EgressGraph): TrafficPolicy | undefined {
  for (const scope of scopesOf(selected, graph)) {
    const found = firstIn(scope, ({ spec }) => spec[field] !== undefined);
    if (found) return found;
  }
  return undefined;
}

/** Preflights of browsers are answered before anything else, if a policy or a filter says how. @throws Ended for such a request */
export function passPreflight(selected: Selected, { method, headers }: HttpRequest, graph: EgressGraph, trace: Trace): void {
  if (method !== 'OPTIONS' || !headers.has('origin') || !headers.has('access-control-request-method')) return;
  const { rule } = selected;
  const policy = policyWith('cors', selected, graph);
  const isFilter = rule.filters.some(({ type }) => `${type}` === 'CORS');
  if (!policy && !isFilter) return;
  const place = policy ? { object: policy, path: ['spec', 'cors'] } : { object: rule.route.object, path: rule.path };
  trace.unknown('traffic policy', 'answers to preflights (CORS) are not simulated', place);
}

/** TrafficPolicies let a request pass to its backend, and change its headers. @throws Ended where that is not known */
export function passTrafficPolicies(selected: Selected, request: HttpRequest, graph: EgressGraph, trace: Trace): HttpRequest {
  for (const field of UNREAD) {
    const policy = policyWith(field, selected, graph);
    if (policy)
      return trace.unknown('traffic policy', `${field} decides on the request too, and is not simulated`, {
        object: policy,
        path: ['spec', field],
      });
  }
  const limit = policyWith('rateLimit', selected, graph);
  if (limit) trace.pass('traffic policy', 'within the rate limit: 429 beyond it', { object: limit, path: ['spec', 'rateLimit'] });
  const buffer = policyWith('buffer', selected, graph);
  if (buffer)
    trace.pass('traffic policy', 'within the largest body: 413 beyond it', { object: buffer, path: ['spec', 'buffer'] });
  const modifier = policyWith('headerModifiers', selected, graph);
  const change = modifier?.spec.headerModifiers?.request as HeaderChange | undefined;
  if (!modifier || !change) return request;
  trace.pass('traffic policy', 'changes headers', { object: modifier, path: ['spec', 'headerModifiers', 'request'] });
  return withHeaders(request, change, namespaceOf(modifier));
}
