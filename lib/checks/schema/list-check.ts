import type { Complaint, Issues } from './issue';
import { checkAt, isObject, type Node, type Validator } from './node';
import { amount } from './string-constraints';

/** The constraints of a list. */
export interface ListShape {
  /** @default entries may be anything */
  readonly item?: Node;
  readonly minItems: number;
  readonly maxItems: number;
  /** Whether all entries must differ; with keys, in at least one of these fields. */
  readonly unique: boolean;
  readonly keys: readonly string[];
}

/** Checks a list and its entries. Ignores values that are not lists. */
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
    const checked = checkAt(item, entry, i, issues);
    if (checked === list[i]) continue;
    if (result === list) result = [...list];
    (result as unknown[])[i] = checked;
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

/** A value that is equal for entries that count as duplicates. */
function identityOf(entry: unknown, keys: readonly string[]): unknown {
  if (keys.length === 0) return typeof entry === 'object' ? canonical(entry) : entry;
  if (!isObject(entry)) return entry;
  const [only = ''] = keys;
  return keys.length === 1 ? entry[only] : keys.map((key) => `${typeof entry[key]} ${entry[key]}`).join('\n');
}

/** A value as a string that does not depend on the order of fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

function duplicate(keys: readonly string[]): Complaint {
  const message = `the list already has ${keys.length > 0 ? `an entry with this ${keys.join(' and ')}` : 'this entry'}`;
  const allowed = keys.length > 0 ? `entries that differ in ${keys.join(' or ')}` : 'entries that differ';
  return { rule: 'schema/duplicate-item', message, allowed, fix: 'remove or change one of the two entries' };
}

function sizeComplaint({ minItems, maxItems }: ListShape): Complaint {
  const message = 'the list has too few or too many entries';
  return { rule: 'schema/size', message, allowed: `${amount(minItems, maxItems)} entries`, fix: 'add or remove entries' };
}
