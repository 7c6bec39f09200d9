import {
  Caller,
  type ExternalHostProps,
  type PlatformVersions,
  Token,
  TokenIssuer,
  type TokenIssuerProps,
} from '../../../../lib';
import { parseCel } from '../../../../lib/checks/cel/syntax/parser';
import { tokenPart } from '../../../../lib/constructs/authz/tokens/token';
import { tokenIssuerChecks } from '../../../../lib/constructs/authz/tokens/token-issuer-checks';
import { tokenChecks } from '../../../../lib/constructs/host/token-checks';
import { Dice } from '../../../dice';
import { findings, type Row, refusals, untested } from '../../../findings';
import { egress, exit, gateway, host } from '../../../kit';
import { type Manifests, manifests } from '../../../manifests';

const JWKS = JSON.stringify({ keys: [{ kty: 'RSA', kid: 'a', n: 'AQAB', e: 'AQAB' }] });
const APP = Caller.serviceAccount('team-a', 'app');
const ISSUER = { name: 'tokens', issuer: 'https://cluster', audience: 'egress', jwks: JWKS };

function made(token: (issuer: TokenIssuer) => Token, props: Partial<ExternalHostProps> = {}): Manifests {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through, { host: 'free.example.com' }, 'free');
  host(chart, through, { token: token(new TokenIssuer(chart, 'tokens', { ...ISSUER, gateway: through })), ...props });
  return manifests(app);
}

const asked = (accounts: readonly Caller[]) => (issuer: TokenIssuer) => Token.serviceAccount({ issuer, accounts });
const expressionOf = (all: Manifests) =>
  (
    all.get('TrafficPolicy', 'api.example.com').spec as {
      readonly rbac: { readonly policy: { readonly matchExpressions: string[] } };
    }
  ).rbac.policy.matchExpressions;
const PAYLOAD = /metadata\.filter_metadata\['envoy\.filters\.http\.jwt_authn'\]\['payload'\]/g;

test('the gateway verifies tokens of the issuer for its audience, in a header of their own, and forwards none', () => {
  expect(made(asked([APP])).get('GatewayExtension', 'tokens').spec).toEqual({
    jwt: {
      providers: [
        {
          name: 'tokens',
          issuer: 'https://cluster',
          audiences: ['egress'],
          jwks: { local: { inline: JWKS } },
          tokenSource: { header: { header: 'x-egress-token' } },
        },
      ],
      validationMode: 'Strict',
    },
  });
});

test('a host asks for a token that ends, of one of the accounts', () => {
  const all = made(asked([APP, Caller.serviceAccount('team-a', 'job'), Caller.namespace('team-b')]));
  expect(all.get('TrafficPolicy', 'api.example.com').spec).toMatchObject({
    jwtAuth: { extensionRef: { name: 'tokens' } },
    rbac: { action: 'Allow' },
  });
  expect(expressionOf(all).map((text) => text.replaceAll(PAYLOAD, 'p'))).toEqual([
    `p['exp'] > 0.0 && (p['sub'] in ["system:serviceaccount:team-a:app", "system:serviceaccount:team-a:job"] || p['kubernetes.io']['namespace'] in ["team-b"])`,
  ]);
});

test('claims are texts or lists, and cannot break out of the expression', () => {
  const claims = { groups: ['b', 'a'], "team'] || true || p['": ['x"] || true || "'] };
  const all = made((issuer) => Token.claims({ issuer, claims }));
  expect(expressionOf(all).map((text) => text.replaceAll(PAYLOAD, 'p'))).toEqual([
    `p['exp'] > 0.0 && (p["groups"] in ["a", "b"] || "b" in p["groups"] || "a" in p["groups"]) && (p["team'] || true || p['"] in ["x\\"] || true || \\""] || "x\\"] || true || \\"" in p["team'] || true || p['"])`,
  ]);
});

test('the rule of requests without a decision asks for it too: otherwise Envoy would never verify it', () => {
  const all = made(asked([APP]), { retryOn: 'wide-for-reads', perTryTimeout: '3s' });
  for (const name of ['api.example.com', 'api.example.com-reads', 'api.example.com-rules'])
    expect(all.get('TrafficPolicy', name).spec).toHaveProperty('jwtAuth.extensionRef.name', 'tokens');
});

test('no host of the gateway gets the token, also those that were declared before', () => {
  const all = made(asked([APP]));
  for (const name of ['free.example.com', 'api.example.com'])
    expect(all.get('HTTPRoute', name).spec).toHaveProperty(
      'rules.0.filters.0.requestHeaderModifier.remove',
      expect.arrayContaining(['x-egress-decision', 'x-egress-token']),
    );
  const { app, chart } = egress();
  host(chart, exit(chart));
  expect(JSON.stringify(manifests(app).all)).not.toContain('x-egress-token');
});

test('the access log has the subject of the token, if a host asks for one', () => {
  const fieldsOf = (all: Manifests) => JSON.stringify(all.ofKind('ListenerPolicy'));
  expect(fieldsOf(made(asked([APP])))).toContain('jwt_authn:payload:sub');
  const { app, chart } = egress();
  host(chart, exit(chart));
  expect(fieldsOf(manifests(app))).not.toContain('jwt_authn:payload:sub');
});

