import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { DeletingPolicy } from '../../../imports/policies.kyverno.io/deleting-policy';
import { ClusterRole } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import { makeObject } from '../base/api-object';
import { type EndedPolicy, endedRules, endedSpec } from './ended-policy';
import { roleFor } from './kyverno-role';

/** Metadata for a cluster-scoped object of the construct. */
type MetadataOf = (kind: string, metadata: ApiObjectMetadata) => ApiObjectMetadata;

/** Makes the policy that deletes what has no approval any more, and the role that permits it. */
export function makeEnded(scope: Construct, name: string, settings: EndedPolicy, metadataOf: MetadataOf): void {
  makeObject(scope, 'CleanupRole', ClusterRole, {
    metadata: metadataOf('ClusterRole', roleFor('cleanup', `${name}-cleanup`)),
    rules: endedRules(settings),
  });
  makeObject(scope, 'Ended', DeletingPolicy, {
    metadata: metadataOf('DeletingPolicy', { name: `${name}-ended` }),
    spec: endedSpec(settings),
  });
}
