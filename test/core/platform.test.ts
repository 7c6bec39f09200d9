import { App, Chart } from 'cdk8s';
import { type Capabilities, EgressApp, Platform, type PlatformVersions } from '../../lib';
import { findings, refusal } from '../findings';
import { egress } from '../kit';

const platform = (versions: PlatformVersions) => Platform.of(egress({ platform: versions }).chart);

test('is the newest tested set by default, and for versions that are not specified', () => {
  const newest = { kgateway: '2.4', gatewayApi: '1.6', kyvernoAuthz: '0.4', kyverno: '1.19', istio: '1.30' };
  expect(platform({}).versions).toEqual(newest);
  expect(Platform.of(new App()).versions).toEqual(newest);
  expect(platform({ kgateway: undefined, istio: '1.26' }).versions).toEqual({ ...newest, istio: '1.26' });
});

test.each([
  [{ kgateway: '2.1' }, '1.4'],
  [{ kgateway: '2.2' }, '1.4'],
  [{ kgateway: '2.3' }, '1.5'],
  [{ kgateway: '2.4' }, '1.6'],
  [{ kgateway: '2.2', gatewayApi: '1.6' }, '1.6'],
] as const)('%j comes with Gateway API %s', (versions, gatewayApi) => {
  expect(platform(versions).versions.gatewayApi).toBe(gatewayApi);
});

test.each<[PlatformVersions, Partial<Capabilities>]>([
  [
    { kgateway: '2.1' },
    {
      listenerPolicyKind: 'HTTPListenerPolicy',
      earlyHeaderStrip: false,
      discriminator: true,
      circuitBreakers: false,
      backendConfigOfServiceEntry: false,
    },
  ],
  [
    { kgateway: '2.2' },
    {
      listenerPolicyKind: 'ListenerPolicy',
      earlyHeaderStrip: true,
      discriminator: true,
      circuitBreakers: true,
      backendConfigOfServiceEntry: false,
    },
  ],
  [
    { kgateway: '2.3' },
    {
      listenerPolicyKind: 'ListenerPolicy',
      earlyHeaderStrip: true,
      discriminator: false,
      circuitBreakers: true,
      backendConfigOfServiceEntry: true,
      backendConfigByField: false,
    },
  ],
  [{ istio: '1.29' }, { trustDomains: false, dynamicDnsInMesh: false, dynamicDnsHttp2: false }],
  [{ istio: '1.30' }, { trustDomains: true, dynamicDnsInMesh: true, dynamicDnsHttp2: true }],
  [{ kyvernoAuthz: '0.1' }, { policyForm: 'authorizations', server: undefined }],
  [{ kyvernoAuthz: '0.2' }, { policyForm: 'deny-allow', server: undefined }],
  [
    { kyvernoAuthz: '0.3' },
    {
      policyForm: 'file',
      server: {
        image: 'ghcr.io/kyverno/kyverno-envoy-plugin:v0.3.0',
        command: ['serve', 'authz-server'],
        needsApiServer: true,
        isNewest: false,
      },
    },
  ],
  [
    { kyvernoAuthz: '0.4' },
    {
      policyForm: 'file',
      server: {
        image: 'ghcr.io/kyverno/kyverno-authz:v0.4.0',
        command: ['serve', 'envoy', 'authz-server'],
        needsApiServer: false,
        isNewest: true,
      },
    },
  ],
])('%j has the capabilities %j', (versions, can) => {
  expect(platform(versions).capabilities).toMatchObject(can);
});

test('kgateway 2.4 has the capabilities of 2.3, verifies tokens, merges BackendConfigPolicies by field, words its responses, and has TCPRoutes', () => {
  expect(platform({ kgateway: '2.4' }).capabilities).toEqual({
    ...platform({ kgateway: '2.3' }).capabilities,
    tokens: true,
    backendConfigByField: true,
    localReplies: true,
    logsCel: true,
    tcpRoutes: true,
  });
});

