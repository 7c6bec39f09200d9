import type { Issues } from './issue';
import { DEPLOYMENT_ROWS } from './kubernetes-pod';
import { ADMISSION_BINDING_ROWS, ADMISSION_POLICY_ROWS, CLUSTER_ROLE_ROWS, NETWORK_POLICY_ROWS } from './kubernetes-policies';
import { fits, type Row, range } from './kubernetes-rows';
import { CONFIG_MAP_ROWS, SERVICE_ROWS } from './kubernetes-service';
import type { JsonObject } from './node';

/** Kinds whose generation Kubernetes does not count would keep what is written. */
const GENERATION = range('metadata.generation', 0);

const COMMON: readonly Row[] = [
  fits(
    'metadata.finalizers[]',
    (name) => String(name).includes('/') || ['kubernetes', 'orphan', 'foregroundDeletion'].includes(String(name)),
    'kubernetes, orphan, foregroundDeletion, or a name with a domain: example.com/name',
  ),
];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  ConfigMap: [...COMMON, GENERATION, ...CONFIG_MAP_ROWS],
  Namespace: [...COMMON, GENERATION],
  Service: [...COMMON, GENERATION, ...SERVICE_ROWS],
  ServiceAccount: [...COMMON, GENERATION],
  'apps/Deployment': [...COMMON, ...DEPLOYMENT_ROWS],
  'networking.k8s.io/NetworkPolicy': [...COMMON, ...NETWORK_POLICY_ROWS],
  'rbac.authorization.k8s.io/ClusterRole': [...COMMON, GENERATION, ...CLUSTER_ROLE_ROWS],
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': ADMISSION_POLICY_ROWS,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': ADMISSION_BINDING_ROWS,
};

/**
 * What Kubernetes' own code asks of a kind beyond its OpenAPI document, which holds types and nothing else: for the fields
 * that people write, not for all.
 *
 * @param kind as `kindKey` writes it
 * @param object one whose fields have the right types
 */
export function checkKubernetes(kind: string, object: JsonObject, issues: Issues): void {
  for (const row of ROWS[kind] ?? []) row(object, issues);
}
