import { Re2Parser } from './re2-parse';
import { programOf } from './re2-program';
import { isRisky } from './re2-risk';
import { runProgram } from './re2-run';
import { patternText } from './re2-text';

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
export function re2(pattern: string): Pattern {
  try {
    return translated(pattern);
  } catch (error) {
    throw new Error(`the pattern ${JSON.stringify(pattern)} has ${error instanceof Error ? error.message : String(error)}`);
  }
}

function translated(pattern: string): Pattern {
  const tree = new Re2Parser(pattern).parse();
  const source = patternText(tree);
  const expression = new RegExp(source, 'u');
  const shortest = isRisky(tree) ? -1 : SHORT;
  let program = shortest < 0 ? programOf(tree) : undefined;
  const test = (text: string) => {
    if (text.length <= shortest) return expression.test(text);
    program ??= programOf(tree);
    return runProgram(program, text);
  };
  return { test, source };
}
