import { compileRe2 } from '../re2';
import type { CelExpression } from '../syntax/expression';

/** Why RE2 rejects a pattern that is written out. The server compiles those of `find()` and `findAll()` with the expression. */
export function patternProblem(pattern: CelExpression | undefined): string | undefined {
  if (pattern?.kind !== 'literal') return undefined;
  try {
    compileRe2(pattern.value);
    return undefined;
  } catch (error) {
    return `${JSON.stringify(pattern.value)} is no pattern of RE2: ${(error as Error).message}`;
  }
}
