import type { CelExpression } from '../syntax/expression';
import type { CelType } from './cel-type';

/** What cel-go's `format` takes for each verb; `%s` takes lists and maps of these as well. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  s: ['list', 'map', 'bool', 'bytes', 'double', 'duration', 'int', 'null_type', 'string', 'timestamp', 'type', 'uint'],
  d: ['double', 'int', 'uint'],
  f: ['double', 'int', 'uint'],
  e: ['double', 'int', 'uint'],
  b: ['bool', 'int', 'uint'],
  x: ['bytes', 'int', 'string', 'uint'],
  X: ['bytes', 'int', 'string', 'uint'],
  o: ['int', 'uint'],
};

function isTaken(verb: string, { kind, name }: CelType): boolean {
  return kind === 'dyn' || kind === 'error' || (TAKES[verb]?.includes(name) ?? false);
}

/** A value, and all that it contains as far as it is written out. */
function partsOf(value: CelExpression): readonly CelExpression[] {
  if (value.kind === 'list') return [value, ...value.items.flatMap((item) => partsOf(item.value))];
  if (value.kind === 'map') return [value, ...value.entries.flatMap((entry) => [...partsOf(entry.key), ...partsOf(entry.value)])];
  return [value];
}

const MOST_DECIMALS = 100;

/** What cel-go objects to when a text is formatted with a list, and both are written out. */
export function formatProblem(
  target: CelExpression | undefined,
  list: CelExpression | undefined,
  typeOf: (expression: CelExpression) => CelType,
): string | undefined {
  if (target?.kind !== 'literal' || list?.kind !== 'list') return undefined;
  const clauses = [...target.value.matchAll(/%(?:%|(?:\.(\d+))?(.?))/gs)].filter(([whole]) => whole !== '%%');
  const verbs = clauses.map(([, , verb]) => verb ?? '');
  const [long] = clauses.filter(([, decimals]) => Number(decimals ?? 0) > MOST_DECIMALS);
  if (long) return `format() writes at most ${MOST_DECIMALS} decimals, got ${long[0]}`;
  const bad = verbs.find((verb) => !Object.hasOwn(TAKES, verb));
  if (bad !== undefined) return `format() does not know %${bad}`;
  if (verbs.length !== list.items.length) return `format() needs ${verbs.length} values, got ${list.items.length}`;
  for (const [i, { value }] of list.items.entries()) {
    const verb = verbs[i] as string;
    const bad = (verb === 's' ? partsOf(value) : [value]).map(typeOf).find((type) => !isTaken(verb, type));
    if (bad) return `%${verb} of format() does not take ${bad.key}`;
  }
  return undefined;
}
