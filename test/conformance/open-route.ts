// Routes that lead outside without asking for a decision, and what can be attached to them.
import assert from 'node:assert/strict';
import { type Bed, type KubeObject, PUBLIC_UPSTREAM } from './bed';
import { byIstiod } from './bed/health';
import { NAMESPACE } from './manifests';

export const GATEWAY_API = 'gateway.networking.k8s.io/v1';
export const KGATEWAY = 'gateway.kgateway.dev/v1alpha1';

/** The hostname of the open route, which the request policy does not allow. */
export const OPEN_HOST = 'open.example.com';
export const DENIED = 'Access denied by egress policy';
export const NO_DECISION = 'egress refused: no decision';

/** Switches authorization off where it is attached. */
export const disable = { extAuth: { disable: {} } };

const group = 'gateway.networking.k8s.io';

/** A reference to a route, to one of its rules, or to another object of the Gateway API. */
export const target = (name: string, sectionName?: string, kind = 'HTTPRoute') => ({
  ...{ group, kind, name },
  ...(sectionName && { sectionName }),
});

export const theGateway = (sectionName?: string) => target('egress-kgateway', sectionName, 'Gateway');

/** An ExtensionRef filter. */
export const extension = (name: string, kind = 'TrafficPolicy') => ({
  type: 'ExtensionRef',
  extensionRef: { group: 'gateway.kgateway.dev', kind, name },
});

/** The filter of a rule that refuses. */
export const refusal = extension('egress-kgateway-refusal', 'DirectResponse');

/** A TrafficPolicy. Without targets, only an ExtensionRef filter attaches it. */
export function policy(name: string, spec: object, targetRefs?: readonly object[], namespace = NAMESPACE): KubeObject {
  const metadata = { name, namespace };
  return { apiVersion: KGATEWAY, kind: 'TrafficPolicy', metadata, spec: { ...(targetRefs && { targetRefs }), ...spec } };
}

/** A Backend, by default the upstream of Ollama by its address. */
export function backend(name = 'outside', namespace = NAMESPACE, host = PUBLIC_UPSTREAM, port = 11434): KubeObject {
  const metadata = { name, namespace };
  return { apiVersion: KGATEWAY, kind: 'Backend', metadata, spec: { static: { hosts: [{ host, port }] } } };
}

export const toBackend = (name = 'outside') => ({ group: 'gateway.kgateway.dev', kind: 'Backend', name });

/** A route named `open` on the gateway, by default for the open host. */
export function openRoute(rules: readonly object[], spec: object = {}, kind = 'HTTPRoute', namespace = NAMESPACE): KubeObject {
  const parentRefs = [{ name: 'egress-kgateway', namespace: NAMESPACE, sectionName: 'http' }];
  const metadata = { name: 'open', namespace };
  return { apiVersion: GATEWAY_API, kind, metadata, spec: { parentRefs, hostnames: [OPEN_HOST], rules, ...spec } };
}

/** A route named `open` that everybody may use. */
export const opened = (rules: readonly object[], kind = 'HTTPRoute'): KubeObject[] => [
  policy('opens', disable, [target('open', undefined, kind)]),
  openRoute(rules, {}, kind),
];

/** Applies objects, tries, and deletes them again. */
export async function under(bed: Bed, added: readonly KubeObject[], attempt: () => Promise<void>): Promise<void> {
  await bed.apply(added);
  try {
    await bed.settled();
    await attempt();
  } finally {
    await bed.cluster.delete(added);
    await bed.settled();
  }
}

/** The request leaves, and nobody decided. */
export async function leaves(bed: Bed, request: { path?: string; listener?: number; host?: string } = {}): Promise<void> {
  const answer = await bed.request({ host: OPEN_HOST, ...request });
  assert.deepEqual([answer.status, answer.body], [200, 'Ollama is running']);
  const { decision, attempt_count } = await bed.accessLog.lineOf(answer);
  assert.deepEqual([decision, attempt_count], [null, 1]);
}

/** The request is refused: by the policy, or by a route that wants a decision. */
export async function refused(bed: Bed, body: string, request: object = {}): Promise<void> {
  const answer = await bed.request({ host: OPEN_HOST, ...request });
  assert.deepEqual([answer.status, answer.body], [403, body]);
}

/** What Envoy runs on for a rule of a route. */
export interface EnvoyRoute {
  readonly name: string;
  readonly route?: { readonly timeout?: string; readonly retry_policy?: { readonly num_retries?: number } };
  readonly direct_response?: { readonly status: number };
}

/** What Envoy runs on for the first rule of a route. */
export async function envoyRoute(bed: Bed, name = 'open', kind = 'httproute'): Promise<EnvoyRoute> {
  const routes: EnvoyRoute[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('match' in value && 'name' in value) routes.push(value as unknown as EnvoyRoute);
    else Object.values(value).forEach(collect);
  };
  collect(await bed.envoy.configDump());
  const found = routes.find((one) => one.name.includes(`-${kind}-${name}-`));
  assert.ok(found, `Envoy has no route of ${name}`);
  return found;
}

/** kgateway replaced the rule by an error 500. It clears the policies of such a rule, so authorization is on. */
export async function replaced(bed: Bed, path = '/', kind = 'httproute'): Promise<void> {
  assert.equal((await envoyRoute(bed, 'open', kind)).direct_response?.status, 500);
  await refused(bed, DENIED, { path });
}

/** Type, status and reason of the conditions that kgateway wrote into an object's status, as `Accepted=True/Valid`. */
export async function conditions(bed: Bed, ref: KubeObject): Promise<string[]> {
  const found: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || byIstiod(value)) return;
    const { type, status, reason } = value as Record<string, unknown>;
    if (typeof type === 'string' && typeof reason === 'string') found.push(`${type}=${status}/${reason}`);
    else Object.values(value).forEach(collect);
  };
  collect((await bed.cluster.get(ref)).status);
  return [...new Set(found)];
}
