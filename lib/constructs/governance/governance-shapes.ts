import { isKubernetesDnsLabel, isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isGoCidr } from '../../core/net/ip';
import {
  type Field,
  type Fields,
  flag,
  isObject,
  listOf,
  objectOf,
  oneOf,
  optional,
  recordOf,
  required,
  text,
  value,
} from '../../core/shapes';
import { commonFields } from '../base/egress-construct';
import { gatewayShape, nameOrObject } from '../gateway/gateway-shapes';
import { INSTANTS } from '../host/approval-checks';
import { deniedHostsField } from './denied-shapes';
import { deleteEndedField } from './ended-shapes';
import { exceptionNamespaceField, exceptionsField } from './exception';
import type { Exemption } from './exemption';
import type { EgressGovernanceProps, GovernanceStage, RestrictedCaller } from './governance-props';
import { GOVERNANCE_POLICY_NAMES } from './policy-parts';

export const EXCLUDED = {
  rule: 'input/namespace',
  allowed: 'the names of namespaces: a-z, 0-9 and -, each at most 63 characters',
  fix: 'correct the name',
};

const CLIENT = {
  rule: 'input/namespace',
  allowed: 'a ClientNamespace, the name of a namespace, or a Namespace of cdk8s-plus',
  fix: 'correct the namespace',
};

/** The groups that nearly every user has. */
const EVERYBODY: readonly unknown[] = ['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts'];

/** Names of users or groups. */
function names(what: 'user' | 'group', example: string): Field {
  const texts = {
    rule: 'input/exemption',
    allowed: `the name of a ${what}, such as '${example}', and not one that stands for everybody`,
    fix: 'correct the name: it is compared as a whole, without wildcards',
  };
  const isOne = (given: unknown) =>
    typeof given === 'string' && given !== '' && !given.includes('*') && !EVERYBODY.includes(given);
  return optional(
    listOf(value(isOne, texts, true), {
      ...texts,
      allowed: `a list of ${what}s, such as ['${example}']`,
      fix: `write the ${what}s as a list`,
    }),
  );
}

const exemption = {
  users: names('user', 'system:serviceaccount:argocd:argocd-application-controller'),
  groups: names('group', 'platform-team'),
} satisfies Record<keyof Exemption, Field>;

const RESTRICTED = {
  rule: 'input/exemption',
  allowed:
    "callers with their users and groups, such as [{ caller: Caller.serviceAccount('team-a', 'agent'), groups: ['team-a-deployers'] }]",
  fix: 'write restrictedCallers as a list of such objects',
};

/** A caller with a service account: a namespace cannot be restricted, because the rule would be about all of its pods. */
const isAccount = (given: unknown) =>
  isObject(given) &&
  [given.namespace, given.serviceAccount].every((one) => typeof one === 'string') &&
  isKubernetesDnsLabel(given.namespace) &&
  isKubernetesDnsSubdomain(given.serviceAccount);

const restrictedCaller = objectOf(
  {
    ...exemption,
    caller: required(
      value(isAccount, {
        rule: 'input/exemption',
        allowed: "a caller with a service account, such as Caller.serviceAccount('team-a', 'agent')",
        fix: 'name the service account of the caller',
      }),
      (unique) => ({ namespace: unique, serviceAccount: unique }),
    ),
  } satisfies Record<keyof RestrictedCaller, Field>,
  RESTRICTED,
);

const CLAIM = {
  rule: 'input/exemption',
  allowed: "ranges of addresses by namespace, such as { 'virtual-machines': ['10.20.0.0/16'] }",
  fix: 'correct the range',
};

export const STAGE = {
  rule: 'input/stages',
  allowed: "the mode of each policy, such as { names: { mode: 'audit', until: '2027-03-01' } }",
  fix: 'write stages as such an object',
};

const stage = optional(
  objectOf(
    {
      mode: required(oneOf(['enforce', 'audit'], STAGE.rule, 'correct the mode'), () => 'enforce'),
      until: optional(text({ rule: STAGE.rule, allowed: INSTANTS, fix: 'correct the date' })),
    } satisfies Record<keyof GovernanceStage, Field>,
    STAGE,
  ),
);

/** The shapes of the properties of an `EgressGovernance`. */
export const governanceFields: Fields<EgressGovernanceProps> = {
  name: required(
    text({
      rule: 'input/name',
      allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 200 characters',
      fix: 'correct the name',
    }),
    (unique) => unique,
  ),
  gateways: optional(
    listOf(gatewayShape, {
      rule: 'input/gateway',
      allowed: 'a list of gateways, such as [gateway]',
      fix: 'write gateways: [gateway]',
    }),
  ),
  clients: optional(
    listOf(nameOrObject(CLIENT), {
      ...CLIENT,
      allowed: "a list of client namespaces, such as [teamA, 'team-b']",
      fix: 'write the namespaces as a list',
    }),
  ),
  exempt: optional(
    objectOf(exemption, {
      rule: 'input/exemption',
      allowed: 'an object { users, groups }',
      fix: "write exempt: { groups: ['platform-team'] }",
    }),
  ),
  approvers: optional(
    objectOf(exemption, {
      rule: 'input/exemption',
      allowed: 'an object { users, groups }',
      fix: "write approvers: { groups: ['egress-approvers'] }",
    }),
  ),
  addressClaims: optional(
    recordOf(
      listOf(
        value((given) => typeof given === 'string' && isGoCidr(given), CLAIM, true),
        { ...CLAIM, fix: 'write the ranges as a list' },
      ),
      {
        ...CLAIM,
        fix: 'write the ranges as an object of lists',
      },
    ),
  ),
  restrictedCallers: optional(listOf(restrictedCaller, RESTRICTED)),
  mode: optional(oneOf(['enforce', 'audit'], 'input/property', "correct the mode, or remove it for 'enforce'")),
  stages: optional(objectOf(Object.fromEntries(GOVERNANCE_POLICY_NAMES.map((name) => [name, stage])), STAGE)),
  engine: optional(oneOf(['kyverno', 'native', 'both'], 'input/property', "correct the engine, or remove it for 'kyverno'")),
  excludedNamespaces: optional(
    listOf(text(EXCLUDED), {
      ...EXCLUDED,
      allowed: "a list of namespace names, such as ['virtual-machines']",
      fix: 'write the names as a list, or remove excludedNamespaces',
    }),
  ),
  deleteEnded: deleteEndedField,
  deniedHosts: deniedHostsField,
  fixtures: optional(flag('input/property', 'write fixtures: true, or remove it')),
  exceptions: exceptionsField,
  exceptionNamespace: exceptionNamespaceField,
  ...commonFields,
};
