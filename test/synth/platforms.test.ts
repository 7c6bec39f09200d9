import { AuthorizationServer, EgressGovernance, type ExternalHostProps, type PlatformVersions, Tls } from '../../lib';
import { findings } from '../findings';
import { egress, gateway, host, policy } from '../kit';

/** Every version of every component, each with the newest of the others. */
const PLATFORMS: readonly PlatformVersions[] = [
  ...(['2.1', '2.2', '2.3', '2.4'] as const).map((kgateway) => ({ kgateway })),
  ...(['1.4', '1.5', '1.6'] as const).map((gatewayApi) => ({ gatewayApi })),
  ...(['0.1', '0.2', '0.3', '0.4'] as const).map((kyvernoAuthz) => ({ kyvernoAuthz })),
  ...(['1.17', '1.18', '1.19'] as const).map((kyverno) => ({ kyverno })),
  ...(['1.26', '1.27', '1.28', '1.29', '1.30', '1.31', '1.32'] as const).map((istio) => ({ istio })),
  { kgateway: '2.1', gatewayApi: '1.4', kyvernoAuthz: '0.1', kyverno: '1.17', istio: '1.26' },
];

/** Hosts that together need every object and field that the constructs can make. */
const HOSTS: Readonly<Record<string, Partial<ExternalHostProps>>> = {
  'a default host': {},
  'a host with retries and limits': {
    retries: 3,
    retryOn: 'wide',
    perTryTimeout: '5s',
    timeout: '30s',
    maxConcurrentRetries: 50,
  },
  'a host without a time-out': { timeout: 'none' },
  'a host with a certificate authority': { tls: Tls.originate({ caConfigMap: 'ca', hostname: 'other.example.com' }) },
  'a host with a TLS version': { tls: Tls.originate({ caSecret: 'ca', maxVersion: '1.2' }) },
  'a plain host': { port: 80, tls: Tls.none() },
  'a gRPC host': { protocol: 'grpc' },
  'a Backend': { destination: 'Backend', maxConcurrentRetries: 50 },
};

/** The findings of an app with everything, and one host. */
function found(platform: PlatformVersions, props: Partial<ExternalHostProps>): string[] {
  const { app, chart } = egress({ platform });
  const through = gateway(chart, { replicas: 2, createNamespace: true });
  const old = ['0.1', '0.2'].includes(platform.kyvernoAuthz ?? '');
  policy(chart, through, old ? { server: AuthorizationServer.existing({ serviceName: 'authz', namespace: 'authz' }) } : {});
  host(chart, through, props);
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [through] });
  return findings(app).map(({ rule, path, object }) => `${rule} ${object ?? ''} ${path}`);
}

describe.each(PLATFORMS)('%j', (platform) => {
  test.each(Object.entries(HOSTS))('%s is written without what the platform lacks, or refused', (_, props) => {
    expect(found(platform, props).filter((line) => line.startsWith('schema/'))).toEqual([]);
  });
});

test.each(Object.entries(HOSTS))('%s is written for the newest platform', (_, props) => {
  expect(found({}, props)).toEqual([]);
});

test.each(['1.2', '1.3'] as const)('Gateway API %s is too old, and says so', (gatewayApi) => {
  expect(found({ kgateway: '2.2', gatewayApi }, {})).toEqual(
    expect.arrayContaining([
      'schema/unserved-version BackendTLSPolicy egress-system/api.example.com apiVersion',
      'schema/newer-field HTTPRoute egress-system/api.example.com spec.rules[0].name',
    ]),
  );
});
