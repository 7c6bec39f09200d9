import { Construct } from 'constructs';
import type { EgressGatewayProps, GatewayHost, PlatformVersions } from '../../../lib';
import { callerChecks } from '../../../lib/constructs/caller/caller-checks';
import { accessLogChecks } from '../../../lib/constructs/gateway/access-log';
import { gatewayChecks } from '../../../lib/constructs/gateway/gateway-checks';
import { findings, type Row, refusal, refusals, untested } from '../../findings';
import { AGENTS, egress, exit, gateway } from '../../kit';

/** What a program without types can pass. */
const wrong = (props: object) => props as Partial<EgressGatewayProps>;

const rows: readonly Row<[Partial<EgressGatewayProps>, PlatformVersions?]>[] = [
  ['an idle time without a unit', { streamIdle: '30' }],
  ['no idle time', { streamIdle: '0s' }],
  ['a malformed Secret name', { dynamicCaSecret: 'few CAs' }],
  ['no replica', { replicas: 0 }],
  ['one and a half replicas', { replicas: 1.5 }],
  ['a load balancer', { serviceType: 'LoadBalancer' }],
  ['a port of the nodes', { serviceType: 'NodePort' }],
  ['routes of all namespaces', { allowedRoutes: 'All' }],
  ['createNamespace for a Namespace object', { namespace: { kind: 'Namespace', name: 'egress-system' }, createNamespace: true }],
  ['no decision', { decision: 'none' }],
  ['a decision on kgateway 2.1', {}, { kgateway: '2.1' }],
  ['a rate limit without a time', { rateLimit: { requests: 100, per: '0s' } }],
  ['a rate limit for no request', { rateLimit: { requests: 0, per: '1m' } }],
  ['refusals on kgateway 2.3', { refusals: { format: 'json' } }, { kgateway: '2.3' }],
  ['a refusal in HTML', wrong({ refusals: { format: 'html' } })],
  ['a refusal by its format', wrong({ refusals: 'json' })],
  ['a path to ask at', { refusals: { format: 'json', ask: '/egress' } }],
  ['a URL to ask at with a quote', { refusals: { format: 'text', ask: 'https://git.example.com/"x' } }],
  ['a URL to ask at with an unknown placeholder', { refusals: { format: 'json', ask: 'https://git.example.com/{team}' } }],
  ['a script to ask at', { refusals: { format: 'json', ask: 'javascript:alert(1)' } }],
  ['ListenerSets on kgateway 2.2', { listenerSets: true }, { kgateway: '2.2' }],
];

function refuse(props: Partial<EgressGatewayProps>, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  exit(chart, props);
  return findings(app);
}

test('reports a gateway without replicas, with access for others, or without decisions', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/timeout  streamIdle
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0; or 'none' for streams that may pause for any time
  fix: correct the duration, or remove streamIdle for 5m
  - an idle time without a unit: got 30
  - no idle time: got 0s
input/tls  dynamicCaSecret
  allowed: the name of a Secret in the gateway's namespace
  fix: correct the name, or remove dynamicCaSecret for the CAs of the system
  - a malformed Secret name: got "few CAs" (a string)
input/replicas  replicas
  allowed: a whole number of at least 1
  fix: correct the number; to close the gateway, remove its hosts
  - no replica: got 0
  - one and a half replicas: got 1.5
egress/exposed-gateway  serviceType
  allowed: ClusterIP: an egress gateway that is reachable from outside the cluster is an open proxy
  fix: remove serviceType
  - a load balancer: got LoadBalancer
  - a port of the nodes: got NodePort
egress/foreign-routes  allowedRoutes
  allowed: Same: otherwise a route with a longer path, in any namespace, can take over a host
  fix: remove allowedRoutes
  - routes of all namespaces: got All
input/namespace  createNamespace
  allowed: true only if namespace is a name
  fix: remove createNamespace: the Namespace object already creates the namespace
  - createNamespace for a Namespace object: got true, with a Namespace object
egress/no-decision  decision
  allowed: 'required': no request leaves without a positive decision
  fix: remove decision and add an ExtAuthPolicy, or waive 'egress/no-decision' with the reason
  - no decision: got none
egress/forgeable-decision  decision
  allowed: kgateway 2.2 or later: with 2.1, clients can send the decision header themselves wherever authorization is disabled
  fix: target kgateway 2.2 or later
  - a decision on kgateway 2.1: got 'required', which this version of kgateway cannot enforce
input/rate-limit  rateLimit.per
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), at least 50ms
  fix: correct the duration
  - a rate limit without a time: got 0s
