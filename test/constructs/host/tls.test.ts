import { type ExternalHostProps, type PlatformVersions, Tls } from '../../../lib';
import { tlsChecks, tlsParts } from '../../../lib/constructs/host/tls';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

const rows: readonly Row<[Partial<ExternalHostProps>, PlatformVersions?]>[] = [
  ['TLS on an HTTP host', { port: 80, tls: Tls.originate() }],
  ['TLS by default on an HTTP host', { port: 80 }],
  ['plaintext to an HTTPS host', { tls: Tls.none() }],
  ['a name in upper case', { tls: Tls.originate({ hostname: 'API.example.com' }) }],
  ['a name with a port', { tls: Tls.originate({ hostname: 'api.example.com:443' }) }],
  ['an empty name', { tls: Tls.originate({ hostname: '' }) }],
  ['an invalid ConfigMap name', { tls: Tls.originate({ caConfigMap: 'Corporate_CA' }) }],
  ['a ConfigMap for TLS 1.3', { tls: Tls.originate({ caConfigMap: 'corporate-ca', maxVersion: '1.3' }) }],
  ['a ConfigMap for gRPC', { protocol: 'grpc', tls: Tls.originate({ caConfigMap: 'corporate-ca' }) }],
  ['an invalid Secret name', { tls: Tls.originate({ caSecret: 'corporate ca' }) }],
  ['two CAs', { tls: Tls.originate({ caConfigMap: 'old-ca', caSecret: 'new-ca' }) }],
  ['TLS 1.1', { tls: Tls.originate({ maxVersion: '1.1' as '1.2' }) }],
  ['an invalid name of a client certificate', { tls: Tls.mutual({ secret: 'Client Certificate' }) }],
  ['no name of a client certificate', { tls: Tls.mutual(undefined as never) }],
  ['a ConfigMap for a client certificate', { tls: Tls.mutual({ secret: 'client', caConfigMap: 'ca' } as never) }],
  ['a client certificate on kgateway 2.2', { tls: Tls.mutual({ secret: 'client' }), retries: 0 }, { kgateway: '2.2' }],
  ['a client certificate for a dynamic host', { destination: 'dynamic', tls: Tls.mutual({ secret: 'client' }) }],
  ['TLS 1.3 on kgateway 2.2', { tls: Tls.originate({ maxVersion: '1.3' }), retries: 0 }, { kgateway: '2.2' }],
  ['gRPC over TLS on kgateway 2.2', { protocol: 'grpc', retries: 0 }, { kgateway: '2.2' }],
];

function refuse(given: Partial<ExternalHostProps>, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  return findings(app);
}

test('reports TLS on a plaintext port, plaintext on a TLS port, and invalid names and CAs', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"egress/tls-on-http-port  tls
  allowed: Tls.none() for port 80, the port of plain HTTP
  fix: use the HTTPS port of the host, such as 443, or set tls: Tls.none()
  - TLS on an HTTP host: got Tls.originate() for port 80
  - TLS by default on an HTTP host: got the default, Tls.originate(), for port 80
egress/plaintext-to-https-port  tls
  allowed: Tls.originate() for port 443: otherwise the gateway sends plaintext to it
  fix: remove tls
  - plaintext to an HTTPS host: got Tls.none() for port 443
input/tls  tls.hostname
  allowed: a host name in lower case, such as api.example.com
  fix: write the name in the certificate, or remove hostname to use the host
  - a name in upper case: got API.example.com
  - a name with a port: got api.example.com:443
  - an empty name: got ''
input/tls  tls.caConfigMap
  allowed: the name of a ConfigMap in the gateway's namespace
  fix: correct the name
  - an invalid ConfigMap name: got Corporate_CA
input/tls  tls.caConfigMap
  allowed: caSecret: with TLS 1.3, http2 or grpc, kgateway reads private CAs only from Secrets
  fix: put ca.crt into a Secret in the gateway's namespace, and set caSecret to its name
  - a ConfigMap for TLS 1.3: got corporate-ca
  - a ConfigMap for gRPC: got corporate-ca
input/tls  tls.caSecret
  allowed: the name of a Secret in the gateway's namespace
  fix: correct the name
  - an invalid Secret name: got corporate ca
input/tls  tls.caSecret
  allowed: only one of the two
  fix: remove one of them
  - two CAs: got caConfigMap old-ca and caSecret new-ca
input/tls  tls.maxVersion
  allowed: 1.2, 1.3
  fix: remove maxVersion, or set it to '1.3' for a host that accepts nothing older
  - TLS 1.1: got 1.1
input/tls  tls.secret
  allowed: the name of a Secret in the gateway's namespace
  fix: correct the name
  - an invalid name of a client certificate: got Client Certificate
input/tls  tls.secret
  allowed: the name of a Secret in the gateway's namespace
  fix: correct the name; if the value is that of an environment variable, set the variable
  - no name of a client certificate: got nothing
input/property  tls.caConfigMap
  allowed: the properties hostname, maxVersion, secret
  fix: remove the property
  - a ConfigMap for a client certificate: got ca
input/platform-feature  tls
  allowed: protocol http with TLS 1.2 and without a client certificate on this version of kgateway
  fix: target kgateway 2.3 or later, use destination 'Backend', or use protocol http with TLS 1.2
  - a client certificate on kgateway 2.2: got http with a client certificate
  - TLS 1.3 on kgateway 2.2: got http with TLS up to 1.3
  - gRPC over TLS on kgateway 2.2: got grpc with TLS up to 1.3
input/destination  tls
  allowed: for a dynamic destination, the name of each request and TLS 1.2 or 1.3; a Secret only with a wildcard, whose Backend is its own
  fix: remove it, or set destination: 'ServiceEntry' or 'Backend'
  - a client certificate for a dynamic host: got Tls.mutual with secret"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of rows) refuse(...given);
    refuse({ port: 80, tls: Tls.none() }); // plaintext to a public host: taken, as it is a choice
  };
  expect(untested(tlsChecks, tried)).toEqual([]);
});

