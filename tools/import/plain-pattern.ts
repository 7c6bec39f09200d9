import { isAmbiguous, type PatternPart } from './ambiguous';

/** Printable ASCII. `.` and classes such as `\d`, `\s`, `[:alpha:]` and `\pN` are excluded, as their meaning often differs. */
const CHARACTER = String.raw`[ !"#%&',\-/0-9:;<=>@A-Z_${'`'}a-z~]`;
const ESCAPED = String.raw`\\[$()*+./?[\\\]^{|}]|\\x[0-9A-Fa-f]{2}`;
const CLASS = String.raw`\[(?!\^?\])\^?(?:[ -Z^-~]|${ESCAPED}|\\-)+\]`;
/** Greedy quantifiers only. */
const COUNT = String.raw`(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})(?![*+?{])`;
const TOKEN = String.raw`${CHARACTER}|${ESCAPED}|${CLASS}|${COUNT}|\(\?:|\((?!\?)|[)|^$]`;
const TOKENS = new RegExp(TOKEN, 'g');
const ONLY_TOKENS = new RegExp(`^(?:${TOKEN})*$`);

/**
 * Whether `RegExp` with the flag `u` gives the same answers as RE2, and needs linear time from each start position. The pattern
 * must use only syntax with the same meaning in both, and must not be ambiguous. In doubt the answer is `false`.
 *
 * @param pattern - a valid RE2 pattern
 */
export function isPlainPattern(pattern: string): boolean {
  return ONLY_TOKENS.test(pattern) && !isAmbiguous(new PartReader(pattern).choice());
}

/** Parses a pattern of known tokens. It is valid in RE2, so its parentheses and counts are correct. */
class PartReader {
  private readonly tokens: string[];

  constructor(pattern: string) {
    this.tokens = [...(pattern.match(TOKENS) ?? [])].reverse();
  }

  choice(): PatternPart {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return { op: 'choice', parts };
  }

  private sequence(): PatternPart {
    const parts: PatternPart[] = [];
    while (!['|', ')', undefined].includes(this.tokens.at(-1))) parts.push(this.counted(this.single()));
    return { op: 'sequence', parts };
  }

  private single(): PatternPart {
    const text = this.tokens.pop() ?? '';
    if (text === '^' || text === '$') return { op: 'sequence', parts: [] };
    if (text !== '(' && text !== '(?:') return { op: 'symbol', text };
    const inner = this.choice();
    this.take(')');
    return inner;
  }

  private counted(body: PatternPart): PatternPart {
    if (this.take('*')) return { op: 'repeat', body, min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { op: 'repeat', body, min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { op: 'repeat', body, min: 0, max: 1 };
    const [, from, comma, to] = /^\{([0-9]+)(,?)([0-9]*)\}$/.exec(this.tokens.at(-1) ?? '') ?? [];
    if (from === undefined) return body;
    this.tokens.pop();
    const min = Number(from);
    return { op: 'repeat', body, min, max: to ? Number(to) : comma ? Number.POSITIVE_INFINITY : min };
  }

  private take(token: string): boolean {
    if (this.tokens.at(-1) !== token) return false;
    this.tokens.pop();
    return true;
  }
}
