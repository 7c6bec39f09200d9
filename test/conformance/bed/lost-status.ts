import type { ApiClient } from './api-client';
import type { Envoy } from './components/envoy';
import { at, type KubeObject } from './objects';
import { pause, waitFor } from './wait';

/*
 * kgateway (2.4.2) sometimes never writes the status of an object that it uses. Its translation collects all statuses in one
 * report per queue. It writes them only if the report differs from the previous one. It skips a status in these cases:
 *
 * - The cache that it writes from is behind the cache that it translates from, so that a new Gateway, route or Backend is
 *   "not found". syncRouteStatus, syncBackendStatus and syncGatewayStatus in pkg/kgateway/proxy_syncer/status_syncer.go then
 *   treat the object as deleted.
 * - The write of a policy's status meets a conflict. patchPolicyStatusFn expects the newer object to cause a new report.
 * - An object is deleted and created again before the next report.
 *
 * In each case the next report is equal, because a report contains generations, but no UIDs and no resource versions. So nothing
 * is written any more, even if the annotations of the object change. Any other object that changes the report makes kgateway
 * write all of its statuses. The bed does that: for each queue it creates an object that nothing uses, and deletes it again.
 *
 * This hides no defect of the manifests. A status that kgateway does not give, or gives as False, stays the same. Envoy's
 * configuration must be the same before and after. So an object that had no effect is an error, and not a lost status.
 */

/** Missing statuses count as lost if none of them is written for this long. */
const STUCK_MS = 8_000;
const REWRITE_MS = 5_000;

/** A namespace that Kyverno's admission controller ignores, so that no policy under test rejects these objects. */
const METADATA = { name: 'bed-nudge', namespace: 'kube-system' };

/** Objects that change each report of kgateway, but route nothing: no listener has that name. */
function nudges(gateways: readonly KubeObject[]): KubeObject[] {
  const parentRefs = gateways.map(({ metadata: { name, namespace } }) => ({ name, namespace, sectionName: METADATA.name }));
  const backend = { group: 'gateway.kgateway.dev', kind: 'Backend', name: METADATA.name };
  const nudge = (apiVersion: string, kind: string, spec: object) => ({ apiVersion, kind, metadata: METADATA, spec });
  return [
    nudge('gateway.kgateway.dev/v1alpha1', 'Backend', { static: { hosts: [{ host: '192.0.2.1', port: 9 }] } }),
    nudge('gateway.kgateway.dev/v1alpha1', 'BackendConfigPolicy', { targetRefs: [backend], connectTimeout: '5s' }),
    ...(parentRefs.length > 0 ? [nudge('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs })] : []),
  ];
}

/** Waits until no status is missing. Returns the missing ones if none is written for a while, or if time is up. */
export async function stuck(missing: () => Promise<string[]>, timeoutMs: number): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  let [before, since] = ['', Date.now()];
  for (;;) {
    const now = await missing();
    if (now.length === 0) return [];
    if (`${now}` !== before) [before, since] = [`${now}`, Date.now()];
    if (Date.now() - since >= STUCK_MS || Date.now() >= deadline) return now;
    await pause(100);
  }
}

/** Makes kgateway write all statuses. Returns when none is missing any more, or after a while. */
export async function rewriteStatuses(api: ApiClient, missing: () => Promise<string[]>): Promise<void> {
  const objects = nudges(await api.list('gateway.networking.k8s.io/v1', 'Gateway'));
  try {
    for (const object of objects) await api.put(object);
    const written = async () => (await missing()).length === 0;
    await waitFor('the statuses', written, { timeoutMs: REWRITE_MS }).catch(() => undefined);
  } finally {
    for (const object of objects.reverse()) await api.delete(object);
  }
}

/** The configuration of the Envoys as text to compare, without the times and versions of its deliveries. */
export async function configurations(envoys: readonly Envoy[]): Promise<string> {
  const dumps = await Promise.all(envoys.map(async (envoy) => [envoy.name, timeless(await envoy.configDump())]));
  return JSON.stringify(dumps);
}

const OF_DELIVERY = ['last_updated', 'version_info'];

/** The order of lists in a dump has no meaning, except inside a resource, where the order is that of the control plane. */
function timeless(dump: unknown): unknown {
  const parts = at(dump, 'configs') as Record<string, unknown>[];
  return parts.map((part) =>
    Object.entries(part).map(([key, value]) => (Array.isArray(value) ? [key, value.map(textOf).sort()] : [key, textOf(value)])),
  );
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (key, inner) => (OF_DELIVERY.includes(key) ? undefined : sorted(inner))) ?? '';
}

/** Envoy prints the fields of a map in any order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
