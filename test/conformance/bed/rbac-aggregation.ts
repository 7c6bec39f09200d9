import type { ApiClient } from './api-client';
import { at, type KubeObject, listAt } from './objects';
import { oneAtATime } from './wait';

type Labels = Readonly<Record<string, string>>;

function selects(selector: Labels, { metadata }: KubeObject): boolean {
  return Object.entries(selector).every(([name, value]) => metadata.labels?.[name] === value);
}

/** The rules of an aggregated role: those of all roles that its selectors match. */
function wantedRules(role: KubeObject, roles: readonly KubeObject[]): unknown[] {
  const selectors = listAt(role, 'aggregationRule', 'clusterRoleSelectors').map(
    (one) => (at(one, 'matchLabels') ?? {}) as Labels,
  );
  const parts = roles.filter(
    (one) => one.metadata.name !== role.metadata.name && selectors.some((selector) => selects(selector, one)),
  );
  return parts.flatMap((part) => listAt(part, 'rules'));
}

async function aggregate(api: ApiClient): Promise<void> {
  const roles = await api.list('rbac.authorization.k8s.io/v1', 'ClusterRole');
  for (const role of roles.filter((one) => one.aggregationRule)) {
    const rules = wantedRules(role, roles);
    if (JSON.stringify(rules) === JSON.stringify(listAt(role, 'rules'))) continue;
    await api.call('PATCH', await api.pathOf(role), { rules }, 'application/merge-patch+json');
  }
}

/**
 * Fills aggregated ClusterRoles, as the controller manager of a real cluster does. It does so as soon as a role changes, because
 * Kyverno checks the rights of its controllers only once, when a policy is created.
 */
export async function keepRolesAggregated(api: ApiClient): Promise<void> {
  const run = oneAtATime(() =>
    aggregate(api).catch((error: unknown) => console.error(`aggregating ClusterRoles: ${String(error)}`)),
  );
  await api.watch('rbac.authorization.k8s.io/v1', 'ClusterRole', () => void run());
  await run();
}
