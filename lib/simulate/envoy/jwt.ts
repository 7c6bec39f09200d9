import { createHmac, createPublicKey, type JsonWebKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** What Envoy accepts. */
export interface TokenRules {
  readonly issuer: string | undefined;
  readonly audiences: readonly string[];
  readonly keys: readonly Jwk[];
}

/** A key of a JSON Web Key Set. */
export type Jwk = JsonWebKey & { readonly kid?: string; readonly alg?: string; readonly k?: string };

/** The claims of an accepted token, or why Envoy refuses it, in Envoy's words. */
export type TokenVerdict = { readonly claims: Claims } | { readonly refused: string };

/** The difference between clocks that Envoy tolerates, in seconds. */
const SKEW = 60;

/** The token in a header, or `undefined` if it has none: what follows the prefix, from a character of tokens on. */
export function tokenIn(value: string, prefix: string): string | undefined {
  if (prefix === '') return value;
  const at = value.indexOf(prefix);
  if (at < 0) return undefined;
  return /[A-Za-z0-9_.-].*/s.exec(value.slice(at + prefix.length))?.[0] ?? value;
}

/** Checks a token as Envoy's filter for JWTs does, in its order. */
export function checkToken(token: string, { issuer, audiences, keys }: TokenRules, now: Date): TokenVerdict {
  const refused = (why: string): TokenVerdict => ({ refused: why });
  const parsed = parse(token);
  if (typeof parsed === 'string') return refused(parsed);
  const { head, claims } = parsed;
  if (issuer !== undefined && issuer !== '' && claims.iss !== issuer) return refused('Jwt issuer is not configured');
  const at = Math.floor(now.getTime() / 1000);
  if (typeof claims.nbf === 'number' && claims.nbf > at + SKEW) return refused('Jwt not yet valid');
  if (typeof claims.exp === 'number' && claims.exp + SKEW < at) return refused('Jwt is expired');
  if (audiences.length > 0 && !audiencesOf(claims).some((each) => audiences.some((own) => own === each)))
    return refused(WRONG_AUDIENCE);
  const fitting = keys.filter((key) => fits(key, head));
  if (fitting.length === 0) return refused("Jwks doesn't have key to match kid or alg from Jwt");
  return fitting.some((key) => isSigned(parsed, key)) ? { claims } : refused('Jwt verification fails');
}

export const WRONG_AUDIENCE = 'Audiences in Jwt are not allowed';

interface Parsed {
  readonly head: Readonly<Record<string, unknown>> & { readonly alg: string };
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

const DIGESTS: Readonly<Record<string, string>> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };
const ALGORITHM = /^(?:(HS|RS|PS)(256|384|512)|ES(256|384|512)|EdDSA)$/;

function parse(token: string): Parsed | string {
  // Envoy skips empty parts, and spaces in them.
  const parts = token.split('.').filter((part) => part !== '');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length !== 3) return 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections';
  const head = objectIn(first, 'header');
  if (typeof head === 'string') return head;
  const { alg, kid } = head;
  if (typeof alg !== 'string') return 'Jwt header [alg] field is required and must be a string';
  if (!ALGORITHM.test(alg)) return 'Jwt header [alg] is not supported';
  if (kid !== undefined && typeof kid !== 'string') return 'Jwt header [kid] field is not a string';
  const claims = objectIn(second, 'payload');
  if (typeof claims === 'string') return claims;
  const wrong = wrongClaim(claims);
  if (wrong !== undefined) return wrong;
  if (!BASE64URL.test(withoutSpaces(third))) return 'Jwt signature is an invalid Base64url encoded';
  return { head: { ...head, alg }, claims, signed: `${first}.${second}`, signature: Buffer.from(third, 'base64url') };
}

const BASE64URL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$/;

function withoutSpaces(part: string): string {
  return part.replace(/[ \t]/g, '');
}

function objectIn(given: string, name: string): Record<string, unknown> | string {
  const part = withoutSpaces(given);
  if (!BASE64URL.test(part)) return `Jwt ${name} is an invalid Base64url encoded`;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // It is no JSON.
  }
  return `Jwt ${name} is an invalid JSON`;
}

/** What is wrong with the type of a claim that Envoy reads. */
function wrongClaim(claims: Claims): string | undefined {
  const text = ['iss', 'sub', 'jti'].find((name) => claims[name] !== undefined && typeof claims[name] !== 'string');
  if (text !== undefined) return `Jwt payload [${text}] field is not a string`;
  const number = ['iat', 'nbf', 'exp'].find((name) => claims[name] !== undefined && typeof claims[name] !== 'number');
  return number === undefined ? undefined : `Jwt payload [${number}] field is not an integer`;
}

function audiencesOf({ aud }: Claims): readonly unknown[] {
  return Array.isArray(aud) ? aud : [aud];
}

function fits({ kid, alg }: Jwk, head: Parsed['head']): boolean {
  if (head.kid !== undefined && kid !== undefined && head.kid !== kid) return false;
  return alg === undefined || alg === '' || alg === head.alg;
}

const KEY_TYPES: Readonly<Record<string, string>> = { HS: 'oct', RS: 'RSA', PS: 'RSA', ES: 'EC', Ed: 'OKP' };

function isSigned({ head: { alg }, signed, signature }: Parsed, jwk: Jwk): boolean {
  if (jwk.kty !== KEY_TYPES[alg.slice(0, 2)]) return false;
  const digest = DIGESTS[alg.slice(2)] ?? null;
  if (alg.startsWith('HS')) return isKeyed(signed, signature, jwk.k ?? '', digest as string);
  const key = keyOf(jwk);
  if (!key) return false;
  const data = Buffer.from(signed);
  if (alg.startsWith('ES')) return verify(digest, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  // 6 and -1: the padding of PSS, and salts as long as the digest.
  return verify(digest, data, alg.startsWith('PS') ? { key, padding: 6, saltLength: -1 } : key, signature);
}

function isKeyed(signed: string, signature: Buffer, key: string, digest: string): boolean {
  const wanted = createHmac(digest, Buffer.from(key, 'base64url')).update(signed).digest();
  return signature.length === wanted.length && timingSafeEqual(signature, wanted);
}

function keyOf(jwk: Jwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** A claim as the header that Envoy makes of it; `undefined` if the token has none. Dots lead into objects. */
export function claimHeader(claims: Claims, name: string): string | undefined {
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  if (value === null) return undefined;
  if (typeof value === 'object') return Buffer.from(JSON.stringify(value)).toString('base64');
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(6) : String(value);
}
