import type { Complaint, Issues } from './issue';
import { checkAt, isObject, type Node, type Validator } from './node';
import { amount } from './string-constraints';

/** What a schema says of a list. */
export interface ListShape {
  /** @default entries may be anything */
  readonly item?: Node;
  readonly minItems: number;
  readonly maxItems: number;
  /** No two entries may be equal; with keys, no two may agree in all of these fields. */
  readonly unique: boolean;
  readonly keys: readonly string[];
}

/** Judges a list and its entries. What is no list is passed over. */
export function listCheck(shape: ListShape): Validator {
  const { item, minItems, maxItems, unique } = shape;
  return (value, issues) => {
    if (!Array.isArray(value)) return value;
    if (value.length < minItems || value.length > maxItems) issues.add(sizeComplaint(shape), value);
    const result = item === undefined ? value : checkItems(item, value, issues);
    if (unique && result.length > 1) checkUnique(result, shape.keys, issues);
    return result;
  };
}

function checkItems(item: Node, list: readonly unknown[], issues: Issues): readonly unknown[] {
  let result = list;
  for (let i = 0; i < list.length; i++) {
    const entry = list[i] === null && !item.nullable ? (item.fallback ?? null) : list[i];
    const judged = checkAt(item, entry, i, issues);
    if (judged === list[i]) continue;
    if (result === list) result = [...list];
    (result as unknown[])[i] = judged;
  }
  return result;
}

function checkUnique(list: readonly unknown[], keys: readonly string[], issues: Issues): void {
  const seen = new Set<unknown>();
  for (let i = 0; i < list.length; i++) {
    const identity = identityOf(list[i], keys);
    if (seen.has(identity)) issues.add(duplicate(keys), list[i], i);
    seen.add(identity);
  }
}

/** Equal for entries that count as the same. */
function identityOf(entry: unknown, keys: readonly string[]): unknown {
  if (keys.length === 0) return typeof entry === 'object' ? canonical(entry) : entry;
  if (!isObject(entry)) return entry;
  const [only = ''] = keys;
  return keys.length === 1 ? entry[only] : keys.map((key) => `${typeof entry[key]} ${entry[key]}`).join('\n');
}

/** As text, whatever the order of the fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

function duplicate(keys: readonly string[]): Complaint {
  const unique = keys.length > 0 ? `entries that differ in ${keys.join(' or ')}` : 'entries that differ';
  const message = 'the entry is there before';
  return { rule: 'schema/duplicate-item', message, allowed: unique, fix: 'remove one of the two, or tell them apart' };
}

function sizeComplaint({ minItems, maxItems }: ListShape): Complaint {
  const message = 'the list has too few or too many entries';
  return { rule: 'schema/size', message, allowed: `${amount(minItems, maxItems)} entries`, fix: 'add or remove entries' };
}
