import { createHmac } from 'node:crypto';
import { expectAllowed, expectDenied, Manifests, type SimulatedRequest, simulate } from '../../lib/simulate';

const TUTORIAL = Manifests.fromFolder('test/fixtures/tutorial');
const SECRET = Buffer.from('a secret for tests').toString('base64url');
const NOW = 1_796_083_200;

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenWith(claims: object, head: object = { alg: 'HS256' }): string {
  const signed = `${encoded(head)}.${encoded({ iss: 'https://issuer', ...claims })}`;
  return `${signed}.${createHmac('sha256', Buffer.from(SECRET, 'base64url')).update(signed).digest('base64url')}`;
}

const PROVIDER = {
  name: 'own',
  issuer: 'https://issuer',
  audiences: ['ollama'],
  claimsToHeaders: [{ name: 'sub', header: 'X-User' }],
  jwks: { local: { inline: JSON.stringify({ keys: [{ kty: 'oct', alg: 'HS256', k: SECRET }] }) } },
};

/** The tutorial behind a check of tokens. */
function withTokens(validationMode: string, more: object = {}): Manifests {
  const spec = { jwtAuth: { extensionRef: { name: 'tokens' } }, ...more };
  const extension = {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'GatewayExtension',
    metadata: { name: 'tokens', namespace: 'default' },
    spec: { jwt: { validationMode, providers: [PROVIDER] } },
  };
  const traffic = TUTORIAL.get('TrafficPolicy', 'ollama-external-auth-policy');
  const changed = { ...traffic, spec: { ...(traffic.spec as object), ...spec } };
  return new Manifests([...TUTORIAL.all.map((each) => (each === traffic ? changed : each)), extension]);
}

function sent(token?: string, headers: Record<string, string> = {}): SimulatedRequest {
  return {
    caller: { namespace: 'default', labels: { app: 'curl-client', 'istio.io/dataplane-mode': 'ambient' } },
    url: 'http://egress-kgateway:8080/',
    headers: {
      host: 'host.docker.internal',
      'x-force-authorized': 'enabled',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    time: new Date(NOW * 1000),
  };
}

const by = 'GatewayExtension default/tokens';
const GOOD = { sub: 'me', aud: 'ollama' };

describe('a check of tokens', () => {
  const strict = withTokens('Strict');

  test('makes claims headers, and removes the token', () => {
    const { upstream } = expectAllowed(strict, sent(tokenWith(GOOD)));
    expect(upstream?.headers).toMatchObject({ 'x-user': 'me' });
    expect(upstream?.headers).not.toHaveProperty('authorization');
  });

  test.each([
    ['none', undefined, 401, 'Jwt is missing'],
    ['an empty one', '', 401, 'Jwt is missing'],
    ['no token at all', 'abc', 401, 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
    ['an expired one', tokenWith({ ...GOOD, exp: NOW - 61 }), 401, 'Jwt is expired'],
    ['one of tomorrow', tokenWith({ ...GOOD, nbf: NOW + 61 }), 401, 'Jwt not yet valid'],
    ['one of another issuer', tokenWith({ ...GOOD, iss: 'other' }), 401, 'Jwt issuer is not configured'],
    ['one for another audience', tokenWith({ ...GOOD, aud: ['other'] }), 403, 'Audiences in Jwt are not allowed'],
    ['one with another key', `${tokenWith(GOOD).slice(0, -4)}AAAA`, 401, 'Jwt verification fails'],
    ['an unsigned one', tokenWith(GOOD, { alg: 'none' }), 401, 'Jwt header [alg] is not supported'],
    ['another algorithm', tokenWith(GOOD, { alg: 'RS256' }), 401, "Jwks doesn't have key to match kid or alg from Jwt"],
  ])('refuses %s', (_name, token, status, body) => {
    expectDenied(strict, sent(token), { status, by, body });
  });

  test.each([{ exp: NOW - 60 }, { nbf: NOW + 60 }, { aud: ['other', 'ollama'] }])('accepts %j', (claims) => {
    expectAllowed(strict, sent(tokenWith({ ...GOOD, ...claims })));
  });

  /** As Envoy 1.38.3 does. */
  test('finds the token after the prefix', () => {
    const token = tokenWith(GOOD);
    for (const written of [
      `Bearer  ${token}`,
      `Bearer !!${token}`,
      `x Bearer ${token}`,
      `Bearer .${token}.`,
      `Bearer ${token}=`,
    ]) {
      expectAllowed(strict, sent(undefined, { authorization: written }));
    }
    for (const written of [`bearer ${token}`, `Bearer ${token},Bearer ${token}`, `Bearer ${token}!`, 'Bearer !', token]) {
      expectDenied(strict, sent(undefined, { authorization: written }), { status: 401, by });
    }
  });

  test('comes after the request policy', () => {
    const policy = 'AuthorizationPolicy default/demo-policy.example.com';
    expectDenied(strict, sent(undefined, { 'x-force-authorized': 'no' }), { status: 403, by: policy });
  });

  test('does not let a client forge the header of a claim', () => {
    const forged = { 'x-user': 'admin' };
    for (const [mode, token] of [['AllowMissing'], ['Strict', tokenWith({ aud: 'ollama' })]] as const) {
      expect(expectAllowed(withTokens(mode), sent(token, forged)).upstream?.headers).not.toHaveProperty('x-user');
    }
  });

  test('with several providers, or without its extension, is not judged', () => {
    const [extension, ...others] = [...strict.all].reverse();
    expect(simulate(new Manifests(others), sent())).toMatchObject({ outcome: 'unknown', layer: 'traffic policy' });
    const two = { ...extension, spec: { jwt: { providers: [PROVIDER, { ...PROVIDER, name: 'other' }] } } };
    expect(simulate(new Manifests([...others, two as never]), sent())).toMatchObject({ outcome: 'unknown' });
  });
});

describe('expressions on the request', () => {
  const rbac = (action: string, ...matchExpressions: readonly string[]) =>
    withTokens('AllowMissing', { rbac: { action, policy: { matchExpressions } } });
  const claim = "metadata.filter_metadata['envoy.filters.http.jwt_authn'].payload.sub == 'me'";
  const refusal = { status: 403, by: 'TrafficPolicy default/ollama-external-auth-policy', body: 'RBAC: access denied' };

  test('that allow', () => {
    expectAllowed(rbac('Allow', claim), sent(tokenWith(GOOD)));
    expectDenied(rbac('Allow', claim), sent(), refusal);
    expectDenied(rbac('Allow', "request.headers['x-none'] == 'a'"), sent(tokenWith(GOOD)), refusal);
  });

  test('that deny', () => {
    expectDenied(rbac('Deny', claim), sent(tokenWith(GOOD)), refusal);
    expectAllowed(rbac('Deny', "request.path.startsWith('/admin')", "request.method == 'PUT'"), sent(tokenWith(GOOD)));
  });

  test.each(["source.address == '10.0.0.1'", 'connection.mtls', "request.id == 'a'", 'request.headers[', 'unknown(1)'])(
    'that are not known are not judged: %s',
    (expression) => {
      for (const action of ['Allow', 'Deny'])
        expect(simulate(rbac(action, expression), sent(tokenWith(GOOD)))).toMatchObject({
          outcome: 'unknown',
          reason: expect.stringContaining('not evaluated'),
        });
    },
  );
});
