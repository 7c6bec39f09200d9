import { EvaluationError, NotEvaluated, outcomeOf } from '../fault';
import { call, type FunctionTable } from '../overloads';
import { CelMap, Duration, isList, Timestamp, TypeValue, Uint, type Value } from '../values';
import { CONVERSIONS, durationText } from './conversions';
import { fixed, plainDouble, scientific } from './numbers';
import { timestampText } from './rfc3339';

export const FORMAT: FunctionTable = { format: { 'string, list': format } };

const MOST_DECIMALS = 100;
const CLAUSE = /%(?:%|(?:\.(\d*))?(.?))/gsu;

function format(text: string, values: readonly Value[]): string {
  let at = 0;
  return text.replace(CLAUSE, (whole, decimals: string | undefined, verb: string | undefined) => {
    if (whole === '%%') return '%';
    if (at >= values.length) throw new EvaluationError(`index ${at} out of range`);
    const value = values[at] as Value;
    at += 1;
    return clause(verb ?? '', value, decimalsOf(decimals));
  });
}

function decimalsOf(text: string | undefined): number {
  if (text === undefined) return 6;
  if (text === '' || Number(text) > MOST_DECIMALS) throw new EvaluationError(`could not parse formatting clause: .${text}`);
  return Number(text);
}

function clause(verb: string, value: Value, decimals: number): string {
  const made = Object.hasOwn(VERBS, verb) ? VERBS[verb]?.(value, decimals) : undefined;
  if (made === undefined) throw new EvaluationError(`could not format with %${verb}`);
  return made;
}

type Verb = (value: Value, decimals: number) => string | undefined;

const VERBS: Readonly<Record<string, Verb>> = {
  s: shown,
  d: (value) => (typeof value === 'number' ? plainDouble(value) : wholeOf(value)?.toString()),
  f: (value, decimals) => number(value, (double) => fixed(double, decimals)),
  e: (value, decimals) => number(value, (double) => scientific(double, decimals)),
  b: (value) => (typeof value === 'boolean' ? String(Number(value)) : wholeOf(value)?.toString(2)),
  o: (value) => wholeOf(value)?.toString(8),
  x: hex,
  X: (value) => hex(value)?.toUpperCase(),
};

function wholeOf(value: Value): bigint | undefined {
  return value instanceof Uint ? value.value : typeof value === 'bigint' ? value : undefined;
}

function number(value: Value, write: (value: number) => string): string | undefined {
  const whole = wholeOf(value);
  const double = whole === undefined ? value : Number(whole);
  if (typeof double !== 'number') return undefined;
  return Number.isFinite(double) ? write(double) : plainDouble(double);
}

function hex(value: Value): string | undefined {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : wholeOf(value)?.toString(16);
}

/** A value as `%s` writes it. */
function shown(value: Value): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'number') return plainDouble(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return textOf(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Timestamp) return timestampText(new Timestamp(value.nanos));
  if (value instanceof TypeValue) return value.name;
  if (isList(value)) return `[${value.map(inside).join(', ')}]`;
  return value instanceof CelMap ? shownMap(value) : undefined;
}

/** Go writes bytes of any kind into a text. */
function textOf(bytes: Uint8Array): string {
  const made = outcomeOf(() => call('string', CONVERSIONS.string ?? {}, [bytes]));
  if ('fault' in made) throw new NotEvaluated('a text with bytes that are not UTF-8');
  return String(made.value);
}

function inside(value: Value): string {
  const text = shown(value);
  if (text === undefined) throw new EvaluationError('could not format with %s');
  return text;
}

function shownMap(map: CelMap): string {
  const pairs = map.pairs().map(([key, value]) => [inside(key), inside(value)] as const);
  const sorted = pairs.sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  return `{${sorted.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
}