input/rate-limit  rateLimit.requests
  allowed: a whole number of at least 1
  fix: correct the number, or remove rateLimit for no limit
  - a rate limit for no request: got 0
input/platform-feature  refusals
  allowed: nothing with kgateway 2.1 to 2.3, which cannot word the responses of a gateway
  fix: target kgateway 2.4 or later, or remove refusals
  - refusals on kgateway 2.3: got {"format":"json"}
input/refusals  refusals.format
  allowed: json, text
  fix: correct the format
  - a refusal in HTML: got html
input/refusals  refusals
  allowed: an object { format, ask }
  fix: write refusals: { format: 'json' }, or remove it
  - a refusal by its format: got "json" (a string)
input/refusals  refusals.ask
  allowed: a URL such as https://git.example.com/egress?title={host}, with the placeholders {host}, {rule} and {id}
  fix: correct the URL, or remove ask
  - a path to ask at: got /egress
  - a URL to ask at with a quote: got https://git.example.com/"x
  - a URL to ask at with an unknown placeholder: got https://git.example.com/{team}
  - a script to ask at: got javascript:alert(1)
input/platform-feature  listenerSets
  allowed: false with kgateway 2.1 and 2.2, which read only XListenerSets
  fix: target kgateway 2.3 or later, or distribute the hosts over several gateways
  - ListenerSets on kgateway 2.2: got true"
`);
});

test('reports a missing namespace once, even if it is to be created', () => {
  const { app, chart } = egress();
  exit(chart, { namespace: null as unknown as string, createNamespace: true });
  expect(findings(app).map(({ path, got }) => [path, got])).toEqual([['namespace', 'null']]);
});

/** An app with a gateway that nobody decides for. */
function alone(decision: EgressGatewayProps['decision'] = 'required') {
  const { app, chart } = egress();
  gateway(chart, { decision });
  return app;
}

test('reports a gateway without a policy', () => {
  expect(refusal(alone())).toMatchInlineSnapshot(`
"egress/no-decision  egress/gateway (EgressGateway)  decision
  got no ExtAuthPolicy for this gateway, so every request would be refused; allowed: one ExtAuthPolicy
  fix: add an ExtAuthPolicy, or waive 'egress/no-decision' if another repository has it
  see cdk8s-egress/docs/rules/egress-no-decision.md"
`);
});

test('reports a gateway without a policy that would decide while it can', () => {
  expect(refusal(alone('while-available'))).toContain('got no ExtAuthPolicy for this gateway, so no request would be decided');
});

/** An app with more dynamic hosts in one Backend than it can have. */
function crowded() {
  const { app, chart } = egress();
  const through = exit(chart);
  const shared = { sharedBackend: 'exit-dynamic-1', port: 443, approved: true, callers: AGENTS, listener: 'http' };
  for (let i = 0; i < 501; i++) {
    const attached = { host: `h${i}.example.com`, hostName: `h${i}`, ...shared };
    through.attachHost(Object.assign(new Construct(chart, `h${i}`), attached) as unknown as GatewayHost);
  }
  return app;
}

test('reports more dynamic hosts than a Backend resolves', () => {
  expect(refusal(crowded(), 'input/destination')).toMatchInlineSnapshot(`
"input/destination  egress/gateway (EgressGateway)  hosts.destination
  got exit-dynamic-1: 501; allowed: at most 500 dynamic hosts per Backend: Envoy refuses all names beyond 1,024
  fix: distribute the hosts over several gateways
  see cdk8s-egress/docs/rules/input.md#inputdestination"
`);
});

test('every check is tested, here or in the file of its part', () => {
  const elsewhere: readonly unknown[] = [...callerChecks, ...accessLogChecks];
  const here = gatewayChecks.filter((check) => !elsewhere.includes(check));
  expect(gatewayChecks.length - here.length).toBe(elsewhere.length);
  const tried = () => {
    for (const [, ...given] of rows) refuse(...given);
    refusal(alone());
    refusal(alone('while-available'));
    refusal(crowded());
  };
  expect(untested(here, tried)).toEqual([]);
});
