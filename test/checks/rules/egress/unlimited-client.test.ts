import { directExit } from '../../../../lib/checks/rules/egress/direct-exit';
import { unlimitedClient } from '../../../../lib/checks/rules/egress/unlimited-client';
import { authorizationPolicy, deployment, exit, TEAM_A } from '../ambient';
import { objections } from '../objections';

const callers = (source: string) =>
  exit() + authorizationPolicy(`rules: [{ from: [{ source: { ${source} } }], to: [{ operation: { ports: ["8080"] } }] }]`);
const AGENT = callers('serviceAccounts: [team-a/agent]');
const policy = (egress: string) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: limit, namespace: team-a }
spec: { podSelector: {}, policyTypes: [Egress], egress: ${egress} }
`;

test.each([
  ['a policy limits the namespace', AGENT + policy('[]')],
  ['another rule reports the Namespace', AGENT + TEAM_A],
  ['another rule reports its workload', AGENT + deployment()],
  ['the callers belong to the platform', callers('namespaces: [istio-system]')],
  ['the rule is for another port', AGENT.replace('"8080"', '"9091"')],
  ['the callers are addresses', callers('ipBlocks: [10.0.0.0/8]')],
  ['there is no egress gateway', authorizationPolicy('rules: [{ from: [{ source: { namespaces: [team-a] } }] }]')],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(unlimitedClient, yaml)).toEqual([]);
});

test('nothing is reported if another repository has the policy', () => {
  expect(objections(unlimitedClient, AGENT, { external: ['NetworkPolicy team-a/egress'] })).toEqual([]);
});

test.each([
  [
    'serviceAccounts: [team-a/agent, team-a/other, team-b/x]',
    ['serviceAccounts[0]: pods of namespace team-a', 'serviceAccounts[2]: pods of namespace team-b'],
  ],
  ['principals: [cluster.local/ns/team-a/sa/agent]', ['principals[0]: pods of namespace team-a']],
  ['namespaces: [team-a]', ['namespaces[0]: pods of namespace team-a']],
])('the namespace of each caller is reported once: %s', (source, found) => {
  expect(objections(unlimitedClient, callers(source))).toEqual(
    found.map((one) => `AuthorizationPolicy exit/callers spec.rules[0].from[0].source.${one}, which is not among the manifests`),
  );
});

test('what a policy for such a namespace opens is reported as a direct exit', () => {
  const yaml = AGENT + policy('[{}]');
  expect(objections(unlimitedClient, yaml)).toEqual([]);
  expect(objections(directExit, yaml)).toEqual(['NetworkPolicy team-a/limit spec.egress[0]: addresses outside the cluster']);
});
