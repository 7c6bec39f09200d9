import type { ApiClient } from './api-client';
import { at, type KubeObject, listAt } from './objects';

type Labels = Readonly<Record<string, string>>;

function selects(selector: Labels, { metadata }: KubeObject): boolean {
  return Object.entries(selector).every(([name, value]) => metadata.labels?.[name] === value);
}

/** The rules that an aggregated role should have: those of all roles that its selectors name. */
function wantedRules(role: KubeObject, roles: readonly KubeObject[]): unknown[] {
  const selectors = listAt(role, 'aggregationRule', 'clusterRoleSelectors').map(
    (one) => (at(one, 'matchLabels') ?? {}) as Labels,
  );
  const parts = roles.filter(
    (one) => one.metadata.name !== role.metadata.name && selectors.some((selector) => selects(selector, one)),
  );
  return parts.flatMap((part) => listAt(part, 'rules'));
}

/** Fills aggregated ClusterRoles, which a real cluster's controller manager does. Kyverno asks whether its controllers have rights. */
export async function aggregateRoles(api: ApiClient): Promise<void> {
  const roles = await api.list('rbac.authorization.k8s.io/v1', 'ClusterRole');
  for (const role of roles.filter((one) => one.aggregationRule)) {
    const rules = wantedRules(role, roles);
    if (JSON.stringify(rules) === JSON.stringify(listAt(role, 'rules'))) continue;
    await api.call('PATCH', await api.pathOf(role), { rules }, 'application/merge-patch+json');
  }
}
