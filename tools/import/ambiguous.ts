/** A pattern as a tree. Anchors are empty sequences: this can add matches to a pattern, but never removes any. */
export type PatternPart =
  /** One character, or a class that treats all non-ASCII characters alike, in JavaScript's syntax. */
  | { readonly op: 'symbol'; readonly text: string }
  | { readonly op: 'sequence' | 'choice'; readonly parts: readonly PatternPart[] }
  | { readonly op: 'repeat'; readonly body: PatternPart; readonly min: number; readonly max: number };

/**
 * Whether a text can lead from the start to the same symbol of the pattern in two ways. If not, each prefix of a text has at most
 * one way to each symbol, and a backtracking matcher such as V8's needs linear time.
 */
export function isAmbiguous(pattern: PatternPart): boolean {
  const automaton = new Automaton(pattern);
  return automaton.hasTwinSteps || automaton.hasMeetingWays();
}

/** The symbols at which a match can enter and leave a part of the pattern, and whether the part matches the empty text. */
interface Ends {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isEmpty: boolean;
}

const EMPTY: Ends = { first: [], last: [], isEmpty: true };

/** ASCII, and one character that represents all others. */
const ALPHABET = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), 'é'];

/** The symbols of a pattern with repetitions expanded, and which symbol can follow which (Glushkov's automaton). */
class Automaton {
  /** Whether one symbol can follow another in two ways, or a part can be empty in two ways. */
  hasTwinSteps = false;
  /** The start, then the characters that each symbol accepts, as bits. */
  private readonly takes: bigint[] = [0n];
  private readonly next: Set<number>[] = [new Set()];

  constructor(pattern: PatternPart) {
    this.link([0], this.ends(pattern).first);
  }

  /** Whether two ways that accept the same characters separate and meet again. */
  hasMeetingWays(): boolean {
    const open: (readonly [number, number])[] = [[0, 0]];
    const seen = new Set<string>();
    // The loop adds to the list.
    for (const [left, right] of open) {
      for (const step of this.steps(left, right)) {
        if (step[0] === step[1] && left !== right) return true;
        if (!seen.has(String(step))) open.push(step);
        seen.add(String(step));
      }
    }
    return false;
  }

  private steps(left: number, right: number): (readonly [number, number])[] {
    const pairs = [...(this.next[left] ?? [])].flatMap((one) =>
      [...(this.next[right] ?? [])].map((other) => [one, other] as const),
    );
    return pairs.filter(([one, other]) => ((this.takes[one] ?? 0n) & (this.takes[other] ?? 0n)) !== 0n);
  }

  private ends(part: PatternPart): Ends {
    switch (part.op) {
      case 'symbol':
        return this.symbol(part.text);
      case 'sequence':
        return part.parts.reduce((before, each) => this.chain(before, this.ends(each)), EMPTY);
      case 'choice':
        return this.either(part.parts.map((each) => this.ends(each)));
      case 'repeat':
        return this.repeat(part.body, part.min, part.max);
    }
  }

  private symbol(text: string): Ends {
    const pattern = new RegExp(`^${text}$`, 'u');
    const places = [this.next.push(new Set()) - 1];
    this.takes.push(BigInt(`0b${ALPHABET.map((character) => Number(pattern.test(character))).join('')}`));
    return { first: places, last: places, isEmpty: false };
  }

  private chain(left: Ends, right: Ends): Ends {
    this.link(left.last, right.first);
    return {
      first: left.isEmpty ? [...left.first, ...right.first] : left.first,
      last: right.isEmpty ? [...left.last, ...right.last] : right.last,
      isEmpty: left.isEmpty && right.isEmpty,
    };
  }

  private either(parts: readonly Ends[]): Ends {
    const empty = parts.filter(({ isEmpty }) => isEmpty);
    if (empty.length > 1) this.hasTwinSteps = true;
    return { first: parts.flatMap(({ first }) => first), last: parts.flatMap(({ last }) => last), isEmpty: empty.length > 0 };
  }

  /** `x{2,4}` is `xx(x(x)?)?`. */
  private repeat(body: PatternPart, min: number, max: number): Ends {
    let ends = EMPTY;
    if (max === Number.POSITIVE_INFINITY) ends = this.loop(this.ends(body), min === 0);
    else for (let count = min; count < max; count++) ends = this.either([this.chain(this.ends(body), ends), EMPTY]);
    const always = max === Number.POSITIVE_INFINITY ? min - 1 : min;
    for (let count = 0; count < always; count++) ends = this.chain(this.ends(body), ends);
    return ends;
  }

  private loop(body: Ends, isOptional: boolean): Ends {
    if (body.isEmpty) this.hasTwinSteps = true;
    this.link(body.last, body.first);
    return isOptional ? this.either([body, EMPTY]) : body;
  }

  private link(from: readonly number[], to: readonly number[]): void {
    for (const left of from) {
      for (const right of to) {
        if (this.next[left]?.has(right)) this.hasTwinSteps = true;
        this.next[left]?.add(right);
      }
    }
  }
}
