import { shortDouble } from '../../lib/checks/cel/evaluation/functions/numbers';
import { timestampText } from '../../lib/checks/cel/evaluation/functions/rfc3339';
import {
  CelMap,
  Duration,
  isList,
  MessageValue,
  type Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../../lib/checks/cel/evaluation/values';

/** A value as the reference writes it: JSON that shows its type. */
export function canonical(value: Value): object {
  if (value === null) return { null: true };
  if (typeof value === 'boolean') return { bool: value };
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number') return { double: shortDouble(value) };
  if (typeof value === 'string') return { string: value };
  if (isList(value)) return { list: value.map(canonical) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Uint) return { uint: String(value.value) };
  if (value instanceof Timestamp) return { timestamp: timestampText(value) };
  if (value instanceof Duration) return { duration: String(value.nanos) };
  if (value instanceof TypeValue) return { type: value.name };
  if (value instanceof Optional) return { optional: value.value === undefined ? null : canonical(value.value) };
  if (value instanceof MessageValue && value.type === 'jwt.Token') return { opaque: value.type };
  if (value instanceof MessageValue) {
    const fields = [...value.fields].map(([name, each]) => [name, canonical(each)] as const);
    return { message: value.type, fields: Object.fromEntries(fields) };
  }
  return value instanceof CelMap ? { map: pairsOf(value) } : { opaque: (value as Opaque).type };
}

function pairsOf(map: CelMap): object[] {
  const pairs = map.pairs().map(([key, value]) => [canonical(key), canonical(value)]);
  return pairs.sort((left, right) => Buffer.compare(bytes(left[0]), bytes(right[0])));
}

function bytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
