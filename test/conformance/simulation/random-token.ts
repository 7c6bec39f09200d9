import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Dice } from '../../dice';
import type { KubeObject } from '../bed';
import { NAMESPACE } from '../manifests';

const [RSA, OTHER] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 })) as [Pair, Pair];
const CURVE = generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const jwk = ({ publicKey }: Pair, more: object) => ({ ...publicKey.export({ format: 'jwk' }), ...more });
const ISSUER = 'https://issuer.example.com';

/** A provider of tokens for the whole gateway, and sometimes expressions on requests. */
export function randomExtras(dice: Dice): KubeObject[] {
  const at = { namespace: NAMESPACE };
  const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'egress-kgateway' }];
  const provider = {
    name: 'issuer',
    issuer: ISSUER,
    ...(dice.chance(0.7) && { audiences: ['models', 'chat'] }),
    ...(dice.chance(0.6) && { forwardToken: true }),
    claimsToHeaders: [
      { name: 'sub', header: 'x-team' },
      { name: 'nested.role', header: 'x-role' },
    ],
    jwks: { local: { inline: JSON.stringify({ keys: [jwk(RSA, { kid: 'r' }), jwk(CURVE, { kid: 'e', alg: 'ES256' })] }) } },
  };
  const extension = {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'GatewayExtension',
    metadata: { ...at, name: 'tokens' },
    spec: { jwt: { validationMode: dice.chance(0.7) ? 'AllowMissing' : 'Strict', providers: [provider] } },
  };
  const policy = (name: string, spec: object) => ({
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'TrafficPolicy',
    metadata: { ...at, name },
    spec: { targetRefs, ...spec },
  });
  const rbac = {
    action: dice.pick(['Allow', 'Deny']),
    policy: { matchExpressions: dice.list(1, 2, () => dice.pick(EXPRESSIONS)) },
  };
  return [
    ...(dice.chance(0.7) ? [extension, policy('tokens', { jwtAuth: { extensionRef: { name: 'tokens' } } })] : []),
    ...(dice.chance(0.5) ? [policy('expressions', { rbac })] : []),
  ];
}

const EXPRESSIONS = [
  "request.headers['x-team'] == 'a'",
  "request.headers['x-role'].startsWith('ad')",
  "'cookie' in request.headers",
  "request.path.startsWith('/v1')",
  "request.url_path == '/'",
  "request.query != ''",
  "request.method in ['GET', 'POST']",
  "request.host.endsWith('.example.com')",
  "request.path.matches('^/v[12](/|$)') && size(request.path) < 12",
  "!(request.headers['x-team'] == 'b')",
  "request.headers['x-team'] == 'b' || request.method == 'GET'",
  "metadata.filter_metadata['envoy.filters.http.jwt_authn']['payload']['sub'] == 'a'",
  "'admin' in metadata.filter_metadata['envoy.filters.http.jwt_authn']['payload']['nested']['role']",
];

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(head: object, claims: object, signature: (text: string) => Buffer): string {
  const text = `${encoded(head)}.${encoded(claims)}`;
  return `${text}.${signature(text).toString('base64url')}`;
}

const rsa = (key: KeyObject) => (text: string) => sign('sha256', Buffer.from(text), key);
const curve = (text: string) => sign('sha256', Buffer.from(text), { key: CURVE.privateKey, dsaEncoding: 'ieee-p1363' });
const none = () => Buffer.alloc(0);

/** The `Authorization` header with a token: often a valid one. */
export function randomToken(dice: Dice, now: number): string {
  const valid = { iss: ISSUER, sub: dice.pick(['a', 'b', 'ä', 'x,y']), aud: 'models', exp: now + 3600 };
  const claims = dice.mostly<object, object>(
    [valid, { ...valid, aud: ['other', 'chat'] }, { ...valid, nested: { role: 'admin' } }, { ...valid, exp: undefined }],
    [
      { ...valid, exp: now - 3600 },
      { ...valid, nbf: now + 3600 },
      { ...valid, aud: 'other' },
      { ...valid, aud: undefined },
      { ...valid, iss: 'https://other.example.com' },
      { ...valid, iss: undefined },
      { ...valid, sub: 5 },
      { ...valid, sub: undefined, nested: { role: ['admin', 'x'] } },
      { ...valid, exp: 'soon' },
      { ...valid, nested: { role: true } },
    ],
    0.4,
  );
  const make = dice.mostly(
    [
      () => signed({ alg: 'RS256', kid: 'r' }, claims, rsa(RSA.privateKey)),
      () => signed({ alg: 'RS256' }, claims, rsa(RSA.privateKey)),
      () => signed({ alg: 'ES256', kid: 'e' }, claims, curve),
    ],
    [
      () => signed({ alg: 'RS256', kid: 'r' }, claims, rsa(OTHER.privateKey)),
      () => signed({ alg: 'RS256', kid: 'e' }, claims, rsa(RSA.privateKey)),
      () => signed({ alg: 'RS256', kid: 'none' }, claims, rsa(RSA.privateKey)),
      () => signed({ alg: 'none' }, claims, none),
      () => signed({ alg: 'HS256' }, claims, (text) => createHmac('sha256', 'x').update(text).digest()),
      () => signed({ kid: 'r' }, claims, rsa(RSA.privateKey)),
      () => 'a.b.c',
      () => 'a.b',
      () => '',
    ],
    0.3,
  );
  return `${dice.mostly(['Bearer '], ['bearer ', 'Basic ', 'Bearer  ', ''])}${make()}`;
}