test('keys can be in a ConfigMap', () => {
  const { app, chart } = egress();
  const { jwks: _, ...others } = ISSUER;
  new TokenIssuer(chart, 'tokens', { ...others, jwksConfigMap: 'keys', gateway: exit(chart) });
  expect(manifests(app).get('GatewayExtension', 'tokens').spec).toHaveProperty('jwt.providers.0.jwks.local', {
    configMapRef: { name: 'keys' },
  });
});

/** The string literals of an expression, and its structure without them. */
function read(expression: string): { readonly texts: string[]; readonly shape: string } {
  const texts: string[] = [];
  const shape = JSON.stringify(parseCel(expression), (key, value: unknown) => {
    if (key === 'offset') return undefined;
    if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'string') return value;
    texts.push((value as unknown as { readonly value: string }).value);
    return 'text';
  });
  return { texts, shape };
}

test('2,000 hostile claims never change the structure of the expression', () => {
  const dice = new Dice(16);
  const parts = [
    '"',
    "'",
    '\\',
    '`',
    '\n',
    '\r',
    '\0',
    '\u2028',
    '$',
    '{',
    '}',
    '%',
    '{{',
    ')',
    ']',
    ' || true',
    '//',
    '#',
    'é',
    '😀',
    'a',
    '.',
    'r"',
    "b'",
  ];
  const text = () => Array.from({ length: dice.whole(1, 12) }, () => dice.pick(parts)).join('');
  const issuer = { extensionName: 'tokens' } as TokenIssuer;
  const partOf = (name: string, value: string) =>
    tokenPart(Token.claims({ issuer, claims: { [name]: [value] } })).rbac?.policy.matchExpressions[0] ?? '';
  const usual = read(partOf('team', 'a'));
  for (let round = 0; round < 2_000; round += 1) {
    const [name, value] = [text(), text()];
    const { texts, shape } = read(partOf(name, value));
    expect(shape).toBe(usual.shape);
    expect(texts).toEqual(usual.texts.map((one) => (one === 'team' ? name : one === 'a' ? value : one)));
  }
});

const keys = (...given: object[]) => ({ jwks: JSON.stringify({ keys: given }) });

const issuers: readonly Row<[Partial<TokenIssuerProps>, PlatformVersions?]>[] = [
  ['a name with a blank', { name: 'my tokens' }],
  ['an empty issuer', { issuer: '' }],
  ['an issuer with a line end', { issuer: 'https://cluster\n' }],
  ['an audience with a blank', { audience: 'my gateway' }],
  ['the audience of the API server', { audience: 'https://cluster' }],
  ['no keys', { jwks: undefined } as never],
  ['keys in two places', { jwksConfigMap: 'keys' }],
  ['keys that are no JSON', { jwks: 'keys' }],
  ['an empty JWKS', keys()],
  ['a private key', keys({ kty: 'RSA', n: 'a', e: 'b', d: 'secret' })],
  ['a symmetric key', keys({ kty: 'oct', k: 'secret' })],
  ['a key of another kind', keys({ kty: 'DSA' })],
  ['too many keys', { jwks: JWKS.replace('AQAB', 'A'.repeat(20_000)) }],
  ['a ConfigMap with a wrong name', { jwks: undefined, jwksConfigMap: 'My_Keys' } as never],
  ['kgateway 2.3', {}, { kgateway: '2.3' }],
];

function refuseIssuer(given: Partial<TokenIssuerProps>, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  new TokenIssuer(chart, 'tokens', { ...ISSUER, gateway: exit(chart), ...given });
  return findings(app);
}

