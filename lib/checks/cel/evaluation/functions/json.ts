import { EvaluationError, NotEvaluated } from '../fault';
import { CelMap, Duration, isList, MessageValue, Optional, Timestamp, Uint, type Value } from '../values';
import { durationText } from './conversions';
import { timestampText } from './rfc3339';

/** JSON data, as `google.protobuf.Value` holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const SAFE = 2n ** 53n - 1n;

/** cel-go's conversion of a value to JSON. @throws EvaluationError for a value that has none */
export function toJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return wholeToJson(value);
  if (value instanceof Uint) return wholeToJson(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (isList(value)) return value.map(toJson);
  if (value instanceof CelMap) return mapToJson(value);
  if (value instanceof MessageValue) throw new NotEvaluated(`a message of type ${value.type} as JSON`);
  if (value instanceof Optional && value.value !== undefined) return toJson(value.value);
  throw new EvaluationError('no conversion to JSON');
}

function wholeToJson(value: bigint): Json {
  return value <= SAFE && value >= -SAFE ? Number(value) : String(value);
}

function mapToJson(map: CelMap): Json {
  const pairs = map.pairs().map(([key, value]) => {
    if (typeof key !== 'string') throw new EvaluationError('unsupported native conversion of a key to string');
    return [key, toJson(value)] as const;
  });
  return Object.fromEntries(pairs);
}

/** JSON data as a value: all numbers are doubles. */
export function fromJson(json: Json): Value {
  if (json === null || typeof json !== 'object') return json;
  return Array.isArray(json)
    ? json.map(fromJson)
    : new CelMap(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}

/** Go's `json.Unmarshal`. @throws EvaluationError for what is no JSON */
export function parseJson(text: string): Value {
  try {
    return fromJson(JSON.parse(text, (_, value: Json) => checked(value)) as Json);
  } catch (error) {
    throw new EvaluationError(`invalid JSON: ${(error as Error).message}`);
  }
}

const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Go has no numbers beyond the largest double, and replaces halves of characters. */
function checked(value: Json): Json {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('number out of range');
  return typeof value === 'string' ? value.replace(HALVES, '\ufffd') : value;
}

/** `json.encode()`: sorted keys, and HTML's characters escaped, as Go's `json.Marshal` does. */
export function encodeJson(value: Value): string {
  return written(toJson(value)).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function written(json: Json): string {
  if (typeof json === 'number' && !Number.isFinite(json)) throw new EvaluationError(`invalid value: ${json}`);
  if (Object.is(json, -0)) return '-0';
  if (json === null || typeof json !== 'object') return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(written).join(',')}]`;
  const keys = Object.keys(json).sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  const fields = json as Readonly<Record<string, Json>>;
  return `{${keys.map((key) => `${JSON.stringify(key)}:${written(fields[key] as Json)}`).join(',')}}`;
}
