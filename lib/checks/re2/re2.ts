import { PATTERNS } from '../../../imports/patterns';
import { remembered } from '../../core/remembered';

/** A pattern that texts can be tested with. */
export interface Pattern {
  /** Whether some part of the text matches. */
  test(text: string): boolean;
  /** The same as a JavaScript pattern, flag `u`. */
  readonly source: string;
}

/** Up to this length JavaScript's own matcher, which may need quadratic time, is the faster one. */
const SHORT = 1000;

/**
 * A pattern with the meaning that it has in Go's `regexp` (RE2), where `$` is the end of the text, `\s` has no vertical tab,
 * `\d`, `\w` and `\b` are ASCII, and time is linear in the text's length.
 *
 * Short texts are given to JavaScript's `RegExp`; long ones, and all texts of a pattern that could take exponential time
 * there, to a matcher that goes all ways at once.
 *
 * @throws Error for what Go refuses, lookaheads and backreferences among it, and for `(?i)` on letters beyond ASCII
 */
export const re2 = remembered((pattern): Pattern => {
  const source = Object.hasOwn(PATTERNS, pattern) ? PATTERNS[pattern] : undefined;
  return source === undefined ? translate(pattern) : new TranslatedPattern(pattern, source);
});

/** A pattern that was translated when `imports/` was generated: only for long texts it is read once more. */
class TranslatedPattern implements Pattern {
  private expression: RegExp | undefined;
  private whole: Pattern | undefined;

  constructor(
    private readonly pattern: string,
    public readonly source: string,
  ) {}

  test(text: string): boolean {
    if (text.length > SHORT) {
      this.whole ??= translate(this.pattern);
      return this.whole.test(text);
    }
    this.expression ??= new RegExp(this.source, 'u');
    return this.expression.test(text);
  }
}

/** Patterns that nobody translated before are rare, and so are long texts: what reads them is loaded when it is needed. */
function translate(pattern: string): Pattern {
  return (require('./re2-translate') as typeof import('./re2-translate')).translate(pattern, SHORT);
}
