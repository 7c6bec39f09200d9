import { HINT, isFilledIn, isRandom, secretIn } from '../../lib/core/secret-text';

// Put together here, so that scanners of repositories do not report this file.
const join = (...parts: readonly string[]) => parts.join('');
const letters = 'AbCdEfGh1JkLmN0pQrStUvWxYz1234567890';

test.each([
  ['a private key', `-----BEGIN RSA ${join('PRIVATE KEY')}-----\n${letters}\n-----END`],
  ['a private key', `key: |\n  -----BEGIN ${join('PRIVATE KEY')}-----\n  ${letters}`],
  ['a private key of a JWK', `{"kty":"RSA","d":"${letters}"}`],
  ['a JSON Web Token', `Bearer ${join('eyJ', letters)}.${join('eyJ', letters)}.${letters}`],
  ['a token of GitHub', join('ghp_', letters)],
  ['a token of GitLab', join('glpat-', letters)],
  ['a token of Slack', join('xoxb-', letters)],
  ['a token of npm', join('npm_', letters)],
  ['a token of Vault', join('hvs.', letters)],
  ['a key of Stripe', join('sk_live_', letters)],
  ['a key of Google', join('AIza', letters.slice(1))],
  ['an API key', join('sk-', letters)],
  ['a password in a URL', 'postgres://app:h4ckme!now@db.example.com/orders'],
])('finds %s in %j', (name, text) => {
  expect([secretIn(text), HINT.test(text)]).toEqual([name, true]);
});

test.each([
  'Access denied by egress policy',
  'https://api.example.com:8443/v1/chat?x=1@2',
  'spiffe://cluster.local/ns/team-a/sa/agent',
  'postgres://app:password@db.example.com',
  'postgres://app:$(PASSWORD)@db.example.com',
  'http://user@proxy.example.com:3128',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  '-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A',
  '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A',
  '{"keys":[{"kty":"RSA","n":"rAgxGIvU5nphHOHOchqVw1EHTx84piQFVNLCYE3ZVlk39","e":"AQAB"}]}',
  'sk-ollama-model-of-the-team-with-a-long-name',
  'image: registry.example.com/team/app@sha256:0123456789abcdef',
  'eyJhbGciOiJIUzI1NiJ9..detachedSignatureOfAnEmptyPayload',
  'the risk-AND-mitigation-1234567890-ABCDEFGHIJKLMNOPQRSTUV',
])('finds nothing in %j', (text) => {
  expect(secretIn(text)).toBeUndefined();
});

test.each([
  '$(TOKEN)',
  join('Bearer $', '{TOKEN}'),
  'Basic {{ .auth }}',
  '<path:secret/data/api#token>',
  'ref+vault://a/b',
  '%REQ(x-a)%',
  'a%PROTOCOL%',
])('%j is filled in later', (text) => expect(isFilledIn(text)).toBe(true));

test.each(['Bearer abc', '50%off', 'a<b>c', 'price in $'])('%j is not filled in', (text) => expect(isFilledIn(text)).toBe(false));

test.each([letters, '3f786850e387550fdab836ed7e6dc881', 'c2VjcmV0LXZhbHVlLTE=', 'Xk2_-9aBcDeFgHiJk'])(
  '%j looks random',
  (text) => {
    expect(isRandom(text)).toBe(true);
  },
);

test.each([
  'changeme',
  'prometheus-webhook-secret-v1',
  'team-a.api-token-2',
  '/var/run/secrets/token1',
  'https://a.example.com/1',
  'a name with 1 digit',
  'ABCDEFGHIJKLMNOPQRST',
  '12345678901234567890',
])('%j does not look random', (text) => expect(isRandom(text)).toBe(false));
