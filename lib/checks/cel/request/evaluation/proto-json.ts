import { fromJson, type Json } from '../../evaluation/functions/json';
import { parseTimestamp } from '../../evaluation/functions/rfc3339';
import { CelMap, type MessageValue, Uint, type Value } from '../../evaluation/values';
import { MESSAGES } from '../messages';
import { REQUEST_MESSAGES } from './request-messages';

type JsonObject = { readonly [key: string]: Json };

/** A message from JSON data, whose fields have the names of the message's: `{request: {http: {method: 'GET'}}}`. */
export function messageOf(type: string, json: JsonObject): MessageValue {
  const types = MESSAGES[type] as Readonly<Record<string, string>>;
  return REQUEST_MESSAGES.make(
    type,
    Object.entries(json).map(([name, value]) => [name, fieldOf(types[name] ?? 'dyn', value)] as const),
  );
}

function fieldOf(type: string, json: Json): Value {
  const [, inside] = /^list\((.*)\)$/.exec(type) ?? [];
  if (inside !== undefined) return (json as readonly Json[]).map((item) => fieldOf(inside, item));
  const [, values] = /^map\(string, (.*)\)$/.exec(type) ?? [];
  if (values !== undefined)
    return new CelMap(Object.entries(json as JsonObject).map(([key, value]) => [key, fieldOf(values, value)]));
  if (Object.hasOwn(MESSAGES, type)) return messageOf(type, json as JsonObject);
  return SCALARS[type]?.(json) ?? fromJson(json);
}

const SCALARS: Readonly<Record<string, (json: Json) => Value>> = {
  int: (json) => BigInt(json as number | string),
  uint: (json) => new Uint(BigInt(json as number | string)),
  bytes: (json) => Buffer.from(json as string, 'base64'),
  timestamp: (json) => parseTimestamp(json as string),
};
