import type { ApiObjectMetadata } from 'cdk8s';
import type { ClusterRoleRule } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import { listAt } from '../../core/group-by';
import type { Resources } from './policy-parts';

/** The controllers of Kyverno that need more rights than its chart gives them. */
export type KyvernoController = 'admission' | 'cleanup' | 'reports';

/** The metadata of a ClusterRole whose rules a controller of Kyverno gets. */
export function roleFor(controller: KyvernoController, name: string): ApiObjectMetadata {
  return { name, labels: { [`rbac.kyverno.io/aggregate-to-${controller}-controller`]: 'true' } };
}

const READING = ['get', 'list', 'watch'];

/** The rules of a role that reads resources, one for each API group. */
export const readingRules = (resources: readonly Resources[]) => rulesFor(resources, READING);

/** The rules of a role that deletes resources too. */
export const deletingRules = (resources: readonly Resources[]) => rulesFor(resources, [...READING, 'delete']);

function rulesFor(resources: readonly Resources[], verbs: string[]): ClusterRoleRule[] {
  const groups = new Map<string, string[]>();
  for (const { apiGroups, resources: named } of resources) for (const group of apiGroups) listAt(groups, group).push(...named);
  return [...groups].map(([group, named]) => ({ apiGroups: [group], resources: [...new Set(named)], verbs }));
}
