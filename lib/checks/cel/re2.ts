import { PLAIN_PATTERNS } from '../../../imports/patterns';
import { lazy, memoize } from '../../core/memo';

/** A pattern to test strings with. */
export interface Pattern {
  /** Whether some part of the string matches. */
  test(text: string): boolean;
}

/** The longest string that `RegExp` tests: it may need quadratic time for a pattern without `^`. */
const SHORT = 1000;

/**
 * A pattern with the meaning that it has in Go's `regexp` (RE2). The time of a test is linear in the length of the string.
 *
 * `RegExp` tests short strings, if the generator has proven that it gives the same answers. re2js tests all others. It is loaded
 * when it is first needed.
 *
 * A pattern that RE2 rejects throws at its first test. `compileRe2` throws at once.
 */
export const re2 = memoize((pattern): Pattern => {
  const linear = lazy(() => compileRe2(pattern));
  const short = PLAIN_PATTERNS.has(pattern) ? lazy(() => new RegExp(pattern, 'u')) : linear;
  return { test: (text) => (text.length > SHORT ? linear() : short()).test(text) };
});

/**
 * The pattern, compiled by re2js.
 *
 * @throws Error for what RE2 rejects, such as lookaheads and backreferences
 */
export function compileRe2(pattern: string): Pattern {
  const { RE2JS } = require('re2js') as typeof import('re2js');
  return RE2JS.compile(pattern);
}
