import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';

/** What the policies do with an object that violates them: reject it, or only report it. */
export type GovernanceMode = 'enforce' | 'audit';

/** The policies of `EgressGovernance`: the ends of their names. */
export const GOVERNANCE_POLICY_NAMES = [
  'approval',
  'endpoints',
  'hostnames',
  'content',
  'approvers',
  'decision',
  'deployers',
  'routes',
  'targets',
  'pods',
  'identities',
  'isolation',
  'names',
  'denied',
  'exceptions',
] as const;

/** One of these policies. */
export type GovernancePolicyName = (typeof GOVERNANCE_POLICY_NAMES)[number];

/** Whether an update changes a field, which may be missing, as CEL without optional types. */
export function differs(path: string): string {
  const [now, before] = [`object.${path}`, `oldObject.${path}`];
  return `has(${now}) != has(${before}) || (has(${now}) && ${now} != ${before})`;
}

/**
 * Deletion must always be possible, even after the approval has ended. But an object is in force until its finalizers are removed, and
 * can be changed until then: such a change is judged. Policies with another condition about updates need no such condition.
 */
export const NOT_BEING_DELETED = {
  name: 'not-being-deleted',
  expression: `!has(object.metadata.deletionTimestamp) || (request.operation == "UPDATE" && (${differs('spec')}))`,
};

/**
 * Whether an update changes the owners of an object, as CEL. The garbage collector, which is exempt, deletes what has only owners that do
 * not exist: who may not delete an object, may not give it such an owner.
 */
export const OWNED_BY_OTHERS = differs('metadata.ownerReferences');

/** A name without a dot at the end, as CEL. */
export const withoutDot = (name: string) => `${name}.endsWith(".") ? ${name}.substring(0, size(${name}) - 1) : ${name}`;

/** A list of names as Envoy, ztunnel and resolvers compare them, as CEL: in lower case, and without a dot at the end. */
export const compared = (list: string) => `${list}.map(host, host.lowerAscii()).map(host, ${withoutDot('host')})`;

/** An update that changes no specification is never refused, such as one of a finalizer. */
export const CHANGES_A_SPEC = {
  name: 'changes-a-spec',
  expression: `request.operation != "UPDATE" || ${differs('spec')}`,
};

/** Whether a rule or a backend of a route has a mirror of some kind, as CEL without optional types. */
export function mirrorsTo(owner: string, isOf: (ref: string) => string): string {
  return `(has(${owner}.filters) && ${owner}.filters.exists(filter, has(filter.requestMirror) && ${isOf('filter.requestMirror.backendRef')}))`;
}

/** Resources of API groups, in all versions. */
export interface Resources {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

/** Rules for the creation and update of resources, and for other operations on request. */
export function written(resources: readonly Resources[], operations: readonly string[] = ['CREATE', 'UPDATE']) {
  return resources.map((rule) => ({ ...rule, apiVersions: ['*'], operations }));
}

/** Selects namespaces by their names. */
export function namedNamespaces(values: readonly string[]) {
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] };
}

/** A text, a list of texts, or an object of such lists as CEL, which writes them as JSON does. */
export function celOf(value: string | readonly string[] | Readonly<Record<string, readonly string[]>>): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, list]) => `${JSON.stringify(key)}: ${celOf(list)}`)
    .join(', ')}}`;
}

const isList = (value: readonly string[] | object): value is readonly string[] => Array.isArray(value);

/** The list that a table has for a namespace. CEL has no type for the values of an empty table. */
export function listFor(table: Readonly<Record<string, readonly string[]>>, namespace: string): string {
  return Object.keys(table).length === 0 ? '[]' : `${celOf(table)}[?${namespace}].orValue([])`;
}

/** What a rule needs that the API server itself does not offer: the time, other objects, or a hash. */
export type Need = 'clock' | 'lookup' | 'hash';

/** A rule of a policy, as CEL. On an UPDATE it may read `oldObject`; otherwise that is empty or null, as `object` on a DELETE. */
export interface GovernanceRule {
  readonly expression: string;
  readonly message: string;
  /** The message with what the object has, as CEL. @default - the message */
  readonly messageExpression?: string;
  /** Then only Kyverno can evaluate it. @default - nothing: the API server can evaluate it too */
  readonly needs?: Need;
}

/** A policy of either engine. Its conditions and its rules without a need have no functions of Kyverno. */
export interface Guard extends Pick<ValidatingPolicySpec, 'variables'> {
  readonly matchConstraints: NonNullable<ValidatingPolicySpec['matchConstraints']>;
  readonly matchConditions: NonNullable<ValidatingPolicySpec['matchConditions']>;
  readonly validations: readonly GovernanceRule[];
  /** Whether existing objects can be judged too. Rules about who writes an object cannot. */
  readonly background: boolean;
}
