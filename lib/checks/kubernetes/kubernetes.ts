import { memoize } from '../../core/memo';
import type { Issues } from '../schema/issue';
import type { JsonObject } from '../schema/node';
import { isQualifiedName } from './name-syntax';
import { deploymentRows } from './pod';
import { admissionBindingRows, admissionPolicyRows, clusterRoleRows, disruptionBudgetRows, networkPolicyRows } from './policies';
import { accepts, type Row, range } from './rows';
import { configMapRows, serviceRows } from './service';

/** For kinds whose generation Kubernetes does not count: it would keep the given value. */
const GENERATION = range('metadata.generation', 0);

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Finalizers: those of Kubernetes itself, or names with a domain. `checkMetadata` checks the syntax of those in the metadata. */
function finalizers(path: string, isName: (name: string) => boolean): Row {
  return accepts(
    path,
    (name) => STANDARD_FINALIZERS.includes(String(name)) || (String(name).includes('/') && isName(String(name))),
    'kubernetes, orphan, foregroundDeletion, or a name with a domain, such as example.com/name',
  );
}

const COMMON: readonly Row[] = [finalizers('metadata.finalizers[]', () => true)];

const ROWS: Readonly<Record<string, () => readonly Row[]>> = {
  ConfigMap: () => [...COMMON, GENERATION, ...configMapRows()],
  Namespace: () => [...COMMON, GENERATION, finalizers('spec.finalizers[]', isQualifiedName)],
  Service: () => [...COMMON, GENERATION, ...serviceRows()],
  ServiceAccount: () => [...COMMON, GENERATION],
  'apps/Deployment': () => [...COMMON, ...deploymentRows()],
  'networking.k8s.io/NetworkPolicy': () => [...COMMON, ...networkPolicyRows()],
  'policy/PodDisruptionBudget': () => [...COMMON, ...disruptionBudgetRows()],
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