test.each<[PlatformVersions, tls: boolean, tcp: boolean]>([
  [{ gatewayApi: '1.4' }, false, false],
  [{ gatewayApi: '1.5' }, true, false],
  [{ gatewayApi: '1.6' }, true, true],
  [{ kgateway: '2.2' }, false, false],
  [{ kgateway: '2.2', gatewayApi: '1.6' }, false, false],
  [{ kgateway: '2.3' }, true, false],
  [{ kgateway: '2.3', gatewayApi: '1.6' }, true, false],
])('%j has TLSRoutes: %s, TCPRoutes: %s, if both the CRDs and kgateway have them', (versions, tlsRoutes, tcpRoutes) => {
  expect(platform(versions).capabilities).toMatchObject({ tlsRoutes, tcpRoutes });
});

test.each<PlatformVersions>([
  ...(['1.17', '1.18', '1.19'] as const).map((kyverno) => ({ kyverno })),
  ...(['1.30', '1.31', '1.32'] as const).map((istio) => ({ istio })),
])('%j is supported, without differences', (versions) => {
  const { app } = egress({ platform: versions });
  expect(findings(app)).toEqual([]);
  expect(platform(versions).capabilities).toEqual(platform({}).capabilities);
});

test.each(['1.26', '1.27', '1.28'] as const)('Istio %s is supported, with the capabilities of 1.29', (istio) => {
  const { app } = egress({ platform: { istio } });
  expect(findings(app)).toEqual([]);
  expect(platform({ istio }).capabilities).toEqual(platform({ istio: '1.29' }).capabilities);
});

describe('unknown versions', () => {
  const versions = {
    kgateway: '2.5',
    gatewayApi: '1.0',
    kyvernoAuthz: '1.0',
    kyverno: '1.19.1',
    istio: 'toString',
  } as unknown as PlatformVersions;

  test('are all reported', () => {
    const { app } = egress({ platform: versions });
    expect(refusal(app)).toMatchInlineSnapshot(`
"input/platform  app  platform.kgateway
  got 2.5; allowed: 2.1, 2.2, 2.3, 2.4
  fix: set the minor version of kgateway in your cluster, or remove it for 2.4
  see cdk8s-egress/docs/rules/input.md#inputplatform
input/platform  app  platform.gatewayApi
  got 1.0; allowed: 1.2, 1.3, 1.4, 1.5, 1.6
  fix: set the minor version of gatewayApi in your cluster, or remove it for 1.6
  see cdk8s-egress/docs/rules/input.md#inputplatform
input/platform  app  platform.kyvernoAuthz
  got 1.0; allowed: 0.1, 0.2, 0.3, 0.4
  fix: set the minor version of kyvernoAuthz in your cluster, or remove it for 0.4
  see cdk8s-egress/docs/rules/input.md#inputplatform
input/platform  app  platform.kyverno
  got 1.19.1; allowed: 1.17, 1.18, 1.19
  fix: set the minor version of kyverno in your cluster, or remove it for 1.19
  see cdk8s-egress/docs/rules/input.md#inputplatform
input/platform  app  platform.istio
  got toString; allowed: 1.26, 1.27, 1.28, 1.29, 1.30, 1.31, 1.32
  fix: set the minor version of istio in your cluster, or remove it for 1.30
  see cdk8s-egress/docs/rules/input.md#inputplatform"
`);
  });

  test('are treated as the newest, so that all other findings are reported too', () => {
    expect(platform({ ...versions, kgateway: 'toString' as '2.4' }).capabilities).toEqual(platform({}).capabilities);
  });
});

describe('selected in a plain cdk8s app', () => {
  test('applies to everything below', () => {
    const app = new App();
    const chart = new Chart(app, 'old');
    Platform.select(chart, { kgateway: '2.1' });
    expect(Platform.of(chart).versions.kgateway).toBe('2.1');
    expect(Platform.of(new Chart(app, 'new')).versions.kgateway).toBe('2.4');
  });

  test('is rejected if it is unknown', () => {
    const app = new App();
    Platform.select(app, { kgateway: '2.5' as '2.4' });
    expect(() => app.synthYaml()).toThrow('input/platform  app  kgateway\n  got 2.5; allowed: ');
  });

  test('can be selected only once', () => {
    expect(() => Platform.select(new EgressApp(), { kgateway: '2.1' })).toThrowErrorMatchingInlineSnapshot(
      `"'' already has a platform; call Platform.select once, or set the property platform of EgressApp"`,
    );
  });
});
