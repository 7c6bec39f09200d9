import { EvaluationError } from './fault';
import type { Messages } from './messages';
import { CelMap, isList, LazyFields, MessageValue, Optional, Uint, type Value } from './values';

/** What a value has at a key; `undefined` if nothing, and `none` if it has no keys at all. */
type Found = { readonly value: Value } | 'nothing' | 'no keys';

/** The entry of a map, the item of a list, the field of a message that is set. */
function present(owner: Value, key: Value, messages: Messages): Found {
  if (owner instanceof CelMap) return owner.has(key) ? { value: owner.get(key) as Value } : 'nothing';
  if (isList(owner)) return itemOf(owner, key);
  if (owner instanceof LazyFields) return foundIn(owner, String(key));
  if (!(owner instanceof MessageValue) || typeof key !== 'string') return 'no keys';
  return messages.isSet(owner, key) ? { value: messages.get(owner, key) } : 'nothing';
}

function foundIn(owner: LazyFields, name: string): Found {
  const value = owner.find(name);
  return value === undefined ? 'nothing' : { value };
}

function itemOf(list: readonly Value[], key: Value): Found {
  const at = key instanceof Uint ? Number(key.value) : Number(key);
  const isIndex = typeof key === 'bigint' || typeof key === 'number' || key instanceof Uint;
  if (!isIndex || !Number.isInteger(at)) throw new EvaluationError(`unsupported index in a list: ${String(key)}`);
  return at >= 0 && at < list.length ? { value: list[at] as Value } : 'nothing';
}

/** `owner.name`. What is behind an optional value is optional too. */
export function field(owner: Value, name: string, messages: Messages): Value {
  if (owner instanceof Optional) return optional(owner, name, messages);
  if (owner instanceof MessageValue) return messages.get(owner, name);
  return required(present(owner, name, messages), name);
}

/** `owner[key]`. */
export function index(owner: Value, key: Value, messages: Messages): Value {
  if (owner instanceof Optional) return optional(owner, key, messages);
  return required(present(owner, key, messages), isList(owner) ? `index ${String(key)}` : String(key));
}

function required(found: Found, key: string): Value {
  if (found === 'no keys') throw new EvaluationError(`no such overload: .${key}`);
  if (found === 'nothing') throw new EvaluationError(`no such key: ${key}`);
  return found.value;
}

/** `owner.?name`, and `owner[?key]`. */
export function optional(owner: Value, key: Value, messages: Messages): Optional {
  const inside = owner instanceof Optional ? owner.value : owner;
  if (inside === undefined) return new Optional();
  const found = present(inside, key, messages);
  return typeof found === 'object' ? new Optional(found.value) : new Optional();
}

/** `has(owner.name)`. */
export function test(owner: Value, name: string, messages: Messages): boolean {
  const inside = owner instanceof Optional ? owner.value : owner;
  return inside !== undefined && typeof present(inside, name, messages) === 'object';
}
