import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';

/** What the policies do with an object that violates them: reject it, or only report it. */
export type GovernanceMode = 'enforce' | 'audit';

/** Policies that are enforced reject objects also while Kyverno is down. In audit, nothing may be rejected, not even then. */
export const ACTIONS = {
  enforce: { validationActions: ['Deny'], failurePolicy: 'Fail' },
  audit: { validationActions: ['Audit'], failurePolicy: 'Ignore' },
} as const;

/** Deletion must always be possible, even after the approval has ended. */
export const NOT_BEING_DELETED = { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' };

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

/** What a policy that closes a hole says, besides what all of them have in common. */
export type Guard = Required<Pick<ValidatingPolicySpec, 'matchConstraints' | 'matchConditions' | 'validations'>> &
  Pick<ValidatingPolicySpec, 'variables'> & {
    /** Whether existing objects can be judged too. Rules about who writes an object cannot. */
    readonly background: boolean;
  };

/**
 * A policy that closes a hole. Where it is enforced, Kyverno passes it on to the API server as a ValidatingAdmissionPolicy, which
 * works while Kyverno is down, and which also sees what Kyverno ignores by default, such as every ReplicaSet. So its expressions
 * have no functions of Kyverno. On an UPDATE, they may read `oldObject`; otherwise it is empty or null.
 */
export function guardSpec(mode: GovernanceMode, { background, ...guard }: Guard): ValidatingPolicySpec {
  return {
    ...ACTIONS[mode],
    ...(mode === 'enforce' && { autogen: { validatingAdmissionPolicy: { enabled: true } } }),
    evaluation: { admission: { enabled: true }, background: { enabled: background } },
    ...guard,
  };
}