test('reports issuers that would accept too much or nothing', () => {
  expect(refusals(issuers, refuseIssuer)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 253 characters
  fix: correct the name
  - a name with a blank: got my tokens
input/token  issuer
  allowed: the claim iss of the tokens, without blanks, such as https://kubernetes.default.svc.cluster.local
  fix: write the issuer as kubectl get --raw /.well-known/openid-configuration shows it
  - an empty issuer: got ''
  - an issuer with a line end: got "https://cluster\\n" (with blanks)
input/token  audience
  allowed: the audience of the tokens, without blanks, such as egress
  fix: write the audience of the projected volume of the pods
  - an audience with a blank: got my gateway
input/token  audience
  allowed: an audience that only this gateway has: this one is usually that of the API server, and applications would send tokens for it
  fix: write audience: 'egress', and the same in the projected volume of the pods
  - the audience of the API server: got https://cluster
input/token  jwks
  allowed: the public keys of the issuer, either in jwks or in jwksConfigMap
  fix: write jwks: readFileSync('jwks.json', 'utf8') with the output of kubectl get --raw /openid/v1/jwks
  - no keys: got no keys
  - keys in two places: got jwks and jwksConfigMap
input/token  jwks
  allowed: a JWKS as JSON with public keys of RSA, EC or OKP, of at most 16384 characters: { "keys": [ … ] }
  fix: write the output of kubectl get --raw /openid/v1/jwks
  - keys that are no JSON: got a text that is no JWKS
  - an empty JWKS: got a JWKS without keys
  - a private key: got a JWKS with a private or symmetric key
  - a symmetric key: got a JWKS with a private or symmetric key
  - a key of another kind: got a JWKS with a key of kty DSA
  - too many keys: got a text of 20052 characters
input/token  jwksConfigMap
  allowed: the name of a ConfigMap in the gateway's namespace
  fix: correct the name
  - a ConfigMap with a wrong name: got My_Keys
input/platform-feature  issuer
  allowed: no tokens on this version of kgateway, on which they were not tried
  fix: target kgateway 2.4, or tell callers apart by their sets
  - kgateway 2.3: got tokens"
`);
});

const hosts: readonly Row<[(issuer: TokenIssuer) => Partial<ExternalHostProps>]>[] = [
  ['report mode', (issuer) => ({ token: asked([APP])(issuer), reportUntil: '2027-01-01' })],
  [
    'too many accounts',
    (issuer) => ({
      token: asked(Array.from({ length: 600 }, (_, n) => Caller.serviceAccount('team-a', `account-${n}`)))(issuer),
    }),
  ],
  ['a text', () => ({ token: 'eyJhbGciOiJIUzI1NiJ9' as never })],
  ['no accounts', (issuer) => ({ token: asked([])(issuer) })],
  ['an account that is a text', (issuer) => ({ token: asked(['app' as never])(issuer) })],
  ['no claims', (issuer) => ({ token: Token.claims({ issuer, claims: {} }) })],
  ['a claim without values', (issuer) => ({ token: Token.claims({ issuer, claims: { team: [] } }) })],
  ['a claim that is no list', (issuer) => ({ token: Token.claims({ issuer, claims: { team: 'a' as never } }) })],
  ['an issuer that is a text', () => ({ token: Token.claims({ issuer: 'cluster' as never, claims: { team: ['a'] } }) })],
  ['nothing', () => ({ token: Token.serviceAccount(undefined as never) })],
];

function refuseHost(given: (issuer: TokenIssuer) => Partial<ExternalHostProps>) {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through, given(new TokenIssuer(chart, 'tokens', { ...ISSUER, gateway: through })));
  return findings(app);
}

function refuseOther() {
  const { app, chart } = egress();
  const other = gateway(
    chart,
    { name: 'other', namespace: 'other-system', decision: 'none', waive: { 'egress/no-decision': 'x' } },
    'other',
  );
  host(chart, exit(chart), { token: asked([APP])(new TokenIssuer(chart, 'tokens', { ...ISSUER, gateway: other })) });
  return findings(app);
}

test('reports tokens that cannot be asked for', () => {
  expect(refusals(hosts, refuseHost)).toMatchInlineSnapshot(`
"input/token  reportUntil
  allowed: no report mode for a host that asks for a token, which is verified after the decision and refused all the same
  fix: remove reportUntil, or add token when report mode has ended
  - report mode: got 2027-01-01
input/token  token
  allowed: at most 16384 characters, the limit of a TrafficPolicy
  fix: name fewer accounts or values, such as whole namespaces
  - too many accounts: got an expression of 26454 characters
input/token  token
  allowed: Token.serviceAccount({ issuer, accounts }) or Token.claims({ issuer, claims })
  fix: write token: Token.serviceAccount({ issuer, accounts: [Caller.serviceAccount(…)] }), or remove it
  - a text: got "eyJhbGciOiJIUzI1NiJ9" (a string)
  - nothing: got nothing
input/token  token.accounts
  allowed: at least one Caller
  fix: write accounts: [Caller.serviceAccount('team-a', 'agent')]
  - no accounts: got []
input/token  token.accounts[0]
  allowed: at least one Caller
  fix: write accounts: [Caller.serviceAccount('team-a', 'agent')]
  - an account that is a text: got "app" (a string)
input/token  token.claims
  allowed: the values of at least one claim, as lists of texts
  fix: write claims: { team: ['payments'] }
  - no claims: got {}
input/token  token.claims.team
  allowed: the values of at least one claim, as lists of texts
  fix: write claims: { team: ['payments'] }
  - a claim without values: got []
  - a claim that is no list: got "a" (a string)
input/token  token.issuer
  allowed: a TokenIssuer of this app
  fix: create a TokenIssuer for the gateway of the host
  - an issuer that is a text: got "cluster" (a string)"
`);
  expect(refusals([['an issuer of another gateway']], refuseOther)).toMatchInlineSnapshot(`
"input/token  token.issuer
  allowed: a TokenIssuer for the gateway of the host, egress-system/exit
  fix: create a TokenIssuer for this gateway
  - an issuer of another gateway: got an issuer for other-system/other
waived egress/no-decision  decision
  allowed: 'required': no request leaves without a positive decision
  fix: remove decision and add an ExtAuthPolicy, or waive 'egress/no-decision' with the reason
  - an issuer of another gateway: got none"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of issuers) refuseIssuer(...given);
    for (const [, given] of hosts) refuseHost(given);
    refuseOther();
  };
  expect([...untested(tokenIssuerChecks, tried), ...untested(tokenChecks, tried)]).toEqual([]);
});
