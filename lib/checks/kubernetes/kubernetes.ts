import { memoize } from '../../core/memo';
import type { Issues } from '../schema/issue';
import type { JsonObject } from '../schema/node';
import { deploymentRows } from './pod';
import { admissionBindingRows, admissionPolicyRows, clusterRoleRows, networkPolicyRows } from './policies';
import { accepts, type Row, range } from './rows';
import { configMapRows, serviceRows } from './service';

/** For kinds whose generation Kubernetes does not count: it would keep the given value. */
const GENERATION = range('metadata.generation', 0);

const COMMON: readonly Row[] = [
  accepts(
    'metadata.finalizers[]',
    (name) => String(name).includes('/') || ['kubernetes', 'orphan', 'foregroundDeletion'].includes(String(name)),
    'kubernetes, orphan, foregroundDeletion, or a name with a domain, such as example.com/name',
  ),
];

const ROWS: Readonly<Record<string, () => readonly Row[]>> = {
  ConfigMap: () => [...COMMON, GENERATION, ...configMapRows()],
  Namespace: () => [...COMMON, GENERATION],
  Service: () => [...COMMON, GENERATION, ...serviceRows()],
  ServiceAccount: () => [...COMMON, GENERATION],
  'apps/Deployment': () => [...COMMON, ...deploymentRows()],
  'networking.k8s.io/NetworkPolicy': () => [...COMMON, ...networkPolicyRows()],
  'rbac.authorization.k8s.io/ClusterRole': () => [...COMMON, GENERATION, ...clusterRoleRows()],
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': admissionPolicyRows,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': admissionBindingRows,
};

/** The rows of a kind; none for kinds that do not belong to Kubernetes itself. @param kind its `kindKey` */
export const rowsOf = memoize((kind) => ROWS[kind]?.() ?? []);

/**
 * What Kubernetes' own code checks in addition to the OpenAPI document of a kind, which only has types. Covers the fields that
 * people use, not all fields.
 *
 * @param kind its `kindKey`
 * @param object one whose fields have the right types
 */
export function checkKubernetes(kind: string, object: JsonObject, issues: Issues): void {
  for (const row of rowsOf(kind)) row(object, issues, object);
}
