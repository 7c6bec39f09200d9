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

/** What cel-go objects to when a text is formatted with a list, and both are written out. */
export function formatProblem(
  target: CelExpression | undefined,
  list: CelExpression | undefined,
  typeOf: (expression: CelExpression) => CelType,
): string | undefined {
  if (target?.kind !== 'literal' || list?.kind !== 'list') return undefined;
  const verbs = [...target.value.matchAll(/%(?:%|(?:\.\d+)?(.?))/gs)].flatMap(([whole, verb]) =>
    whole === '%%' ? [] : [verb ?? ''],
  );
  const bad = verbs.find((verb) => !Object.hasOwn(TAKES, verb));
  if (bad !== undefined) return `format() does not know %${bad}`;
  if (verbs.length !== list.items.length) return `format() needs ${verbs.length} values, got ${list.items.length}`;
  for (const [i, { value }] of list.items.entries()) {
    const type = typeOf(value);
    const verb = verbs[i] as string;
    const isGood = type.kind === 'dyn' || type.kind === 'error' || TAKES[verb]?.includes(type.name);
    if (!isGood) return `%${verb} of format() does not take ${type.key}`;
  }
  return undefined;
}
