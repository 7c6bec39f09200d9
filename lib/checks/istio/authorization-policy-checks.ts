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
  message: 'the target is not one that a policy attaches to',
  allowed: 'a Service, a ServiceEntry, or a Gateway or GatewayClass of gateway.networking.k8s.io, by name and without namespace',
  fix: 'name such an object of the own namespace, or use a selector',
} as const;

const targetChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    rule: 'istio/target-ref',
    message: 'selector, targetRef and targetRefs exclude each other',
    allowed: 'one of them',
    fix: 'remove the others',
    find: whole('spec', (spec) => waysToTarget(spec) > 1),
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
    message: 'a policy of DENY or CUSTOM without rules does nothing',
    allowed: 'at least one rule; {} matches every request',
    fix: 'add a rule, or remove the policy',
    find: whole('spec.rules', (spec) => (isCustom(spec) || isDeny(spec)) && !spec.rules?.length),
  },
  {
    rule: 'istio/policy-action',
    message: 'a policy of CUSTOM has to name who decides',
    allowed: 'the name of an extension provider of the mesh',
    fix: 'add spec.provider.name',
    find: whole('spec.provider', (spec) => isCustom(spec) && Boolean(spec.rules?.length) && !spec.provider?.name),
  },
  {
    rule: 'istio/policy-action',
    message: 'a provider is for the action CUSTOM alone',
    allowed: 'no provider',
    fix: 'remove it, or use the action CUSTOM',
    find: whole('spec.provider', (spec) => !isCustom(spec) && spec.provider !== undefined),
  },
];

/** What a rule of a CUSTOM policy can't ask for: the provider decides before Istio knows who calls. */
const SOURCES_BUT_CUSTOM: readonly (keyof AuthorizationPolicySource)[] = [
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
const KEYS_BUT_CUSTOM: ReadonlySet<string> = new Set([
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
  'source.principal',
]);
const CUSTOM = {
  rule: 'istio/custom-rule',
  message: 'a rule of CUSTOM can not ask who calls',
  allowed: 'addresses in from; conditions on anything but identities and tokens',
  fix: 'let the provider decide it, or use a second policy of ALLOW or DENY',
} as const;

const customChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    ...CUSTOM,
    find: where(isCustom, ({ spec }, found) => {
      spec.rules?.forEach(({ from }, i) => {
        from?.forEach(({ source }, j) => {
          for (const field of SOURCES_BUT_CUSTOM) {
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
          if (KEYS_BUT_CUSTOM.has(key) || key.startsWith('request.auth.')) found.push(['spec', 'rules', i, 'when', j, 'key']);
        });
      });
    }),
  },
];

const denyChecks: readonly IstioCheck<AuthorizationPolicySpec>[] = [
  {
    rule: 'istio/deny-of-all-tcp',
    severity: 'warning',
    message: 'a rule of DENY that asks for nothing but HTTP denies everything on ports that are not HTTP',
    allowed: 'a port in each rule, or a field of the connection',
    fix: 'add to.operation.ports',
    find: where(
      isDeny,
      every(
        'spec.rules',
        (spec) => spec.rules,
        (rule) => asksHttpOnly(rule),
      ),
    ),
  },
];

/** What Istio's webhook checks of an AuthorizationPolicy beyond its CRD. */
export const authorizationPolicyTables: readonly IstioTable<AuthorizationPolicySpec>[] = [
  policyAnnotationTable,
  { checks: [...targetChecks, ...policySelectorChecks, ...actionChecks] },
  {
    needs: ({ rules }) => rules,
    checks: [...customChecks, ...sourceChecks, ...operationChecks, ...conditionChecks, ...denyChecks],
  },
];

function waysToTarget({ selector, targetRef, targetRefs }: AuthorizationPolicySpec): number {
  return Number(selector !== undefined) + Number(targetRef !== undefined) + Number(Boolean(targetRefs?.length));
}

function isTarget({ group = '', kind, name, namespace }: AuthorizationPolicyTargetRef): boolean {
  return Boolean(name) && !namespace && TARGETS.has(`${group}/${kind}`);
}

/** The fields of a source that say something of a connection without HTTP too. */
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

/** Istio drops what is HTTP from a rule on other ports. One entry that remains is enough to keep it quiet. */
function asksHttpOnly({ from = [], to = [] }: AuthorizationPolicyRule): boolean {
  const operations = to.flatMap(({ operation }) => operation ?? []);
  if (operations.length > 0) return !operations.some(({ ports, notPorts }) => ports?.length || notPorts?.length);
  const sources = from.flatMap(({ source }) => source ?? []);
  return sources.length > 0 && !sources.some((source) => hasAny(source, CONNECTION));
}
