import type { EgressGatewayProps, PlatformVersions } from '../../../lib';
import { accessLogChecks } from '../../../lib/constructs/gateway/access-log';
import { gatewayChecks } from '../../../lib/constructs/gateway/gateway-checks';
import { listenerChecks } from '../../../lib/constructs/gateway/listener';
import { findings, type Row, refusal, refusals, untested } from '../../findings';
import { egress, exit, gateway } from '../../kit';

const rows: readonly Row<[Partial<EgressGatewayProps>, PlatformVersions?]>[] = [
  ['no replica', { replicas: 0 }],
  ['one and a half replicas', { replicas: 1.5 }],
  ['a load balancer', { serviceType: 'LoadBalancer' }],
  ['a port of the nodes', { serviceType: 'NodePort' }],
  ['routes of all namespaces', { allowedRoutes: 'All' }],
  [
    'a Namespace that is an object, and made once more',
    { namespace: { kind: 'Namespace', name: 'egress-system' }, createNamespace: true },
  ],
  ['no decision', { decision: 'none' }],
  ['a decision on kgateway 2.1', {}, { kgateway: '2.1' }],
];

function refuse(props: Partial<EgressGatewayProps>, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  exit(chart, props);
  return findings(app);
}

test('refuses a gateway that is closed, open to others, or without decisions', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/replicas  replicas
  allowed: a whole number of at least 1
  fix: correct it; to close the gateway, remove its hosts
  - no replica: got 0
  - one and a half replicas: got 1.5
egress/exposed-gateway  serviceType
  allowed: ClusterIP: an egress gateway that is reachable from outside is an open proxy
  fix: leave serviceType out
  - a load balancer: got LoadBalancer
  - a port of the nodes: got NodePort
egress/foreign-routes  allowedRoutes
  allowed: Same: a longer path in a route of another namespace takes over a host
  fix: leave allowedRoutes out
  - routes of all namespaces: got All
input/namespace  createNamespace
  allowed: true for a namespace that is given by its name
  fix: leave createNamespace out: the object makes the namespace
  - a Namespace that is an object, and made once more: got true, and a Namespace object
egress/no-decision  decision
  allowed: 'required': nothing leaves without a positive decision
  fix: leave decision out and add an ExtAuthPolicy, or waive 'egress/no-decision' with the reason
  - no decision: got none
egress/forgeable-decision  decision
  allowed: kgateway 2.2 or later: before, a client's own header counts wherever authorization is switched off
  fix: target kgateway 2.2 or later
  - a decision on kgateway 2.1: got 'required' on a kgateway that can't strip the header from clients"
`);
});

/** An app with a gateway that nobody decides for. */
function alone() {
  const { app, chart } = egress();
  gateway(chart);
  return app;
}

test('refuses a gateway that nobody decides for', () => {
  expect(refusal(alone())).toMatchInlineSnapshot(`
"egress/no-decision  egress/gateway (EgressGateway)  decision
  got no ExtAuthPolicy for this gateway, so every request would be refused; allowed: one ExtAuthPolicy
  fix: add one, or waive 'egress/no-decision' when another repository brings it
  see cdk8s-egress/docs/rules/egress-no-decision.md"
`);
});

test('every check is tested, here or in the file of its part', () => {
  const elsewhere: readonly unknown[] = [...listenerChecks, ...accessLogChecks];
  const here = gatewayChecks.filter((check) => !elsewhere.includes(check));
  expect(gatewayChecks.length - here.length).toBe(elsewhere.length);
  const tried = () => {
    for (const [, ...given] of rows) refuse(...given);
    refusal(alone());
  };
  expect(untested(here, tried)).toEqual([]);
});
