import { type Cursor, endsWord, fold, isBlank, isBreak } from './cursor';
import { malformed } from './malformed';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;

/** Quoted scalars on one line without escapes: almost all quoted scalars. */
const SIMPLE_DOUBLE = /"([^"\\\n\r\u0085\u2028\u2029]*)"/y;
const SIMPLE_SINGLE = /'([^'\n\r\u0085\u2028\u2029]*)'(?!')/y;

const JSON_STRING = /"(?:[^"\\]|\\.)*"/y;

/** Reads a string in JSON. */
export function scanJsonString(cursor: Cursor): string {
  return JSON.parse((cursor.take(JSON_STRING) as RegExpExecArray)[0]) as string;
}

/** Reads a scalar in quotes. */
export function scanQuoted(cursor: Cursor): string {
  const single = cursor.code() === APOSTROPHE;
  const simple = cursor.take(single ? SIMPLE_SINGLE : SIMPLE_DOUBLE);
  return simple ? (simple[1] as string) : new QuotedScalar(cursor, single).read();
}

class QuotedScalar {
  private value = '';
  private readonly start: number;

  public constructor(
    private readonly cursor: Cursor,
    private readonly single: boolean,
  ) {
    this.start = cursor.at;
  }

  public read(): string {
    const { cursor } = this;
    cursor.at++;
    for (;;) {
      if (cursor.isAtEnd) malformed(this.start, 'a string without a closing quote');
      if (cursor.isAtMark('---') || cursor.isAtMark('...')) malformed(cursor.at, 'the end of the document in a quoted string');
      const joined = this.takeWord();
      if (this.isAtQuote()) break;
      this.takeGap(joined);
    }
    cursor.at++;
    return this.value;
  }

  private isAtQuote(): boolean {
    return this.cursor.code() === (this.single ? APOSTROPHE : QUOTE);
  }

  /** Reads up to a blank, a line break or the closing quote. Returns whether a backslash before a line break ended it. */
  private takeWord(): boolean {
    const { cursor, single } = this;
    let from = cursor.at;
    const flush = (): void => {
      this.value += cursor.text.slice(from, cursor.at);
    };
    for (let code = cursor.code(); !endsWord(code); code = cursor.code()) {
      if (single && code === APOSTROPHE && cursor.code(1) === APOSTROPHE) {
        cursor.at++;
        flush();
        from = ++cursor.at;
      } else if (this.isAtQuote()) {
        break;
      } else if (!single && code === BACKSLASH) {
        flush();
        if (this.takeEscape()) return true;
        from = cursor.at;
      } else {
        cursor.at++;
      }
    }
    flush();
    return false;
  }

  /** Keeps blanks within a line, drops blanks around line breaks, and folds line breaks. */
  private takeGap(joined: boolean): void {
    const { cursor } = this;
    const from = cursor.at;
    let first: string | undefined;
    let others = '';
    for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
      if (isBlank(code)) cursor.at++;
      else if (joined || first !== undefined) others += cursor.takeBreak();
      else first = cursor.takeBreak();
    }
    if (joined) this.value += others;
    else this.value += first === undefined ? cursor.text.slice(from, cursor.at) : fold(first, others);
  }

  /** Reads an escape. Returns whether it is an escaped line break, which joins two lines. */
  private takeEscape(): boolean {
    const { cursor } = this;
    const code = cursor.code(1);
    if (isBreak(code)) {
      cursor.at++;
      cursor.takeBreak();
      return true;
    }
    const char = String.fromCharCode(code);
    const escaped = ESCAPES.get(char);
    if (escaped !== undefined) {
      this.value += escaped;
      cursor.at += 2;
    } else {
      this.value += this.takeCode(LENGTHS.get(char) ?? malformed(cursor.at, 'an unknown escape'));
    }
    return false;
  }

  private takeCode(length: number): string {
    const { cursor } = this;
    const digits = cursor.text.slice(cursor.at + 2, cursor.at + 2 + length);
    const value = digits.length === length && /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    const isSurrogate = value >= 0xd800 && value <= 0xdfff;
    if (!(value <= 0x10ffff) || isSurrogate) malformed(cursor.at, 'an escape that is not a character');
    cursor.at += 2 + length;
    return String.fromCodePoint(value);
  }
}

/** Escapes of one letter, and their characters. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' }),
  ...Object.entries({ ' ': ' ', '"': '"', "'": "'", '\\': '\\', N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029' }),
]);

/** Escapes with a code, and their number of digits. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
