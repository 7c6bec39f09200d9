import type { EgressGatewayProps, ExternalHostProps, PlatformVersions } from '../../../lib';
import { limitChecks } from '../../../lib/constructs/host/limit-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, host, set } from '../../kit';
import { type Manifests, manifests } from '../../manifests';

const PER_MINUTE = { requests: 100, per: '1m' };
const bucket = (maxTokens: number, fillInterval: string) => ({
  rateLimit: { local: { tokenBucket: { maxTokens, tokensPerFill: maxTokens, fillInterval } } },
});

function made(props: Partial<ExternalHostProps>, gateway: Partial<EgressGatewayProps> = {}): Manifests {
  const { app, chart } = egress();
  const through = exit(chart, gateway);
  host(chart, through, props);
  host(chart, through, { host: 'other.example.com', callers: set('other', 8081) }, 'other');
  return manifests(app);
}

const settings = (all: Manifests) =>
  (all.get('ListenerPolicy', 'exit').spec as { default: { httpSettings: Record<string, unknown> } }).default.httpSettings;

test('the limit of a host is on its whole route, in a policy of its own', () => {
  const all = made({ rateLimit: PER_MINUTE, retryOn: 'wide-for-reads', perTryTimeout: '1s' });
  expect(all.get('TrafficPolicy', 'api.example.com-limit').spec).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'api.example.com' }],
    ...bucket(100, '1m'),
  });
  expect(all.names).not.toContain('TrafficPolicy/other.example.com-limit');
});

test('objects with other names: so has the policy with the limit', () => {
  const all = made({ rateLimit: PER_MINUTE, objectNames: { route: 'weather', trafficPolicy: 'weather-policy' } });
  expect(all.get('TrafficPolicy', 'weather-policy-limit').spec).toHaveProperty('targetRefs.0.name', 'weather');
});

test('the limit of a gateway is on the Gateway', () => {
  expect(made({}, { rateLimit: { requests: 5, per: '10s' } }).get('TrafficPolicy', 'exit-limit').spec).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'exit' }],
    ...bucket(5, '10s'),
  });
});

test.each([
  ['1', { requests: 100, per: '1m' }],
  ['7', { requests: 3, per: '20s' }],
  ['1200', { requests: 3, per: '1h' }],
])('clients learn to wait for %s s, after which the next request has room', (seconds, rateLimit) => {
  const retryAfter = { headers: { set: [{ name: 'retry-after', value: seconds }] } };
  expect(settings(made({ rateLimit }))).toHaveProperty('localReplies.mappers.1', expect.objectContaining(retryAfter));
  expect(settings(made({}, { rateLimit }))).toHaveProperty('localReplies.mappers.1', expect.objectContaining(retryAfter));
});

test('the total time of a response is that of its destination', () => {
  const all = made({ maxStreamDuration: '2h' });
  expect(all.get('BackendConfigPolicy', 'api.example.com').spec).toEqual({
    targetRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.com' }],
    circuitBreakers: { maxRetries: 1024 },
    commonHttpProtocolOptions: { maxStreamDuration: '2h' },
  });
  expect(all.names).not.toContain('BackendConfigPolicy/other.example.com');
});

test('WebSockets are open only if the gateway wants them', () => {
  expect(settings(made({}, { webSockets: true }))).toHaveProperty('upgradeConfig', { enabledUpgrades: ['websocket'] });
  expect(settings(made({}))).not.toHaveProperty('upgradeConfig');
});

type Given = [Partial<ExternalHostProps>, Partial<EgressGatewayProps>?, PlatformVersions?];
const rows: readonly Row<Given>[] = [
  ['no request', { rateLimit: { requests: 0, per: '1m' } }],
  ['half a request', { rateLimit: { requests: 0.5, per: '1m' } }],
  ['no time', { rateLimit: { requests: 1, per: '0s' } }],
  ['a time that is too short', { rateLimit: { requests: 1, per: '49ms' } }],
  ['a time without a unit', { rateLimit: { requests: 1, per: '60' } }],
  ['a limit as a text', { rateLimit: '100/m' as never }],
  ['a time as a number', { rateLimit: { requests: 1, per: 60 as never } }],
  ['a limit at a gateway that has one', { rateLimit: PER_MINUTE }, { rateLimit: PER_MINUTE }],
  ['no time for a response', { maxStreamDuration: '0s' }],
  ['a response in hours', { maxStreamDuration: '1.5h' }],
  ['a response of a dynamic host', { maxStreamDuration: '1h', destination: 'dynamic' }],
  ['a response of a ServiceEntry on kgateway 2.2', { maxStreamDuration: '1h', retries: 0 }, {}, { kgateway: '2.2' }],
];

function refuse(props: Partial<ExternalHostProps>, gateway: Partial<EgressGatewayProps> = {}, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart, gateway), props);
  return findings(app);
}

test('reports limits that cannot be', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/rate-limit  rateLimit.requests
  allowed: a whole number of at least 1
  fix: correct the number, or remove rateLimit for no limit
  - no request: got 0
  - half a request: got 0.5
input/rate-limit  rateLimit.per
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), at least 50ms
  fix: correct the duration
  - no time: got 0s
  - a time that is too short: got 49ms
  - a time without a unit: got 60
  - a time as a number: got 60 (a number)
input/rate-limit  rateLimit
  allowed: an object { requests, per }, such as { requests: 100, per: '1m' }
  fix: write rateLimit: { requests: 100, per: '1m' }, or remove it for no limit
  - a limit as a text: got "100/m" (a string)
input/rate-limit  rateLimit
  allowed: no limit at a gateway that has one: that of the host would replace it, so that no set of callers is limited here
  fix: remove rateLimit of the host, or that of the gateway
  - a limit at a gateway that has one: got {"requests":100,"per":"1m"}
input/timeout  maxStreamDuration
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0
  fix: correct the duration, or remove maxStreamDuration for no limit
  - no time for a response: got 0s
  - a response in hours: got 1.5h
input/destination  maxStreamDuration
  allowed: no value for a dynamic host, which shares its Backend with others
  fix: remove maxStreamDuration, or set destination to 'ServiceEntry'
  - a response of a dynamic host: got 1h
input/platform-feature  maxStreamDuration
  allowed: no value for a ServiceEntry on this version of kgateway
  fix: target kgateway 2.3 or later, use destination 'Backend', or remove maxStreamDuration
  - a response of a ServiceEntry on kgateway 2.2: got 1h"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of rows) refuse(...given);
  };
  expect(untested(limitChecks, tried)).toEqual([]);
});
