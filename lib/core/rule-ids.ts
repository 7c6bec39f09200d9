import type { Finding, Mismatch } from './finding';
import { nearestName } from './nearest-name';

/** The rules that can be waived, and whose severity can be changed. */
export const WAIVABLE_RULES = [
  'egress/access-log',
  'egress/apply-order',
  'egress/approval-ends-soon',
  'egress/approval-expired',
  'egress/approval-not-begun',
  'egress/approval-not-permitted',
  'egress/approval-outdated',
  'egress/approval-pending',
  'egress/approval-too-long',
  'egress/approval-withdrawn',
  'egress/authorization-disabled',
  'egress/authorization-protocol',
  'egress/authorization-server-missing',
  'egress/authorization-timeout',
  'egress/backend-missing',
  'egress/backend-port',
  'egress/claimed-address',
  'egress/client-asserted-header',
  'egress/client-chosen-port',
  'egress/client-without-dns',
  'egress/cluster-internal-host',
  'egress/contested-host',
  'egress/denied-host',
  'egress/direct-exit',
  'egress/duplicate-host',
  'egress/duplicate-object',
  'egress/dynamic-name',
  'egress/exposed-gateway',
  'egress/fail-open',
  'egress/foreign-listeners',
  'egress/foreign-routes',
  'egress/forgeable-decision',
  'egress/gateway-calls-itself',
  'egress/gateway-reach',
  'egress/gateway-unreachable',
  'egress/idle-retry',
  'egress/listener-refuses-namespace',
  'egress/misplaced-rules',
  'egress/missing-reference-grant',
  'egress/namespace-caller',
  'egress/no-decision',
  'egress/not-judged',
  'egress/open-proxy',
  'egress/plaintext-credential',
  'egress/plaintext-to-https-port',
  'egress/plaintext-to-public-host',
  'egress/policy-on-nothing',
  'egress/policy-shadowed',
  'egress/protocol-conflict',
  'egress/refusal-missing',
  'egress/report-ended',
  'egress/retry-budget',
  'egress/retry-limit',
  'egress/retry-never-fires',
  'egress/route-cache',
  'egress/route-without-gateway',
  'egress/route-without-listener',
  'egress/search-domain',
  'egress/secret-in-manifest',
  'egress/self-approved',
  'egress/stolen-name',
  'egress/time-out-not-retried',
  'egress/tls-conflict',
  'egress/tls-on-http-port',
  'egress/two-policies',
  'egress/unapproved-host',
  'egress/unguarded-listener',
  'egress/unknown-waiver',
  'egress/unlimited-client',
  'egress/unsafe-retry',
  'egress/unverified-tls',
  'egress/waiver-without-reason',
  'egress/widened-callers',
  'egress/wildcard-memory',
  'egress/wildcard-public-suffix',
  'invariant/unused',
  'istio/deny-of-all-tcp',
  'istio/deprecated-version',
  'istio/endpoint-without-address',
  'istio/hosts-of-one-address',
  'istio/partial-wildcard',
  'istio/selector-without-use',
  'istio/selects-everything',
  'istio/tcp-without-address',
  'kgateway/access-log-operator',
  'kgateway/access-log-path',
  'kgateway/backend-config-target',
  'kgateway/delegation',
  'kgateway/discriminator',
  'kgateway/extension-missing',
  'kgateway/extension-ref-ignored',
  'kgateway/extension-ref-missing',
  'kgateway/grpc-extension',
  'kgateway/grpc-over-http1',
  'kgateway/header-name',
  'kgateway/header-value',
  'kgateway/hostname-backend',
  'kgateway/late-filter',
  'kgateway/refused-listener-set',
  'kgateway/reserved-port',
  'kgateway/response-format',
  'kgateway/service-entry-resolution',
  'kgateway/several-hosts',
  'kyverno/any-value-approves',
  'kyverno/approval-by-name',
  'kyverno/audit-only',
  'kyverno/envoy-mode-policy',
  'kyverno/existing-violations',
  'kyverno/no-final-deny',
  'kyverno/open-exception',
  'kyverno/policy-does-not-compile',
  'kyverno/policy-ignores-failures',
  'kyverno/policy-variable-name',
  'kyverno/two-request-policies',
  'kyverno/unscanned-kinds',
  'schema/newer-field',
  'schema/newer-value',
  'schema/unknown-field',
  'schema/unknown-kind',
  'schema/unserved-version',
  'ztunnel/dataplane-mode',
  'ztunnel/deny-without-effect',
  'ztunnel/dns-loop',
  'ztunnel/ignored-field',
  'ztunnel/opt-out',
  'ztunnel/plaintext-listener',
  'ztunnel/service-port',
  'ztunnel/spiffe-prefix',
  'ztunnel/target-refs',
  'ztunnel/unbound-policy',
  'ztunnel/uncaptured-gateway',
  'ztunnel/unenforced-action',
  'ztunnel/widened-allow',
] as const;

