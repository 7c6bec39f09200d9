import { Credential, type ExternalHostProps, Platform, type PlatformVersions, Tls } from '../../../lib';
import { credentialChecks } from '../../../lib/constructs/host/credential-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, gateway, host } from '../../kit';
import { type Manifests, manifests } from '../../manifests';

const TOKEN = { secret: 'api-token', key: 'authorization' };

function policies(props: Partial<ExternalHostProps>): Manifests {
  const { app, chart } = egress();
  host(chart, exit(chart), props);
  return manifests(app);
}

test('a bearer token is a header from a Secret, which replaces the header of the client even if it is empty', () => {
  const made = policies({ credential: Credential.bearer(TOKEN) });
  const { spec } = made.get('TrafficPolicy', 'api.example.com');
  expect((spec as { readonly headerModifiers: unknown }).headerModifiers).toMatchInlineSnapshot(`
{
  "request": {
    "set": [
      {
        "name": "authorization",
        "value": "none",
      },
      {
        "name": "authorization",
        "secretRef": {
          "key": "authorization",
          "name": "api-token",
        },
      },
    ],
  },
}
`);
  expect(spec).toHaveProperty(['extAuth', 'contextExtensions', 'egress.strip'], 'authorization');
});

test('a host with other retries for reads sends the credential with all requests', () => {
  const made = policies({
    credential: Credential.header({ name: 'X-API-Key', ...TOKEN }),
    retryOn: 'wide-for-reads',
    perTryTimeout: '3s',
  });
  for (const name of ['api.example.com', 'api.example.com-reads', 'api.example.com-rules']) {
    expect(made.get('TrafficPolicy', name).spec).toMatchObject({
      headerModifiers: { request: { set: [{ name: 'x-api-key' }, { name: 'x-api-key', secretRef: { name: 'api-token' } }] } },
    });
  }
});

test('a host without time-outs and retries has a TrafficPolicy for its credential', () => {
  const made = policies({ credential: Credential.basic(TOKEN), timeout: 'none', retries: 0 });
  expect(made.get('TrafficPolicy', 'api.example.com').spec).toHaveProperty(
    'headerModifiers.request.set.1.secretRef.name',
    'api-token',
  );
});

test('the gateway knows which header of the client it replaces', () => {
  expect(Credential.bearer(TOKEN).headerName).toBe('authorization');
  expect(Credential.basic(TOKEN).headerName).toBe('authorization');
  expect(Credential.header({ name: 'X-API-Key', ...TOKEN }).headerName).toBe('x-api-key');
});

