import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { DeletingPolicy } from '../../../imports/policies.kyverno.io/deleting-policy';
import { PolicyException } from '../../../imports/policies.kyverno.io/policy-exception';
import { ClusterRole } from '../../../imports/rbac.authorization.k8s.io/cluster-role';
import { instantOf } from '../../core/instant';
import type { ApprovalKeys } from '../../core/labels';
import { makeObject } from '../base/api-object';
import type { GovernanceException } from './exception';
import { EXCEPTION_RESOURCES } from './exceptions-policy';
import { deletingRules, roleFor } from './kyverno-role';
import { celOf } from './policy-parts';

/** What the exceptions of a construct need. */
export interface ExceptionSettings {
  /** The prefix of names. */
  readonly name: string;
  readonly keys: ApprovalKeys;
  /** The names of the policies of the construct. */
  readonly policies: readonly string[];
  readonly exceptions: readonly GovernanceException[];
  /** The namespace from which Kyverno reads exceptions. */
  readonly namespace: string;
}

/** Metadata for an object of the construct, in a namespace or of the cluster. */
interface MetadataOf {
  readonly here: (kind: string, metadata: ApiObjectMetadata) => ApiObjectMetadata;
  readonly ofCluster: (kind: string, metadata: ApiObjectMetadata) => ApiObjectMetadata;
}

/** Makes the exceptions, and the policy that deletes those that have ended: Kyverno applies an exception until somebody touches it. */
export function makeExceptions(scope: Construct, settings: ExceptionSettings, metadataOf: MetadataOf): void {
  // Two of a name are reported.
  const byName = new Map(settings.exceptions.map((exception) => [exception.name, exception]));
  for (const exception of byName.values()) makeException(scope, settings, exception, metadataOf);
  const name = `${settings.name}-ended-exceptions`;
  makeObject(scope, 'ExceptionRole', ClusterRole, {
    metadata: metadataOf.ofCluster('ClusterRole', roleFor('cleanup', name)),
    rules: deletingRules(EXCEPTION_RESOURCES),
  });
  makeObject(scope, 'EndedExceptions', DeletingPolicy, {
    metadata: metadataOf.ofCluster('DeletingPolicy', { name }),
    spec: {
      schedule: '* * * * *',
      // The cleanup controller lists exactly this version.
      matchConstraints: { resourceRules: EXCEPTION_RESOURCES.map((one) => ({ ...one, apiVersions: ['v1'] })) },
      conditions: [
        { name: 'excepts-from-these-policies', expression: exceptsFrom(settings) },
        { name: 'has-ended', expression: 'has(object.spec.expiresAt) && timestamp(object.spec.expiresAt) <= time.now()' },
      ],
    },
  });
}

const exceptsFrom = ({ namespace, policies }: ExceptionSettings) =>
  `object.metadata.namespace == "${namespace}" && object.spec.policyRefs.exists(ref, ref.name in ${celOf(policies)})`;

function makeException(
  scope: Construct,
  { name, keys, namespace }: ExceptionSettings,
  given: GovernanceException,
  of: MetadataOf,
) {
  const until = instantOf(given.until)?.text ?? given.until;
  const annotations = {
    [keys.owner]: given.owner,
    [keys.ticket]: given.ticket,
    [keys.reason]: given.reason,
    [keys.until]: until,
  };
  makeObject(scope, `Exception-${given.name}`, PolicyException, {
    metadata: of.here('PolicyException', { name: `${name}-${given.name}`, namespace, annotations }),
    spec: {
      policyRefs: [{ kind: 'ValidatingPolicy', name: `${name}-${given.policy}` }],
      // One condition: in a ValidatingAdmissionPolicy, Kyverno excepts what meets any of several.
      matchConditions: [{ name: 'excepted', expression: conditionOf(given) }],
      expiresAt: until,
    },
  });
}

/** Exactly one object. On a DELETE there is no object, and nothing is excepted. */
const conditionOf = ({ kind, namespace, object }: GovernanceException) =>
  `request.operation != "DELETE" && object.kind == ${celOf(kind)} && has(object.metadata.namespace)
  && object.metadata.namespace == ${celOf(namespace)} && object.metadata.name == ${celOf(object)}`;
