import { CelError } from './cel-error';
import type { Literal } from './expression';
import type { Token } from './tokens';

const INT_LIMIT = 2n ** 63n;
const UINT_LIMIT = 2n ** 64n;

/** A number, as cel-go's parser takes it. @throws CelError for a number out of range */
export function numberLiteral({ kind, text, offset }: Token, sign: string): Literal {
  const type = kind as 'int' | 'uint' | 'double';
  if (!isInRange(type, text, sign)) throw new CelError(`${sign}${text} is out of range for ${type}`, offset);
  return { kind: 'literal', offset, type, value: sign + text };
}

function isInRange(type: 'int' | 'uint' | 'double', text: string, sign: string): boolean {
  if (type === 'double') return Number.isFinite(Number(text));
  if (text.length < 16) return true;
  const value = BigInt(text.replace(/u$/i, ''));
  if (type === 'uint') return value < UINT_LIMIT;
  return sign === '-' ? value <= INT_LIMIT : value < INT_LIMIT;
}

/** A text in single quotes or double quotes, without escapes. */
const PLAIN = /^(?:"[^"\\]*"|'[^'\\]*')$/;

/** A text or bytes, each byte as one character. @throws CelError for an escape of no Unicode character, or of one in bytes */
export function textLiteral({ text, offset }: Token): Literal {
  if (PLAIN.test(text)) return { kind: 'literal', offset, type: 'string', value: text.slice(1, -1) };
  const isBytes = /^b/i.test(text);
  const quoted = (isBytes ? text.slice(1) : text).replace(/\r\n?/g, '\n');
  const isRaw = /^r/i.test(quoted);
  const body = unquoted(isRaw ? quoted.slice(1) : quoted);
  const plain = isBytes ? Buffer.from(body).toString('latin1') : body;
  const value = isRaw ? plain : unescaped(plain, isBytes, offset);
  return { kind: 'literal', offset, type: isBytes ? 'bytes' : 'string', value };
}

function unquoted(text: string): string {
  const length = text.length >= 6 && /^("""|''')/.test(text) ? 3 : 1;
  return text.slice(length, -length);
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unescaped(text: string, isBytes: boolean, offset: number): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([xX]..|u.{4}|U.{8}|[0-3]..|.)/gs, (_, written: string) => {
    if (!/^[xXuU0-3]/.test(written)) return ESCAPES[written] ?? written;
    return characterOf(written, isBytes, offset);
  });
}

function characterOf(written: string, isBytes: boolean, offset: number): string {
  const isOctal = /^[0-3]/.test(written);
  const code = isOctal ? Number.parseInt(written, 8) : Number.parseInt(written.slice(1), 16);
  const isCharacter = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
  if (!isCharacter) throw new CelError(`\\${written} is no Unicode character`, offset);
  if (isBytes && /^u/i.test(written)) throw new CelError(`bytes cannot contain \\${written}`, offset);
  return String.fromCodePoint(code);
}
