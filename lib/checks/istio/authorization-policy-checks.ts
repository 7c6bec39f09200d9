import type {
  AuthorizationPolicyRule,
  AuthorizationPolicySource,
  AuthorizationPolicySpec,
  AuthorizationPolicyTargetRef,
} from '../../../imports/security.istio.io/authorization-policy';
import { KIND } from '../../core/kinds';
import { policyAnnotationTable } from './annotation-checks';
import { conditionChecks } from './condition-checks';
import { every, type IstioCheck, type IstioTable, where, whole } from './istio-check';
import { operationChecks } from './operation-checks';
import { policySelectorChecks } from './policy-selector-checks';
import { hasAny, sourceChecks } from './source-checks';

const TARGETS: ReadonlySet<string> = new Set(['/Service', 'core/Service', KIND.ServiceEntry, KIND.Gateway, KIND.GatewayClass]);
const TARGET = {
  rule: 'istio/target-ref',
  message: 'a policy cannot attach to this target',
  allowed: 'a Service, a ServiceEntry, or a Gateway or GatewayClass of gateway.networking.k8s.io, by name and without namespace',
  fix: 'specify such an object in the namespace of the policy, or use spec.selector',
} as const;

const targetChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    rule: 'istio/target-ref',
    message: 'selector, targetRef and targetRefs are mutually exclusive',
    allowed: 'one of them',
    fix: 'keep one of them',
    find: whole('spec', (spec) => targetFields(spec) > 1),
  },
  { ...TARGET, find: whole('spec.targetRef', (spec) => spec.targetRef !== undefined && !isTarget(spec.targetRef)) },
  {
    ...TARGET,
    find: every(
      'spec.targetRefs',
      (spec) => spec.targetRefs,
      (target) => !isTarget(target),
    ),
  },
];

const isCustom = (spec: AuthorizationPolicySpec) => spec.action === 'CUSTOM';
const isDeny = (spec: AuthorizationPolicySpec) => spec.action === 'DENY';

const actionChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    rule: 'istio/policy-action',
    message: 'a DENY or CUSTOM policy without rules has no effect',
    allowed: 'at least one rule; {} matches every request',
    fix: 'add a rule, or remove the policy',
    find: whole('spec.rules', (spec) => (isCustom(spec) || isDeny(spec)) && !spec.rules?.length),
  },
  {
    rule: 'istio/policy-action',
    message: 'a CUSTOM policy requires a provider',
    allowed: 'the name of an extension provider of the mesh',
    fix: 'set spec.provider.name',
    find: whole('spec.provider', (spec) => isCustom(spec) && Boolean(spec.rules?.length) && !spec.provider?.name),
  },
  {
    rule: 'istio/policy-action',
    message: 'only a CUSTOM policy can have a provider',
    allowed: 'no provider',
    fix: 'remove spec.provider, or set spec.action to CUSTOM',
    find: whole('spec.provider', (spec) => !isCustom(spec) && spec.provider !== undefined),
  },
];

/** The fields that a CUSTOM rule cannot use: the provider decides before Istio knows the caller. */
const FIELDS_NOT_IN_CUSTOM: readonly (keyof AuthorizationPolicySource)[] = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
];
const KEYS_NOT_IN_CUSTOM: ReadonlySet<string> = new Set([
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
  'source.principal',
]);
const CUSTOM = {
  rule: 'istio/custom-rule',
  message: 'a CUSTOM rule cannot match the identity or the token of a caller',
  allowed: 'IP addresses in from, and conditions on anything but identities and tokens',
  fix: 'let the provider decide, or use a separate ALLOW or DENY policy',
} as const;

const customChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...CUSTOM,
    find: where(isCustom, ({ spec }, found) => {
      spec.rules?.forEach(({ from }, i) => {
        from?.forEach(({ source }, j) => {
          for (const field of FIELDS_NOT_IN_CUSTOM) {
            if (source?.[field]?.length) found.push(['spec', 'rules', i, 'from', j, 'source', field]);
          }
        });
      });
    }),
  },
  {
    ...CUSTOM,
    find: where(isCustom, ({ spec }, found) => {
      spec.rules?.forEach(({ when }, i) => {
        when?.forEach(({ key }, j) => {
          if (KEYS_NOT_IN_CUSTOM.has(key) || key.startsWith('request.auth.')) found.push(['spec', 'rules', i, 'when', j, 'key']);
        });
      });
    }),
  },
];

const denyChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    rule: 'istio/deny-of-all-tcp',
    severity: 'warning',
    message:
      'a DENY rule only has HTTP fields: a sidecar or waypoint denies everything on ports that are not HTTP, ztunnel nothing',
    allowed: 'a port in each rule, or a field of the connection',
    fix: 'add to.operation.ports for a sidecar or waypoint; for ztunnel, deny by caller or by port',
    find: where(
      isDeny,
      every(
        'spec.rules',
        (spec) => spec.rules,
        (rule) => isHttpOnly(rule),
      ),
    ),
  },
];

/** What Istio's webhook checks in an AuthorizationPolicy, in addition to its CRD. */
export const authorizationPolicyTables: readonly IstioTable<AuthorizationPolicySpec>[] = [
  policyAnnotationTable,
  { checks: [...targetChecks, ...policySelectorChecks, ...actionChecks] },
  {
    needs: ({ rules }) => rules,
    checks: [...customChecks, ...sourceChecks, ...operationChecks, ...conditionChecks, ...denyChecks],
  },
];

function targetFields({ selector, targetRef, targetRefs }: AuthorizationPolicySpec): number {
  return Number(selector !== undefined) + Number(targetRef !== undefined) + Number(Boolean(targetRefs?.length));
}

function isTarget({ group = '', kind, name, namespace }: AuthorizationPolicyTargetRef): boolean {
  return Boolean(name) && !namespace && TARGETS.has(`${group}/${kind}`);
}

/** The fields of a source that also apply to connections without HTTP. */
const CONNECTION: readonly (keyof AuthorizationPolicySource)[] = [
  'principals',
  'notPrincipals',
  'ipBlocks',
  'notIpBlocks',
  'namespaces',
  'notNamespaces',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
  'serviceAccounts',
  'notServiceAccounts',
];

/** On ports that are not HTTP, Istio drops the HTTP fields of a rule. It does not warn if one entry remains. */
function isHttpOnly({ from = [], to = [] }: AuthorizationPolicyRule): boolean {
  const operations = to.flatMap(({ operation }) => operation ?? []);
  if (operations.length > 0) return !operations.some(({ ports, notPorts }) => ports?.length || notPorts?.length);
  const sources = from.flatMap(({ source }) => source ?? []);
  return sources.length > 0 && !sources.some((source) => hasAny(source, CONNECTION));
}
