import { policyAnnotationTable } from '../../../lib/checks/istio/annotation-checks';
import { authorizationPolicyTables } from '../../../lib/checks/istio/authorization-policy-checks';
import { conditionChecks } from '../../../lib/checks/istio/condition-checks';
import { operationChecks } from '../../../lib/checks/istio/operation-checks';
import { sourceChecks } from '../../../lib/checks/istio/source-checks';
import { guardsEveryCheck, policy, reported } from './kit';

const RULES = [{ to: [{ operation: { ports: ['8080'] } }] }];
const selector = { matchLabels: { app: 'a' } };
const target = (group: string | undefined, kind: string, more: object = {}) => ({ group, kind, name: 'a', ...more });

test.each([
  ['no spec, which denies all', undefined],
  ['an empty spec', {}],
  ['a rule for every caller', { rules: [{}] }],
  ['empty lists', { rules: [{ from: [], to: [], when: [] }] }],
  ['a denial', { action: 'DENY', rules: RULES }],
  ['an audit without rules', { action: 'AUDIT' }],
  ['a provider', { action: 'CUSTOM', provider: { name: 'authz' }, rules: [{}] }],
])('accepts %s', (_, spec) => {
  expect(reported(policy(spec))).toEqual([]);
});

test.each([
  ['DENY without rules', { action: 'DENY' }, ['policy-action spec.rules']],
  ['DENY with no rule', { action: 'DENY', rules: [] }, ['policy-action spec.rules']],
  ['CUSTOM without rules', { action: 'CUSTOM' }, ['policy-action spec.rules']],
  ['CUSTOM without provider', { action: 'CUSTOM', rules: [{}] }, ['policy-action spec.provider']],
  ['CUSTOM with a nameless provider', { action: 'CUSTOM', provider: {}, rules: [{}] }, ['policy-action spec.provider']],
  ['a provider of ALLOW', { provider: { name: 'authz' }, rules: [{}] }, ['policy-action spec.provider']],
  ['two kinds of target', { selector, targetRef: target('', 'Service') }, ['target-ref spec']],
  ['a wildcard', { selector: { matchLabels: { 'a/*': 'b' } } }, ["workload-selector spec.selector.matchLabels['a/*']"]],
])('rejects %s', (_, spec, expected) => {
  expect(reported(policy(spec))).toEqual(expected);
});

test('warns about a selector without labels', () => {
  expect(reported(policy({ selector: {} }))).toEqual(['warning selects-everything spec.selector']);
});

test.each([
  [target('', 'Service'), []],
  [target(undefined, 'Service'), []],
  [target('core', 'Service'), []],
  [target('networking.istio.io', 'ServiceEntry'), []],
  [target('gateway.networking.k8s.io', 'Gateway'), []],
  [target('gateway.networking.k8s.io', 'GatewayClass'), []],
  [target('networking.istio.io', 'Gateway'), ['target-ref spec.targetRef']],
  [target('gateway.networking.k8s.io', 'HTTPRoute'), ['target-ref spec.targetRef']],
  [target('', 'Service', { namespace: 'other' }), ['target-ref spec.targetRef']],
  [target('', 'Service', { name: '' }), ['target-ref spec.targetRef']],
])('a target %j', (targetRef, expected) => {
  expect(reported(policy({ targetRef }))).toEqual(expected);
  expect(reported(policy({ targetRefs: [targetRef] }))).toEqual(expected.map((text) => `${text}s[0]`));
});

test.each([
  [{ namespaces: ['a'] }, true],
  [{ notNamespaces: ['a'] }, true],
  [{ principals: ['a'] }, true],
  [{ serviceAccounts: ['a'] }, true],
  [{ notTrustDomains: ['a'] }, true],
  [{ requestPrincipals: ['a'] }, true],
  [{ ipBlocks: ['192.0.2.1'] }, false],
])('rejects a CUSTOM rule with the source %j: %s', (source, rejected) => {
  const [field] = Object.keys(source);
  const spec = { action: 'CUSTOM', provider: { name: 'x' }, rules: [{ from: [{ source }] }] };
  expect(reported(policy(spec))).toEqual(rejected ? [`custom-rule spec.rules[0].from[0].source.${field}`] : []);
});

test.each([
  ['source.namespace', true],
  ['source.principal', true],
  ['source.serviceAccount', true],
  ['source.trustDomain', true],
  ['request.auth.claims[iss]', true],
  ['request.headers[x]', false],
])('rejects a CUSTOM rule with the condition %s: %s', (key, rejected) => {
  const spec = { action: 'CUSTOM', provider: { name: 'x' }, rules: [{ when: [{ key, values: ['a'] }] }] };
  expect(reported(policy(spec))).toEqual(rejected ? ['custom-rule spec.rules[0].when[0].key'] : []);
});

const http = { operation: { methods: ['GET'] } };
const withPort = { operation: { methods: ['GET'], ports: ['8080'] } };
const token = { source: { requestPrincipals: ['*'] } };
const caller = { source: { principals: ['a'] } };

test.each([
  ['HTTP alone', { to: [http] }, true],
  ['HTTP on a port', { to: [withPort] }, false],
  ['HTTP, elsewhere on a port', { to: [http, withPort] }, false],
  ['a token alone', { from: [token] }, true],
  ['a token or a caller', { from: [token, caller] }, false],
  ['a caller with HTTP', { from: [caller], to: [http] }, true],
  ['a token on a port', { from: [token], to: [withPort] }, false],
  ['a trust domain alone', { from: [{ source: { trustDomains: ['a'] } }] }, true],
  ['a condition alone', { when: [{ key: 'request.headers[x]', values: ['a'] }] }, false],
  ['everything', {}, false],
])('warns about a DENY of %s: %#', (_, rule, warns) => {
  expect(reported(policy({ action: 'DENY', rules: [{}, rule] }))).toEqual(warns ? ['warning deny-of-all-tcp spec.rules[1]'] : []);
  expect(reported(policy({ rules: [rule] }))).toEqual([]);
});

const TESTED_ELSEWHERE: readonly unknown[] = [
  ...[...policyAnnotationTable.checks, ...sourceChecks],
  ...[...operationChecks, ...conditionChecks],
];

guardsEveryCheck(authorizationPolicyTables, (check) => !TESTED_ELSEWHERE.includes(check));
