import { targetRefs } from '../../../../lib/checks/rules/ztunnel/target-refs';
import { exit } from '../ambient';
import { objections } from '../objections';

const policy = (target: string) => `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: exit }
spec: { ${target}, rules: [{ from: [{ source: { serviceAccounts: [team-a/agent] } }] }] }
`;
const ref = '{ group: gateway.networking.k8s.io, kind: Gateway, name: gw }';
const waypoint = exit().replace('gatewayClassName: kgateway', 'gatewayClassName: istio-waypoint');

test.each([
  ['with a selector', exit() + policy('selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }')],
  ['for a waypoint', waypoint + policy(`targetRefs: [${ref}]`)],
  ['for a ServiceEntry', exit() + policy('targetRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api }]')],
  ['for a Gateway that is not in the manifests', policy(`targetRefs: [${ref}]`)],
])('accepts a policy %s', (_, yaml) => {
  expect(objections(targetRefs, yaml)).toEqual([]);
});

test('reports a Gateway of another namespace, unless the own namespace has one of that name', () => {
  const away = policy(`targetRefs: [${ref}]`).replace('namespace: exit', 'namespace: team-a');
  expect(objections(targetRefs, exit() + away)).toEqual(['AuthorizationPolicy team-a/callers spec.targetRefs[0]: Gateway gw']);
  const own = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw, namespace: team-a }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
`;
  expect(objections(targetRefs, exit() + own + away)).toEqual([]);
});

const service = '{ kind: Service, name: gw }';

test('reports the Service of the gateway, unless a waypoint serves it', () => {
  expect(objections(targetRefs, exit() + policy(`targetRefs: [${service}]`))).toEqual([
    'AuthorizationPolicy exit/callers spec.targetRefs[0]: Service gw',
  ]);
  const served = exit({ namespaceLabels: '{ istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint }' });
  expect(objections(targetRefs, served + policy(`targetRefs: [${service}]`))).toEqual([]);
  expect(objections(targetRefs, exit() + policy('targetRefs: [{ kind: Service, name: other }]'))).toEqual([]);
});

test.each([
  [`targetRefs: [${ref}]`, 'spec.targetRefs[0]'],
  [`targetRef: ${ref}`, 'spec.targetRef'],
])('reports %s', (target, path) => {
  expect(objections(targetRefs, exit() + policy(target))).toEqual([`AuthorizationPolicy exit/callers ${path}: Gateway gw`]);
});
