import type { Chart } from 'cdk8s';
import { Approval, EgressGateway, type ExternalHostProps, type PlatformVersions, Tls } from '../../../lib';
import { backendConfigsOf } from '../../backend-configs';
import { egress, exit, gateway, host, policy } from '../../kit';
import { type Manifests, manifests } from '../../manifests';

const NAME = 'api.example.com';
const LABEL = 'cdk8s-egress/retry-limit';
const ENVOY = { 'egress/retry-limit': 'the three of Envoy will do' };

/** A gateway on a platform, on which some can't strip headers. */
const through = (chart: Chart) => exit(chart, { waive: { 'egress/forgeable-decision': 'a test bed' } });

/** The objects of an app with one host. */
function made(props: Partial<ExternalHostProps> = {}, platform: PlatformVersions = {}): Manifests {
  const { app, chart } = egress({ platform });
  host(chart, through(chart), props);
  return manifests(app);
}

const destination = (all: Manifests, name = NAME) => all.get(all.ofKind('Backend').length > 0 ? 'Backend' : 'ServiceEntry', name);
const label = (all: Manifests) => (destination(all).metadata.labels as Record<string, string>)[LABEL];
/** The names of the policies that hold for the host. */
const policies = (all: Manifests) => backendConfigsOf(all, destination(all)).map(({ metadata }) => metadata.name);
const breakers = (maxRetries: number) => ({ circuitBreakers: { maxRetries } });
const tls13 = Tls.originate({ maxVersion: '1.3' });

describe('a gateway', () => {
  const matchLabels = { [LABEL]: 'exit' };
  const serviceEntries = { group: 'networking.istio.io', kind: 'Hostname', matchLabels };
  const backends = { group: 'gateway.kgateway.dev', kind: 'Backend', matchLabels };

  test.each([
    ['2.2', 'Backends', [backends]],
    ['2.3', 'ServiceEntries and Backends', [serviceEntries, backends]],
    ['2.4', 'ServiceEntries and Backends', [serviceEntries, backends]],
  ] as const)('on kgateway %s allows 1024 concurrent retries to each of its %s', (kgateway, _, targetSelectors) => {
    const { app, chart } = egress({ platform: { kgateway } });
    through(chart);
    const { metadata, spec } = manifests(app).get('BackendConfigPolicy', 'exit');
    expect(metadata.namespace).toBe('egress-system');
    expect(spec).toEqual({ targetSelectors, ...breakers(1024) });
  });

  test('on kgateway 2.1, which has no such limit, creates no policy', () => {
    const { app, chart } = egress({ platform: { kgateway: '2.1' } });
    through(chart);
    expect(manifests(app).ofKind('BackendConfigPolicy')).toEqual([]);
  });

  test('sets the limit in one policy for all its hosts, of both kinds', () => {
    // GIVEN
    const { app, chart } = egress();
    const one = through(chart);
    for (const id of ['a', 'b', 'c']) host(chart, one, { host: `${id}.example.com` }, id);
    host(chart, one, { host: 'd.example.com', destination: 'Backend' }, 'd');
    // WHEN
    const all = manifests(app);
    const destinations = [...all.ofKind('ServiceEntry'), ...all.ofKind('Backend')];
    // THEN
    expect(destinations).toHaveLength(4);
    for (const each of destinations) expect(backendConfigsOf(all, each)).toEqual([all.get('BackendConfigPolicy', 'exit')]);
    expect(all.ofKind('BackendConfigPolicy')).toHaveLength(1);
  });

  test('does not affect hosts of another gateway in its namespace', () => {
    const { app, chart } = egress();
    for (const name of ['exit-a', 'exit-b']) {
      const own = gateway(chart, { name }, name);
      policy(chart, own, { name: `authz-${name}` }, `policy-${name}`);
      host(chart, own, { host: `${name}.example.com` }, `host-${name}`);
    }
    const all = manifests(app);
    for (const name of ['exit-a', 'exit-b'])
      expect(backendConfigsOf(all, destination(all, `${name}.example.com`))).toEqual([all.get('BackendConfigPolicy', name)]);
  });

  test('of another repository already has the policy for the label of the hosts in this app', () => {
    const { app, chart } = egress();
    host(
      chart,
      EgressGateway.fromGatewayName(chart, 'gateway', { name: 'elsewhere', namespace: 'egress-system', extension: 'authz' }),
    );
    const all = manifests(app);
    expect(label(all)).toBe('elsewhere');
    expect(all.ofKind('BackendConfigPolicy')).toEqual([]);
  });

  test('sets the limit before the hosts are applied, also with Argo CD', () => {
    const wave = 'argocd.argoproj.io/sync-wave';
    const all = made();
    expect(all.get('BackendConfigPolicy', 'exit').metadata.annotations).toMatchObject({ [wave]: '-2' });
    expect(destination(all).metadata.annotations).toMatchObject({ [wave]: '-1' });
  });
});

