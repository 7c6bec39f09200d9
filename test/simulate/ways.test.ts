import { PassthroughHost, Way } from '../../lib';
import { expectAllowed, expectDenied, Manifests, simulate } from '../../lib/simulate';
import { egress, exit, host, passthrough } from '../kit';

const TEAM = `
apiVersion: v1
kind: Namespace
metadata: {name: team-a, labels: {istio.io/dataplane-mode: ambient}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: egress, namespace: team-a}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - ports: [{port: 53, protocol: UDP}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: egress-system}}}]
      ports: [{port: 15008}]`;

function manifestsWith(...ways: readonly Way[]): Manifests {
  const { app, chart } = egress();
  host(chart, exit(chart), { ways });
  return new Manifests([...Manifests.of(app).all, ...Manifests.fromYaml(TEAM).all]);
}

const caller = { namespace: 'team-a', serviceAccount: 'agent' };
const time = new Date('2026-12-01T00:00:00Z');
const to = (url: string, headers = {}) => ({ caller, url, headers, time });
const upstream = { hosts: ['api.example.com'], port: 443, tls: { serverName: 'api.example.com' } };

describe('a transparent host', () => {
  const manifests = manifestsWith(Way.transparent());

  test('is called by its name, in any case, and with a final dot', () => {
    for (const url of ['http://api.example.com/v1', 'http://API.example.com/v1', 'http://api.example.com./v1']) {
      const result = simulate(manifests, to(url));
      expect(result.trace[0]).toMatchObject({ layer: 'capture', object: { kind: 'ServiceEntry' } });
    }
    expectAllowed(manifests, to('http://api.example.com/v1'));
    expect(simulate(manifests, to('http://api.example.com/v1')).upstream).toMatchObject({ ...upstream, path: '/v1' });
  });

  test('has no other port, and is not called by pods outside the mesh', () => {
    expectDenied(manifests, to('http://api.example.com:9999/'), { by: 'capture' });
    const outside = { ...to('http://api.example.com/'), caller: { ...caller, labels: { 'istio.io/dataplane-mode': 'none' } } };
    expectDenied(manifests, outside, { by: 'NetworkPolicy team-a/egress' });
  });

  test('is not judged when the application speaks TLS itself on a port that is captured', () => {
    expect(simulate(manifests, to('https://api.example.com:80/'))).toMatchObject({ outcome: 'unknown', layer: 'listener' });
  });

  test('of a caller whose Namespace is not known is not judged', () => {
    const others = new Manifests(manifests.all.filter(({ metadata }) => metadata.name !== 'team-a'));
    expect(simulate(others, to('http://api.example.com/'))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('an alias', () => {
  const manifests = manifestsWith(Way.alias('weather'));

  test.each(['weather.egress-system', 'weather.egress-system.svc', 'weather.egress-system.svc.cluster.local'])(
    'is called as %s, and the destination gets its own name',
    (name) => {
      const result = expectAllowed(manifests, to(`http://${name}/v1`));
      expect(result.upstream).toMatchObject({ ...upstream, headers: { host: 'api.example.com' } });
    },
  );

  test('has no other port, and no other name', () => {
    expectDenied(manifests, to('http://weather.egress-system:81/'), { by: 'Service egress-system/weather' });
    expect(simulate(manifests, to('http://weather/'))).toMatchObject({ outcome: 'unknown', layer: 'capture' });
  });
});

test('a proxy', () => {
  const manifests = manifestsWith(Way.proxy());
  const proxy = 'http://exit.egress-system:8080';
  expect(expectAllowed(manifests, { ...to('http://api.example.com/v1?a=b'), proxy }).upstream).toMatchObject({
    ...upstream,
    path: '/v1?a=b',
  });
});

test('a host whose TLS the gateway does not read is not judged', () => {
  const { app, chart } = egress();
  expect(passthrough(chart, exit(chart))).toBeInstanceOf(PassthroughHost);
  const manifests = new Manifests([...Manifests.of(app).all, ...Manifests.fromYaml(TEAM).all]);
  expect(simulate(manifests, to('https://bank.example.com/')).outcome).toBe('unknown');
});
