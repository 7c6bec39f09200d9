import { createHmac, timingSafeEqual } from 'node:crypto';
import { EvaluationError, NotEvaluated } from '../../evaluation/fault';
import { parseJson } from '../../evaluation/functions/json';
import { CelMap, MessageValue, type Value } from '../../evaluation/values';

const HASHES: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };
const TIMES = ['exp', 'iat', 'nbf'] as const;

const fail = (message: string): never => {
  throw new EvaluationError(`failed to parse jwt: ${message}`);
};

/**
 * `jwt.Decode(token, key)` with a shared key: its claims, and whether it is valid at a time.
 *
 * @throws EvaluationError for a token that the key did not sign
 */
export function decodeJwt(token: string, key: string, now: Date): Value {
  const text = token.trim();
  if (text.startsWith('{')) throw new NotEvaluated('jwt.Decode() of a token in JSON');
  const [head, body, signature, more] = text.split('.');
  if (head === undefined || body === undefined || signature === undefined || more !== undefined) return fail('not a token');
  if (key === '') fail('empty key');
  const given = Buffer.from(signature, 'base64url');
  const isSigned = hashesFor(objectIn(head)).some((hash) => {
    const wanted = createHmac(hash, key).update(`${head}.${body}`).digest();
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  if (!isSigned) fail('the key did not sign it');
  const claims = objectIn(body);
  return new MessageValue(
    'jwt.Token',
    new Map<string, Value>([
      ['Claims', shown(claims)],
      ['Valid', isValid(claims, now)],
    ]),
  );
}

/** The key has no id, so that no token with one fits. Without an algorithm, any is tried. */
function hashesFor(head: CelMap): readonly string[] {
  if (head.has('kid')) return [];
  return Object.entries(HASHES).flatMap(([name, hash]) => (!head.has('alg') || head.get('alg') === name ? [hash] : []));
}

function objectIn(part: string): CelMap {
  const value = parseJson(Buffer.from(part, 'base64url').toString());
  return value instanceof CelMap ? value : fail('not a JSON object');
}

/** The server fails on an audience when the key is a text. */
function shown(claims: CelMap): CelMap {
  if (claims.has('aud')) fail('invalid type: []string');
  const wrong = ['iss', 'jti', 'sub'].find((name) => claims.has(name) && typeof claims.get(name) !== 'string');
  if (wrong !== undefined) fail(`${wrong} is no text`);
  return new CelMap(claims.pairs().map(([name, value]) => [name, isTime(name) ? seconds(value) : value]));
}

function isTime(name: Value): boolean {
  return TIMES.some((each) => each === name);
}

function seconds(value: Value): number {
  const number = typeof value === 'string' && /^-?[0-9]+(\.[0-9]+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? Math.floor(number) : fail('a time that is no number');
}

function isValid(claims: CelMap, now: Date): boolean {
  const at = Math.floor(now.getTime() / 1000);
  const [exp, iat, nbf] = TIMES.map((name) => (claims.has(name) ? seconds(claims.get(name) as Value) : undefined));
  return (exp === undefined || at < exp) && (iat === undefined || iat <= at) && (nbf === undefined || nbf <= at);
}