test('a gateway without a decision replaces the header of the client too', () => {
  const { app, chart } = egress();
  const open = gateway(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test' } });
  host(chart, open, { credential: Credential.bearer(TOKEN) });
  expect(manifests(app).get('TrafficPolicy', 'api.example.com')).toHaveProperty('spec.headerModifiers.request.set.0', {
    name: 'authorization',
    value: 'none',
  });
});

const named = (name: string) => ({ credential: Credential.header({ name, ...TOKEN }) });

const rows: readonly Row<[Partial<ExternalHostProps>, PlatformVersions?]>[] = [
  ['a value in place of a Secret', { credential: Credential.bearer({ secret: 'Bearer s3cr3t', key: 'token' }) }],
  ['a value in place of a key', { credential: Credential.bearer({ secret: 'api', key: 'Bearer s3cr3t' }) }],
  ['the header host', named('Host')],
  ['a pseudo-header', named(':authority')],
  ['the decision', named('x-egress-decision')],
  ['the length of the body', named('content-length')],
  ['a header of Envoy', named('x-envoy-max-retries')],
  ['a name with a line end', named('x-a\nx-b')],
  ['an empty name', named('')],
  ['plaintext', { port: 8080, tls: Tls.none(), credential: Credential.bearer(TOKEN) }],
  ['kgateway 2.2', { credential: Credential.bearer(TOKEN), retries: 0 }, { kgateway: '2.2' }],
];

function refuse(given: Partial<ExternalHostProps>, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  return findings(app);
}

test('reports headers that Envoy rejects, malformed references, plaintext and older versions', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/credential  credential.secret
  allowed: the name of a Secret in the gateway's namespace: a-z, 0-9, - and ., at most 253 characters
  fix: correct the name; the value itself belongs in the Secret
  - a value in place of a Secret: got a text of 13 characters that is no name
input/credential  credential.key
  allowed: the key of a Secret: letters, digits, -, _ and ., at most 253 characters
  fix: correct the key; the value itself belongs in the Secret
  - a value in place of a key: got a text of 13 characters that is no name
input/credential  credential.name
  allowed: headers other than host, x-egress-decision, connection, content-length, keep-alive, te, trailer, transfer-encoding, upgrade and x-envoy-…: Envoy rejects or reads them itself
  fix: use the header by which the host authenticates its clients, such as authorization or x-api-key
  - the header host: got Host
  - the decision: got x-egress-decision
  - the length of the body: got content-length
  - a header of Envoy: got x-envoy-max-retries
input/credential  credential.name
  allowed: the name of a header: letters, digits and !#$%&'*+.^_\`|~-, at most 256 characters
  fix: correct the name
  - a pseudo-header: got :authority
  - a name with a line end: got x-a
x-b
  - an empty name: got ''
egress/plaintext-credential  credential
  allowed: a credential over TLS: anybody on the network path could read it, and use it
  fix: remove tls, and set port to the TLS port of the host
  - plaintext: got the header authorization to api.example.com over plaintext, Tls.none()
input/platform-feature  credential
  allowed: no credentials on this version of kgateway, whose headers cannot come from Secrets
  fix: target kgateway 2.3 or later, or remove credential
  - kgateway 2.2: got a credential"
`);
});

test('reports what is not a credential', () => {
  const values: readonly Row<[unknown]>[] = [
    ['a text', 'Bearer s3cr3t'],
    ['an object', { secret: 'api', key: 'token' }],
    ['a Secret that is not named', Credential.bearer({ secret: undefined as unknown as string, key: 'token' })],
    ['a key that is not named', Credential.bearer({ secret: 'api', key: undefined as unknown as string })],
    ['an unknown property', Credential.bearer({ secret: 'api', key: 'token', namespace: 'x' } as never)],
    ['nothing', Credential.header(undefined as never)],
  ];
  expect(refusals(values, (credential) => refuse({ credential: credential as Credential }))).toMatchInlineSnapshot(`
"input/credential  credential
  allowed: Credential.bearer({ secret, key }), Credential.basic({ secret, key }) or Credential.header({ name, secret, key })
  fix: write credential: Credential.bearer({ secret: 'api-token', key: 'authorization' })
  - a text: got a string
  - an object: got an object of another class
input/credential  credential.secret
  allowed: the name of a Secret in the gateway's namespace
  fix: correct the value; if the value is that of an environment variable, set the variable
  - a Secret that is not named: got nothing
  - nothing: got nothing
input/credential  credential.key
  allowed: the key of the Secret
  fix: correct the value; if the value is that of an environment variable, set the variable
  - a key that is not named: got nothing
  - nothing: got nothing
input/property  credential.namespace
  allowed: the properties secret, key
  fix: remove the property
  - an unknown property: got x
input/credential  credential.name
  allowed: the name of a header, such as x-api-key
  fix: correct the value; if the value is that of an environment variable, set the variable
  - nothing: got nothing"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of rows) refuse(...given);
  };
  expect(untested(credentialChecks, tried)).toEqual([]);
});

test('kgateway reads headers from Secrets since 2.3', () => {
  const versions = ['2.1', '2.2', '2.3', '2.4'] as const;
  expect(versions.map((kgateway) => Platform.for({ kgateway }).capabilities.headerSecrets)).toEqual([false, false, true, true]);
});
