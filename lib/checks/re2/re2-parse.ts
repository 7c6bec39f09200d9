import { PERL, posixClass, unicodeClass } from './re2-classes';
import { complement, foldCase, LAST, type Node, type Ranges, union } from './re2-tree';

/** What `(?i)`, `(?s)` and `(?m)` switch. */
interface Flags {
  readonly i: boolean;
  readonly s: boolean;
  readonly m: boolean;
}

const NEWLINE = [10, 10];
const LETTERS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
/** RE2 repeats nothing more often than this. */
const MOST = 1000;

/** Reads the syntax of RE2 as Go has it. */
export class Re2Parser {
  private at = 0;
  private flags: Flags = { i: false, s: false, m: false };

  constructor(private readonly text: string) {}

  /** @throws on what Go's `regexp` refuses */
  parse(): Node {
    const node = this.choice();
    if (this.at < this.text.length) throw new Error('a ) without its (');
    return node;
  }

  private choice(): Node {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? (parts[0] as Node) : { op: 'choice', parts };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.text.length && !'|)'.includes(this.text[this.at] as string)) parts.push(...this.repeated());
    return parts.length === 1 ? (parts[0] as Node) : { op: 'sequence', parts };
  }

  /** One thing with its `*`, `+`, `?` or `{n,m}`; nothing for a switch of flags and `\Q\E`. */
  private repeated(): readonly Node[] {
    const start = this.at;
    const nodes = this.atom();
    const count = this.count();
    if (!count) return nodes;
    const body = nodes.at(-1);
    if (!body) throw new Error(`nothing to repeat before ${this.text.slice(start, this.at)}`);
    this.take('?');
    if (this.count()) throw new Error('two repetitions in a row');
    return [...nodes.slice(0, -1), { op: 'repeat', body, ...count }];
  }

  private count(): { readonly min: number; readonly max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    const [, from, comma, to] = this.match(/\{([0-9]+)(,)?([0-9]*)\}/y, ([, , comma, to]) => comma !== undefined || !to) ?? [];
    if (from === undefined) return undefined;
    const min = Number(from);
    const max = to ? Number(to) : comma ? Number.POSITIVE_INFINITY : min;
    if (max < min || min > MOST || (max > MOST && max !== Number.POSITIVE_INFINITY))
      throw new Error('a wrong number of repetitions');
    return { min, max };
  }

  private atom(): readonly Node[] {
    const sign = this.next();
    if (sign === '(') return this.group();
    if (sign === '[') return [{ op: 'set', ranges: this.bracket() }];
    if (sign === '.') return [{ op: 'set', ranges: this.flags.s ? [0, LAST] : complement(NEWLINE) }];
    if (sign === '^') return [{ op: 'assert', js: this.flags.m ? '(?<![^\\n])' : '^' }];
    if (sign === '$') return [{ op: 'assert', js: this.flags.m ? '(?![^\\n])' : '$' }];
    if (sign === '\\') return this.escape();
    if ('*+?'.includes(sign)) throw new Error(`nothing to repeat before ${sign}`);
    return [this.point(sign)];
  }

  private point(sign: string): Node {
    return { op: 'set', ranges: this.folded(pointRanges(sign)) };
  }

  private folded(ranges: Ranges): Ranges {
    return this.flags.i ? foldCase(ranges) : ranges;
  }

  private group(): readonly Node[] {
    const outer = this.flags;
    if (this.text[this.at] === '?' && !this.match(/\?P?<[A-Za-z0-9_]+>/y)) {
      const [, on, off, end] = this.match(/\?([imsU]*)(-[imsU]+)?([:)])/y) ?? [];
      if (end === undefined || (end === ')' && !on && !off))
        throw new Error('a group that RE2 does not have, such as a lookahead');
      this.flags = switched(outer, on ?? '', off ?? '');
      if (end === ')') return [];
    }
    const body = this.choice();
    if (!this.take(')')) throw new Error('a ( without its )');
    this.flags = outer;
    return [body];
  }

  private escape(): readonly Node[] {
    const literal = this.match(/Q((?:(?!\\E).)*)(?:\\E)?/sy)?.[1];
    if (literal !== undefined) return [...literal].map((each) => this.point(each));
    const assertion = this.match(/[AzbB]/y)?.[0];
    if (assertion) return [{ op: 'assert', js: { A: '^', z: '$' }[assertion] ?? `\\${assertion}` }];
    return [{ op: 'set', ranges: this.classEscape() ?? this.folded(pointRanges(this.character())) }];
  }

  /** `\d` and the like, behind the backslash. */
  private classEscape(): Ranges | undefined {
    const perl = this.match(/[dswDSW]/y)?.[0];
    if (perl) return this.named(PERL[perl.toLowerCase()] as Ranges, perl < 'a');
    const [, sign, short, not, long] = this.match(/([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/y) ?? [];
    const name = short ?? long;
    if (name === undefined) return undefined;
    if (this.flags.i) throw new Error('(?i) on letters beyond ASCII');
    const ranges = unicodeClass(name);
    return (sign === 'P') !== (not === '^') ? complement(ranges) : ranges;
  }

  /** The character of `\n`, `\x41`, `\x{1F600}`, `\101` or `\.`, behind the backslash. */
  private character(): string {
    const [, short, long] = this.match(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y) ?? [];
    const octal = short || long ? undefined : this.match(/[1-7][0-7]{1,2}|0[0-7]{0,2}/y)?.[0];
    if (octal) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = Number.parseInt(short ?? long ?? '', 16);
    if (hex <= LAST) return String.fromCodePoint(hex);
    const sign = this.next();
    const letter = LETTERS[sign];
    if (letter !== undefined) return String.fromCodePoint(letter);
    if (/[A-Za-z0-9]/.test(sign) || (sign.codePointAt(0) as number) > 0x7f) throw new Error(`the escape \\${sign}`);
    return sign;
  }

  private bracket(): Ranges {
    const isNegated = this.take('^');
    const ranges: number[] = [];
    for (let isFirst = true; isFirst || this.text[this.at] !== ']'; isFirst = false) ranges.push(...this.bracketItem());
    this.at++;
    return isNegated ? complement(union(ranges)) : union(ranges);
  }

  /** A class by its name: its opposite lacks both cases of what it has. */
  private named(ranges: Ranges, isNegated: boolean): Ranges {
    return isNegated ? complement(this.folded(ranges)) : this.folded(ranges);
  }

  private bracketItem(): Ranges {
    const [, not, posix] = this.match(/\[:(\^?)([a-z]+):\]/y) ?? [];
    if (posix) return this.named(posixClass(posix), not === '^');
    const from = this.bracketEnd();
    if (typeof from !== 'string') return from;
    if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']') return this.folded(pointRanges(from));
    this.at++;
    const to = this.bracketEnd();
    const [low] = pointRanges(from);
    const high = typeof to === 'string' ? pointRanges(to)[0] : undefined;
    if (low === undefined || high === undefined || high < low) throw new Error('a wrong range in [ ]');
    return this.folded([low, high]);
  }

  private bracketEnd(): Ranges | string {
    return this.take('\\') ? (this.classEscape() ?? this.character()) : this.next();
  }

  private next(): string {
    const point = this.text.codePointAt(this.at);
    if (point === undefined) throw new Error('an end where more is needed');
    const sign = String.fromCodePoint(point);
    this.at += sign.length;
    return sign;
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp, accept: (found: RegExpExecArray) => boolean = () => true): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found || !accept(found)) return undefined;
    this.at += found[0].length;
    return found;
  }
}

function pointRanges(sign: string): Ranges {
  const point = sign.codePointAt(0) as number;
  return [point, point];
}

function switched(flags: Flags, on: string, off: string): Flags {
  const is = (name: 'i' | 's' | 'm') => (flags[name] || on.includes(name)) && !off.includes(name);
  return { i: is('i'), s: is('s'), m: is('m') };
}
