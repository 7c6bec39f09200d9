import { isObject } from '../../../core/shapes';

/** The most that a GatewayExtension takes. */
const MAX = 16_384;

/** Fields of JWKs that only private and symmetric keys have. */
const PRIVATE: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

const KINDS: readonly unknown[] = ['RSA', 'EC', 'OKP'];

/** What is wrong with a JWKS, without its contents; `undefined` if the gateway can verify tokens with it. */
export function jwksMistake(text: string): string | undefined {
  if (text.length > MAX) return `a text of ${text.length} characters`;
  const keys = keysOf(text);
  if (!keys) return 'a text that is no JWKS';
  if (keys.length === 0) return 'a JWKS without keys';
  if (keys.some((key) => PRIVATE.some((field) => Object.hasOwn(key, field)))) return 'a JWKS with a private or symmetric key';
  const other = keys.find(({ kty }) => !KINDS.includes(kty));
  return other && `a JWKS with a key of kty ${String(other.kty)}`;
}

function keysOf(text: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  try {
    const read: unknown = JSON.parse(text);
    const keys = isObject(read) ? read.keys : undefined;
    return Array.isArray(keys) && keys.every(isObject) ? keys : undefined;
  } catch {
    return undefined;
  }
}
