import type { Pattern } from './re2';
import { Re2Parser } from './re2-parse';
import { programOf } from './re2-program';
import { isRisky } from './re2-risk';
import { runProgram } from './re2-run';
import { patternText } from './re2-text';

/**
 * Reads a pattern, whatever was translated before.
 *
 * @param short - up to this length a text is given to JavaScript's `RegExp`, unless that may take exponential time
 * @throws Error as `re2`
 */
export function translate(pattern: string, short = 0): Pattern & { readonly risky: boolean } {
  try {
    return translated(pattern, short);
  } catch (error) {
    throw new Error(`the pattern ${JSON.stringify(pattern)} has ${error instanceof Error ? error.message : String(error)}`);
  }
}

function translated(pattern: string, short: number): Pattern & { readonly risky: boolean } {
  const tree = new Re2Parser(pattern).parse();
  const source = patternText(tree);
  const expression = new RegExp(source, 'u');
  const risky = isRisky(tree);
  const shortest = risky ? -1 : short;
  let program = risky ? programOf(tree) : undefined;
  const test = (text: string) => {
    if (text.length <= shortest) return expression.test(text);
    program ??= programOf(tree);
    return runProgram(program, text);
  };
  return { test, source, risky };
}
