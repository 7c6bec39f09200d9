import { CelError } from './cel-error';

/** A token of CEL. `kind` of an operator, a bracket and the words `in`, `true`, `false` and `null` is its text. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly offset: number;
}

const HEX = '[0-9a-fA-F]';
const ESCAPE = `\\\\(?:[abfnrtv"'\\\\?\`]|[xX]${HEX}{2}|u${HEX}{4}|U${HEX}{8}|[0-3][0-7][0-7])`;
const RAW = `[rR](?:"""[\\s\\S]*?"""|'''[\\s\\S]*?'''|"[^"\\n\\r]*"|'[^'\\n\\r]*')`;
const LONG = ['"', "'"].map((quote) => `${quote}{3}(?:[^\\\\]|${ESCAPE})*?${quote}{3}`);
const SHORT = ['"', "'"].map((quote) => `${quote}[^\\\\${quote}\\n\\r]*(?:${ESCAPE}[^\\\\${quote}\\n\\r]*)*${quote}`);

// In the order of precedence: where two kinds match, cel-go's lexer takes the longer one.
const KINDS: Readonly<Record<string, string>> = {
  space: '[\\t \\r\\n\\f]+|//[^\\n]*',
  text: `[bB]?(?:${[RAW, ...LONG, ...SHORT].join('|')})`,
  double: '\\d+\\.\\d+(?:[eE][+-]?\\d+)?|\\d+[eE][+-]?\\d+|\\.\\d+(?:[eE][+-]?\\d+)?',
  uint: `(?:0x${HEX}+|\\d+)[uU]`,
  int: `0x${HEX}+|\\d+`,
  name: '[A-Za-z_][A-Za-z0-9_]*',
  quotedName: '`[A-Za-z0-9_./ -]+`',
  sign: '==|!=|<=|>=|&&|\\|\\||[-<>[\\]{}().,!?:+*/%]',
};

const NAMES = Object.keys(KINDS);
const TOKEN = new RegExp(
  Object.values(KINDS)
    .map((pattern) => `(${pattern})`)
    .join('|'),
  'y',
);
const WORDS = new Set(['in', 'true', 'false', 'null']);

/**
 * The tokens of an expression, and one of kind `end`.
 *
 * @throws CelError for a character or a quote that begins no token
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (!match) throw new CelError(unreadable(text, offset), offset);
    const kind = kindOf(match);
    if (kind !== 'space') tokens.push({ kind, text: match[0], offset });
    offset += match[0].length;
  }
  return [...tokens, { kind: 'end', text: '', offset }];
}

function kindOf(match: RegExpExecArray): string {
  const kind = NAMES[match.indexOf(match[0], 1) - 1] as string;
  return kind === 'sign' || (kind === 'name' && WORDS.has(match[0])) ? match[0] : kind;
}

function unreadable(text: string, offset: number): string {
  const character = String.fromCodePoint(text.codePointAt(offset) as number);
  if (!/["'`]/.test(character)) return `unexpected character ${JSON.stringify(character)}`;
  return `text without a closing ${character}, or with an unknown escape after \\`;
}
