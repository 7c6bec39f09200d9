import { PLAIN_PATTERNS } from '../../../imports/patterns';
import { lazy, memoize } from '../../core/memo';

/** A pattern that texts can be tested with. */
export interface Pattern {
  /** Whether some part of the text matches. */
  test(text: string): boolean;
}

/** The longest text that is given to `RegExp`, which may need quadratic time for a pattern without `^`. */
const SHORT = 1000;

/**
 * A pattern with the meaning that it has in Go's `regexp` (RE2). A test takes a time that is linear in the text's length.
 *
 * `RegExp` tests short texts where the generator has proven that it gives the same answers. All else is left to re2js, which
 * is loaded when it is first needed.
 *
 * A pattern that RE2 refuses throws at its first test; `compileRe2` throws at once.
 */
export const re2 = memoize((pattern): Pattern => {
  const linear = lazy(() => compileRe2(pattern));
  const short = PLAIN_PATTERNS.has(pattern) ? lazy(() => new RegExp(pattern, 'u')) : linear;
  return { test: (text) => (text.length > SHORT ? linear() : short()).test(text) };
});

/**
 * The pattern as re2js has it.
 *
 * @throws Error for what RE2 refuses, such as lookaheads and backreferences
 */
export function compileRe2(pattern: string): Pattern {
  const { RE2JS } = require('re2js') as typeof import('re2js');
  return RE2JS.compile(pattern);
}
