import { type ExternalHostProps, Tls } from '../../../lib';
import { egress, exit, grant, host } from '../../kit';
import { manifests } from '../../manifests';

/** The objects of hosts at a gateway with a policy. A host whose approval has ended is refused, and does not stop the others. */
function made(...hosts: readonly Partial<ExternalHostProps>[]) {
  const { app, chart } = egress();
  const through = exit(chart);
  for (const [i, given] of hosts.entries()) host(chart, through, given, `h${i}`);
  return manifests(app);
}

/** The request policy, as the server reads it. */

test('dynamic hosts share a few Backends over TLS, and clients cannot choose the port', () => {
  const all = made(...Array.from({ length: 100 }, (_, i) => ({ host: `h${i}.example.com`, destination: 'dynamic' as const })));
  expect(all.ofKind('ServiceEntry')).toEqual([]);
  expect(all.ofKind('BackendTLSPolicy')).toEqual([]);
  const backends = all.ofKind('Backend');
  expect(backends.length).toBeLessThanOrEqual(32);
  for (const { spec } of backends) expect(spec).toEqual({ dynamicForwardProxy: { enableTls: true } });
  expect(all.get('BackendConfigPolicy', 'exit-dynamic').spec).toEqual({
    circuitBreakers: { maxRetries: 1024 },
    targetSelectors: [{ group: 'gateway.kgateway.dev', kind: 'Backend', matchLabels: { 'cdk8s-egress/dynamic': 'exit' } }],
    tls: { parameters: { minVersion: '1.2', maxVersion: '1.3' }, wellKnownCACertificates: 'System' },
  });
  expect(all.get('ListenerPolicy', 'exit').spec).toMatchObject({ default: { httpSettings: { stripHostPortMode: 'AnyPort' } } });
});

test('the gateway can trust the CAs of a Secret for dynamic hosts', () => {
  const { app, chart } = egress();
  host(chart, exit(chart, { dynamicCaSecret: 'few-cas' }), { destination: 'dynamic' });
  const { tls } = manifests(app).get('BackendConfigPolicy', 'exit-dynamic').spec as { tls: object };
  expect(tls).toEqual({ parameters: { minVersion: '1.2', maxVersion: '1.3' }, secretRef: { name: 'few-cas' } });
});

test('the approval of a dynamic host is on its route, and a new host moves no other', () => {
  const one = { host: 'one.example.com', destination: 'dynamic' as const };
  const [alone, together] = [made(one), made({ ...one, host: 'two.example.com' }, one)];
  const route = alone.get('HTTPRoute', 'one.example.com');
  const mark = { 'security.corp/egress-approved': 'true' };
  expect(route.metadata.annotations).toMatchObject({ ...mark, 'security.corp/egress-ticket': 'SEC-12' });
  // With labels, kgateway would evaluate all routes again for each TrafficPolicy.
  expect(route.metadata.labels).toBeUndefined();
  expect(together.get('HTTPRoute', 'one.example.com')).toEqual(route);
});

test('a wildcard has a Backend of its own, with its approval', () => {
  const all = made({ host: '*.example.com' });
  const backend = all.get('Backend', 'wildcard-0.example.com');
  expect(backend.spec).toEqual({ dynamicForwardProxy: { enableTls: true } });
  expect(backend.metadata.labels).toEqual({ 'security.corp/egress-approved': 'true' });
  expect(all.get('HTTPRoute', 'wildcard-0.example.com').spec).toMatchObject({ hostnames: ['*.example.com'] });
  const own = made({ host: '*.example.com', tls: Tls.originate({ caSecret: 'ca' }) });
  expect(own.get('BackendConfigPolicy', 'wildcard-0.example.com').spec).toMatchObject({ tls: { secretRef: { name: 'ca' } } });
});

test('a name whose approval has ended has a route of its own, which a wildcard does not cover', () => {
  const all = made({ host: '*.example.com' }, { host: 'old.example.com', approval: grant({ until: '2026-11-01' }) });
  const { extAuth } = all.get('TrafficPolicy', 'old.example.com').spec as { extAuth: { contextExtensions: object } };
  expect(extAuth.contextExtensions).toMatchObject({ 'egress.host': 'old.example.com', 'egress.until': '1793491200' });
});

test('clients cannot choose the port of dynamic hosts of another repository either', () => {
  const { app, chart } = egress();
  exit(chart, { stripHostPort: true });
  expect(manifests(app).get('ListenerPolicy', 'exit').spec).toMatchObject({
    default: { httpSettings: { stripHostPortMode: 'AnyPort' } },
  });
});
