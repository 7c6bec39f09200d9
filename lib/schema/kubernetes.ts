import type { Issues } from './issue';
import { DEPLOYMENT_ROWS } from './kubernetes-pod';
import { ADMISSION_BINDING_ROWS, ADMISSION_POLICY_ROWS, CLUSTER_ROLE_ROWS, NETWORK_POLICY_ROWS } from './kubernetes-policies';
import type { Row } from './kubernetes-rows';
import { CONFIG_MAP_ROWS, SERVICE_ROWS } from './kubernetes-service';
import type { JsonObject } from './node';

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  ConfigMap: CONFIG_MAP_ROWS,
  Service: SERVICE_ROWS,
  'apps/Deployment': DEPLOYMENT_ROWS,
  'networking.k8s.io/NetworkPolicy': NETWORK_POLICY_ROWS,
  'rbac.authorization.k8s.io/ClusterRole': CLUSTER_ROLE_ROWS,
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
