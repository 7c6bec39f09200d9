import { type ExternalHostProps, type PlatformVersions, Tls } from '../../../lib';
import { tlsChecks, tlsParts } from '../../../lib/constructs/host/tls';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

const input = (field: string, got: string, allowed: string, fix: string): Told => ({
  rule: 'input/tls',
  path: `tls.${field}`,
  got,
  allowed,
  fix,
});
const onHttpPort = (got: string): Told => ({
  rule: 'egress/tls-on-http-port',
  path: 'tls',
  got,
  allowed: 'Tls.none() on port 80, where plain HTTP is spoken',
  fix: 'take the port of its HTTPS listener, such as 443, or say tls: Tls.none()',
});
const hostname = (got: string) =>
  input(
    'hostname',
    got,
    'a host name in lower case, such as api.example.com',
    'write the name that the certificate carries, or leave it out for the host',
  );
const fromSecret = input(
  'caConfigMap',
  'corporate-ca',
  'caSecret, as TLS 1.3 and TLS to http2 and grpc upstreams read private CAs from Secrets only',
  "put ca.crt into a Secret in the gateway's namespace and name it in caSecret",
);
const feature = (got: string): Told => ({
  rule: 'input/platform-feature',
  path: 'tls',
  got,
  allowed: 'protocol http with TLS 1.2 on this version of kgateway',
  fix: "target kgateway 2.3 or later, take destination 'Backend', or take protocol http and TLS 1.2",
});

const rows: readonly [string, Partial<ExternalHostProps>, Told, PlatformVersions?][] = [
  ['TLS on an HTTP host', { port: 80, tls: Tls.originate() }, onHttpPort('Tls.originate() for port 80')],
  ['TLS by default on an HTTP host', { port: 80 }, onHttpPort('nothing, which is Tls.originate(), for port 80')],
  [
    'plaintext to an HTTPS host',
    { tls: Tls.none() },
    {
      rule: 'egress/plaintext-to-https-port',
      path: 'tls',
      got: 'Tls.none() for port 443',
      allowed: 'Tls.originate() on port 443: the gateway would send plaintext to it',
      fix: 'leave tls out',
    },
  ],
  ['a name in upper case', { tls: Tls.originate({ hostname: 'API.example.com' }) }, hostname('API.example.com')],
  ['a name with a port', { tls: Tls.originate({ hostname: 'api.example.com:443' }) }, hostname('api.example.com:443')],
  ['an empty name', { tls: Tls.originate({ hostname: '' }) }, hostname("''")],
  [
    'a ConfigMap that cannot be',
    { tls: Tls.originate({ caConfigMap: 'Corporate_CA' }) },
    input('caConfigMap', 'Corporate_CA', "the name of a ConfigMap in the gateway's namespace", 'correct the name'),
  ],
  ['a ConfigMap for TLS 1.3', { tls: Tls.originate({ caConfigMap: 'corporate-ca', maxVersion: '1.3' }) }, fromSecret],
  ['a ConfigMap for gRPC', { protocol: 'grpc', tls: Tls.originate({ caConfigMap: 'corporate-ca' }) }, fromSecret],
  [
    'a Secret that cannot be',
    { tls: Tls.originate({ caSecret: 'corporate ca' }) },
    input('caSecret', 'corporate ca', "the name of a Secret in the gateway's namespace", 'correct the name'),
  ],
  [
    'two CAs',
    { tls: Tls.originate({ caConfigMap: 'old-ca', caSecret: 'new-ca' }) },
    input('caSecret', 'caConfigMap old-ca and caSecret new-ca', 'one of the two', 'leave one out'),
  ],
  [
    'TLS 1.1',
    { tls: Tls.originate({ maxVersion: '1.1' as '1.2' }) },
    input('maxVersion', '1.1', '1.2, 1.3', 'leave it out, or say 1.3 for an upstream that takes nothing older'),
  ],
  [
    'TLS 1.3 on kgateway 2.2',
    { tls: Tls.originate({ maxVersion: '1.3' }), retries: 0 },
    feature('http with TLS up to 1.3'),
    { kgateway: '2.2' },
  ],
  ['gRPC over TLS on kgateway 2.2', { protocol: 'grpc', retries: 0 }, feature('grpc with TLS up to 1.3'), { kgateway: '2.2' }],
];

test.each(rows)('refuses %s', (_, given, finding, platform = {}) => {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  expect(told(findings(app))).toEqual([finding]);
});

test('every check is tested', () => {
  expect(
    untested(
      tlsChecks,
      rows.map(([, , finding]) => finding),
    ),
  ).toEqual([]);
});

test.each<[string, Partial<ExternalHostProps>, PlatformVersions?]>([
  ['plain HTTP on port 80', { port: 80, tls: Tls.none() }],
  ['gRPC in plaintext on kgateway 2.2', { protocol: 'grpc', port: 8080, tls: Tls.none(), retries: 0 }, { kgateway: '2.2' }],
  [
    'TLS 1.3 to a Backend on kgateway 2.2',
    { destination: 'Backend', tls: Tls.originate({ maxVersion: '1.3' }) },
    { kgateway: '2.2' },
  ],
])('takes %s', (_, given, platform = {}) => {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  expect(findings(app)).toEqual([]);
});

describe('what makes TLS', () => {
  const parts = (origination: Parameters<typeof Tls.originate>[0], protocol = 'http') =>
    tlsParts(Tls.originate(origination), 'api.example.com', protocol);

  test('nothing, for plaintext', () => {
    expect(tlsParts(Tls.none(), 'api.example.com', 'grpc')).toEqual({});
  });

  test('a BackendTLSPolicy that checks the host against the CAs of the system', () => {
    expect(parts({})).toEqual({ validation: { hostname: 'api.example.com', wellKnownCACertificates: 'System' } });
  });

  test.each([
    ['ConfigMap', { caConfigMap: 'corporate-ca' }],
    ['Secret', { caSecret: 'corporate-ca' }],
  ])('a BackendTLSPolicy with the private CA of a %s, and not that of the system', (kind, ca) => {
    expect(parts(ca)).toEqual({
      validation: { hostname: 'api.example.com', caCertificateRefs: [{ group: '', kind, name: 'corporate-ca' }] },
    });
  });

  test('for TLS 1.3 a BackendConfigPolicy, which must check the name itself', () => {
    expect(parts({ maxVersion: '1.3' })).toEqual({
      backendConfig: {
        wellKnownCACertificates: 'System',
        sni: 'api.example.com',
        verifySubjectAltNames: ['api.example.com'],
        parameters: { minVersion: '1.2', maxVersion: '1.3' },
      },
    });
  });

  test.each(['http2', 'grpc'])('for %s the same, which names the protocol in the handshake', (protocol) => {
    expect(parts({}, protocol)).toMatchObject({
      backendConfig: { alpnProtocols: ['h2'], verifySubjectAltNames: ['api.example.com'], parameters: { maxVersion: '1.3' } },
    });
  });

  test('another name of the certificate is sent and checked', () => {
    expect(parts({ hostname: 'cdn.example.net' })).toMatchObject({ validation: { hostname: 'cdn.example.net' } });
    expect(parts({ hostname: 'cdn.example.net', maxVersion: '1.3', caSecret: 'ca' })).toEqual({
      backendConfig: {
        secretRef: { name: 'ca' },
        sni: 'cdn.example.net',
        verifySubjectAltNames: ['cdn.example.net'],
        parameters: { minVersion: '1.2', maxVersion: '1.3' },
      },
    });
  });
});