test.each<[string, Partial<ExternalHostProps>, PlatformVersions?]>([
  ['plain HTTP on port 80', { port: 80, tls: Tls.none() }],
  ['gRPC in plaintext on kgateway 2.2', { protocol: 'grpc', port: 8080, tls: Tls.none(), retries: 0 }, { kgateway: '2.2' }],
  [
    'TLS 1.3 to a Backend on kgateway 2.2',
    { destination: 'Backend', tls: Tls.originate({ maxVersion: '1.3' }) },
    { kgateway: '2.2' },
  ],
])('accepts %s', (_, given, platform = {}) => {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  expect(findings(app)).toEqual([]);
});

describe('the object that configures TLS is', () => {
  const parts = (origination: Parameters<typeof Tls.originate>[0], protocol = 'http') =>
    tlsParts(Tls.originate(origination), 'api.example.com', protocol);

  test('none, for plaintext', () => {
    expect(tlsParts(Tls.none(), 'api.example.com', 'grpc')).toEqual({});
  });

  test('a BackendTLSPolicy that verifies the host with the system CAs', () => {
    expect(parts({})).toEqual({ validation: { hostname: 'api.example.com', wellKnownCACertificates: 'System' } });
  });

  test.each([
    ['ConfigMap', { caConfigMap: 'corporate-ca' }],
    ['Secret', { caSecret: 'corporate-ca' }],
  ])('a BackendTLSPolicy with the private CA of a %s, without the system CAs', (kind, ca) => {
    expect(parts(ca)).toEqual({
      validation: { hostname: 'api.example.com', caCertificateRefs: [{ group: '', kind, name: 'corporate-ca' }] },
    });
  });

  test('for TLS 1.3, a BackendConfigPolicy, which must verify the name itself', () => {
    expect(parts({ maxVersion: '1.3' })).toEqual({
      backendConfig: {
        wellKnownCACertificates: 'System',
        sni: 'api.example.com',
        verifySubjectAltNames: ['api.example.com'],
        parameters: { minVersion: '1.2', maxVersion: '1.3' },
      },
    });
  });

  test('for a client certificate, the same with the Secret that also has the CAs, even if only TLS 1.2 is wanted', () => {
    const certificate = { secretRef: { name: 'client' }, sni: 'api.example.com', verifySubjectAltNames: ['api.example.com'] };
    const mutual = (maxVersion?: '1.2') =>
      tlsParts(Tls.mutual({ secret: 'client', ...(maxVersion && { maxVersion }) }), 'api.example.com', 'http');
    expect(mutual()).toEqual({ backendConfig: { ...certificate, parameters: { minVersion: '1.2', maxVersion: '1.3' } } });
    expect(mutual('1.2')).toEqual({ backendConfig: { ...certificate, parameters: { minVersion: '1.2', maxVersion: '1.2' } } });
  });

  test.each(['http2', 'grpc'])('for %s, the same, which negotiates the protocol in the handshake', (protocol) => {
    expect(parts({}, protocol)).toMatchObject({
      backendConfig: { alpnProtocols: ['h2'], verifySubjectAltNames: ['api.example.com'], parameters: { maxVersion: '1.3' } },
    });
  });

  test('with another hostname, which is sent and verified', () => {
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