describe('the label', () => {
  test.each(['ServiceEntry', 'Backend'] as const)('is on a %s with its approval, and on no other object', (kind) => {
    const labelled = made({ destination: kind }).all.filter(({ metadata }) => Object.hasOwn(metadata.labels ?? {}, LABEL));
    expect(labelled.map((object) => `${object.kind}/${object.metadata.name}`)).toEqual([`${kind}/${NAME}`]);
    expect(labelled[0]?.metadata.labels).toEqual({ [LABEL]: 'exit', 'security.corp/egress-approved': 'true' });
  });

  test.each<[string, Partial<ExternalHostProps>, PlatformVersions]>([
    ['is never retried', { retries: 0 }, {}],
    ['has no TLS, and is never retried by default', { port: 8080, tls: Tls.none() }, {}],
    ['has a limit of its own', { maxConcurrentRetries: 50 }, {}],
    ['has a limit of its own, though the same', { maxConcurrentRetries: 1024 }, {}],
    ['uses TLS 1.3', { tls: tls13 }, {}],
    ['uses TLS 1.3, and is never retried', { tls: tls13, retries: 0 }, {}],
    ['uses HTTP/2', { protocol: 'http2' }, {}],
    ['uses gRPC', { protocol: 'grpc' }, {}],
    ['is a ServiceEntry, which kgateway 2.2 cannot select', { waive: ENVOY }, { kgateway: '2.2' }],
    ['is a Backend on kgateway 2.1, which has no such limit', { destination: 'Backend', waive: ENVOY }, { kgateway: '2.1' }],
  ])('is not on a host that %s', (_, props, platform) => {
    const all = made(props, platform);
    expect(destination(all).metadata.labels).toEqual({ 'security.corp/egress-approved': 'true' });
    expect(policies(all)).not.toContain('exit');
  });

  test('is only set with the approval, like the destination', () => {
    const approval = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
    const all = made({ approval });
    expect(all.get('HTTPRoute', NAME).metadata.labels).not.toHaveProperty([LABEL]);
    expect([...all.ofKind('ServiceEntry'), ...all.ofKind('Backend')]).toEqual([]);
  });
});

describe('a host', () => {
  const hostname = { targetRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: NAME }] };
  const tls = {
    wellKnownCACertificates: 'System',
    sni: NAME,
    verifySubjectAltNames: [NAME],
    parameters: { minVersion: '1.2', maxVersion: '1.3' },
  };
  const h2 = { ...tls, alpnProtocols: ['h2'] };

  test.each<[string, Partial<ExternalHostProps>]>([
    ['no retry properties', {}],
    ['TLS 1.2', { tls: Tls.originate({ maxVersion: '1.2' }) }],
    ['a private CA', { tls: Tls.originate({ caConfigMap: 'ca' }) }],
    ['no TLS, if it is retried', { port: 8080, tls: Tls.none(), retryOn: 'wide-for-reads', perTryTimeout: '4s' }],
    ['HTTP/2 without TLS', { port: 8080, tls: Tls.none(), protocol: 'http2' }],
    ['other retries', { retries: 5, retryOn: 'wide-for-reads', perTryTimeout: '2s' }],
  ])('with %s needs no policy of its own', (_, props) => {
    expect(policies(made(props))).toEqual(['exit']);
  });

  test.each<[string, Partial<ExternalHostProps>, object]>([
    ['a limit', { maxConcurrentRetries: 50 }, breakers(50)],
    ['TLS 1.3', { tls: tls13 }, { ...breakers(1024), tls }],
    ['HTTP/2', { protocol: 'http2' }, { ...breakers(1024), tls: h2 }],
    ['gRPC', { protocol: 'grpc' }, { ...breakers(1024), tls: h2 }],
    ['TLS 1.3 and a limit', { tls: tls13, maxConcurrentRetries: 50 }, { ...breakers(50), tls }],
    ['gRPC and a limit', { protocol: 'grpc', maxConcurrentRetries: 50 }, { ...breakers(50), tls: h2 }],
    ['TLS 1.3 and no retries', { tls: tls13, retries: 0 }, { tls }],
  ])('with its own %s has one complete policy, and not the policy of the gateway', (_, props, spec) => {
    const all = made(props);
    expect(policies(all)).toEqual([NAME]);
    expect(all.get('BackendConfigPolicy', NAME).spec).toEqual({ ...hostname, ...spec });
  });

  test('as a Backend has the same policy, by its name', () => {
    const all = made({ destination: 'Backend', name: 'weather', tls: tls13, maxConcurrentRetries: 50 }, { kgateway: '2.2' });
    const targetRefs = [{ group: 'gateway.kgateway.dev', kind: 'Backend', name: 'weather' }];
    expect(backendConfigsOf(all, all.get('Backend', 'weather'))).toEqual([all.get('BackendConfigPolicy', 'weather')]);
    expect(all.get('BackendConfigPolicy', 'weather').spec).toEqual({ targetRefs, ...breakers(50), tls });
  });

  test('on kgateway 2.1 has its TLS settings, and no limit', () => {
    const all = made({ destination: 'Backend', tls: tls13, waive: ENVOY }, { kgateway: '2.1' });
    const targetRefs = [{ group: 'gateway.kgateway.dev', kind: 'Backend', name: NAME }];
    expect(all.ofKind('BackendConfigPolicy').map(({ spec }) => spec)).toEqual([{ targetRefs, tls }]);
  });

  test.each(['ServiceEntry', 'Backend'] as const)('without retries, as a %s, has neither the label nor a limit', (kind) => {
    const all = made({ destination: kind, retries: 0 });
    expect(policies(all)).toEqual([]);
    expect(label(all)).toBeUndefined();
  });
});
