import { celOf } from './policy-parts';

/** The parser of CEL reads at most 100,000 code points of an expression. */
const LONGEST = 60_000;

/** What JSON adds to each text: quotes, a comma and a space, and in a table also the value. */
const AROUND_ONE = 8;

/** A variable of a policy. */
interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** Texts in as many parts as the parser needs. There is at least one, which can be empty. */
function parts(texts: readonly string[]): string[][] {
  const all: string[][] = [[]];
  let length = 0;
  for (const text of texts) {
    length += text.length + AROUND_ONE;
    if (length <= LONGEST) all.at(-1)?.push(text);
    else [length] = [text.length + AROUND_ONE, all.push([text])];
  }
  return all;
}

/** A list of texts in as many variables as the parser needs. The last one has all of them. */
export function listed(variable: string, texts: readonly string[]): Variable[] {
  const lists = parts(texts);
  if (lists.length === 1) return [{ name: variable, expression: celOf(texts) }];
  const variables = lists.map((list, index) => ({ name: `${variable}${index + 1}`, expression: celOf(list) }));
  return [...variables, { name: variable, expression: variables.map(({ name }) => `variables.${name}`).join(' + ') }];
}

/** Texts to look up. */
export interface Table {
  readonly variables: readonly Variable[];
  /** Whether the value of an expression is one of the texts, as CEL. */
  readonly has: (expression: string) => string;
}

/**
 * Texts in tables, in as many variables as the parser needs. To look one up costs the same for any number of them, while `in` and a
 * list cost a step for each text, and the API server limits the steps of an expression to a million.
 */
export function tabled(variable: string, texts: readonly string[]): Table {
  const variables = parts([...new Set(texts)]).map((list, index) => ({
    name: `${variable}${index + 1}`,
    expression: `{${list.map((text) => `${JSON.stringify(text)}: 1`).join(', ')}}`,
  }));
  return {
    variables,
    has: (expression) => variables.map(({ name }) => `${expression} in variables.${name}`).join(' || '),
  };
}
