import { type EgressGraph, namespaceOf } from '../../checks/graph';
import { extensionOf } from '../../checks/graph/extensions';
import type { ObjectOf } from '../../checks/graph/kinds';
import { backendScope, listenerScopes, type PolicyScope, ruleScope, type TrafficPolicy } from '../../checks/graph/policy-levels';
import type { HttpRequest } from '../envoy/http-request';
import type { Trace } from '../trace/trace';
import type { Authorized } from './apply-answer';
import { ask } from './ask-server';
import type { Asked } from './check-request';
import type { Selected } from './select-route';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;

/** One authorization server, with what the policies of a request give it. */
interface Consultation {
  readonly extension: Extension;
  readonly policy: TrafficPolicy;
  readonly context: Readonly<Record<string, string>>;
  readonly maxBody: { readonly maxRequestBytes: number; readonly allowPartialMessage?: boolean } | undefined;
}

/** Asks the authorization servers of a rule, one after the other. @throws Ended when one refuses, or is not known */
export function authorize(
  selected: Selected,
  given: Omit<Asked, 'context' | 'request' | 'maxBody'>,
  request: HttpRequest,
  graph: EgressGraph,
  trace: Trace,
): Authorized {
  const scopes = scopesOf(selected, graph);
  const policies = scopes.flatMap((scope) => decidingIn(scope, trace));
  const disabled = policies.find(({ spec }) => spec.extAuth?.disable !== undefined);
  if (disabled) {
    trace.pass('authorization', 'a policy switches authorization off', {
      object: disabled,
      path: ['spec', 'extAuth', 'disable'],
    });
    return { request, isRouteCleared: false };
  }
  let result: Authorized = { request, isRouteCleared: false };
  const consultations = consultationsOf(policies, graph, trace);
  if (consultations.length === 0) trace.pass('authorization', 'no policy asks for authorization');
  for (const { extension, policy, context, maxBody } of consultations) {
    trace.pass('authorization', `asks the server of GatewayExtension ${extension.metadata.name}`, {
      object: policy,
      path: ['spec', 'extAuth'],
    });
    const answered = ask(extension, { ...given, request: result.request, context, maxBody }, graph, trace);
    result = { request: answered.request, isRouteCleared: result.isRouteCleared || answered.isRouteCleared };
  }
  return result;
}

/** From the least to the most specific. */
function scopesOf({ rule, listener, via }: Selected, { policies }: EgressGraph): PolicyScope[] {
  const [backend] = rule.backends.filter(({ isMirror }) => !isMirror);
  return [...listenerScopes(listener, policies), ruleScope(rule, policies, via), ...(backend ? [backendScope(backend)] : [])];
}

/** The policy with `extAuth` of the most specific level that has one. Of several, the oldest counts, which is not known. */
function decidingIn(scope: PolicyScope, trace: Trace): TrafficPolicy[] {
  const level = scope.find((policies) => policies.some(({ spec }) => spec.extAuth)) ?? [];
  const [first, ...others] = level.filter(({ spec }) => spec.extAuth);
  if (!first) return [];
  const other = others.find(({ spec }) => JSON.stringify(spec.extAuth) !== JSON.stringify(first.spec.extAuth));
  if (other)
    trace.unknown(
      'authorization',
      `it and TrafficPolicy ${first.metadata.name} decide on the same requests, and the older one counts`,
      { object: other },
    );
  return [first];
}

/** The servers in order, each with the context extensions of all policies that name it, merged by key. */
function consultationsOf(policies: readonly TrafficPolicy[], graph: EgressGraph, trace: Trace): Consultation[] {
  const found = new Map<string, Consultation>();
  for (const policy of policies) {
    const { extensionRef, contextExtensions = {}, withRequestBody } = policy.spec.extAuth ?? {};
    if (!extensionRef) continue;
    const extension = extensionOf(policy, graph);
    const key = `${extensionRef.namespace ?? namespaceOf(policy)}/${extensionRef.name}`;
    if (!extension) missing(policy, key, graph, trace);
    const before = found.get(key);
    const maxBody = withRequestBody ?? before?.maxBody ?? (extension as Extension).spec.extAuth?.withRequestBody;
    found.set(key, { extension: extension as Extension, policy, context: { ...before?.context, ...contextExtensions }, maxBody });
  }
  return [...found.values()];
}

/** kgateway answers with 500 to all requests of a route whose policy names no extension. */
function missing(policy: TrafficPolicy, key: string, { catalogue }: EgressGraph, trace: Trace): never {
  const [namespace = '', name = ''] = key.split('/');
  const place = { object: policy, path: ['spec', 'extAuth', 'extensionRef'] };
  if (catalogue.isElsewhere('gateway.kgateway.dev/GatewayExtension', namespace, name)) {
    return trace.unknown('authorization', `GatewayExtension ${key} is not among the manifests`, place);
  }
  return trace.deny('authorization', `there is no GatewayExtension ${key}`, place, { status: 500, details: 'direct_response' });
}