/** The rules that cannot: malformed input, the company's invariants, and what the API server or Istio's webhook rejects. */
export const FIXED_RULES = [
  'input/access-log-fields',
  'input/addresses',
  'input/allow',
  'input/approval',
  'input/argument',
  'input/callers',
  'input/construct',
  'input/credential',
  'input/destination',
  'input/dns',
  'input/document',
  'input/duplicate-host',
  'input/duplicate-name',
  'input/duplicate-object',
  'input/exception',
  'input/exemption',
  'input/extension',
  'input/file',
  'input/gateway',
  'input/host',
  'input/host-dns',
  'input/hosts',
  'input/inspection',
  'input/invariants',
  'input/label-domain',
  'input/listeners',
  'input/max-concurrent-retries',
  'input/metrics',
  'input/name',
  'input/namespace',
  'input/node-address',
  'input/output',
  'input/peer',
  'input/platform',
  'input/platform-feature',
  'input/policy-size',
  'input/port',
  'input/property',
  'input/protocol',
  'input/rate-limit',
  'input/refusals',
  'input/replicas',
  'input/requests',
  'input/retries',
  'input/retry-on',
  'input/server',
  'input/stages',
  'input/timeout',
  'input/tls',
  'input/token',
  'input/undecided',
  'input/value',
  'input/waive',
  'input/ways',
  'invariant/undecided',
  'invariant/violated',
  'istio/address',
  'istio/annotation',
  'istio/custom-rule',
  'istio/endpoint',
  'istio/export-to',
  'istio/host',
  'istio/hosts-of-one-port',
  'istio/location',
  'istio/policy-action',
  'istio/policy-condition',
  'istio/policy-operation',
  'istio/policy-source',
  'istio/port',
  'istio/port-level-mtls',
  'istio/protocol',
  'istio/target-ref',
  'istio/trust-domains',
  'istio/workload-selector',
  'schema/duplicate-field',
  'schema/duplicate-item',
  'schema/enum',
  'schema/format',
  'schema/kubernetes',
  'schema/length',
  'schema/metadata',
  'schema/one-of',
  'schema/pattern',
  'schema/range',
  'schema/required',
  'schema/rule',
  'schema/size',
  'schema/type',
] as const;

/** The id of a rule that can be waived, and whose severity can be changed, such as `egress/retry-budget`. */
export type WaivableRuleId = (typeof WAIVABLE_RULES)[number];

/** The id of a rule, such as `egress/retry-budget` or `input/port`. */
export type RuleId = WaivableRuleId | (typeof FIXED_RULES)[number];

const waivable: ReadonlySet<string> = new Set(WAIVABLE_RULES);
const fixed: ReadonlySet<string> = new Set(FIXED_RULES);

/** Whether a text is the id of a rule that can be waived, and whose severity can be changed. */
export function isWaivableRule(rule: string): rule is WaivableRuleId {
  return waivable.has(rule);
}

/** Whether there is a rule of this id. */
export function isRule(rule: string): rule is RuleId {
  return waivable.has(rule) || fixed.has(rule);
}

/** Why a rule cannot be waived, and its severity not be changed; `undefined` if it can. */
export function ruleProblem(rule: string): (Mismatch & Pick<Finding, 'message'>) | undefined {
  if (waivable.has(rule)) return undefined;
  if (!fixed.has(rule)) return noSuchRule(rule);
  const allowed =
    "rules other than input/…, invariant/…, schema/… (except those that depend on CRDs), and those of Istio's webhook that reject";
  return { got: rule, allowed, fix: 'correct the reported value instead' };
}

function noSuchRule(rule: string): Mismatch & Pick<Finding, 'message'> {
  const nearest = nearestRule(rule);
  const fix = nearest ? `did you mean ${nearest}?` : 'use the rule id of the finding';
  return { got: rule || undefined, message: 'there is no such rule', allowed: 'the id of a rule (docs/rules/)', fix };
}

/** The rule that can be waived and is most similar. A wrong or missing component does not matter. */
export function nearestRule(rule: string): string | undefined {
  const name = nameOf(rule);
  const named = WAIVABLE_RULES.find((id) => nameOf(id) === name);
  if (named) return named;
  const nearest = nearestName(rule, WAIVABLE_RULES) ?? nearestName(name, WAIVABLE_RULES.map(nameOf));
  return WAIVABLE_RULES.find((id) => id === nearest || nameOf(id) === nearest);
}

function nameOf(rule: string): string {
  return rule.slice(rule.indexOf('/') + 1).toLowerCase();
}
