import { nearestName } from '../../core/nearest-name';
import type { FieldNodes } from './field-nodes';
import type { Complaint, Issues } from './issue';
import { checkAt, isObject, type JsonObject, type Node, type Validator } from './node';
import { amount } from './string-constraints';

/** The constraints of the fields of an object. */
export interface ObjectShape {
  readonly fields: FieldNodes;
  readonly required: readonly string[];
  /** The schema of all other fields; `undefined` if there is none. */
  readonly others: Node | undefined;
  /** Whether other fields are allowed, with any value. */
  readonly open: boolean;
  readonly minProperties: number;
  readonly maxProperties: number;
}

/** Checks the fields of an object. Ignores values that are not objects. */
export function objectCheck(shape: ObjectShape): Validator {
  const { fields, others, open, required } = shape;
  const defaults = fields.withDefault;
  const counted = shape.minProperties > 0 || shape.maxProperties < Number.POSITIVE_INFINITY;
  return (value, issues) => {
    if (!isObject(value)) return value;
    let result = value;
    for (const key in value) {
      // Read the field here: V8 needs no look-up inside the loop.
      const inner = value[key];
      if (inner === undefined) continue;
      const node = fields.get(key) ?? others;
      if (node !== undefined) {
        const checked = inner === null && !node.nullable ? undefined : checkAt(node, inner, key, issues);
        if (checked !== inner) result = replaced(value, result, key, checked);
      } else if (!open) issues.add(unknownField(key, fields), inner, key);
    }
    if (defaults.length > 0) result = withDefaults(value, result, defaults, fields);
    for (let i = 0; i < required.length; i++) {
      const key = required[i] as string;
      if (result[key] === undefined) issues.add(missing(key), undefined, key);
    }
    if (counted) checkCount(result, shape, issues);
    return result;
  };
}

/** Copies the object on the first change, and removes a field that becomes `undefined`. */
function replaced(value: JsonObject, result: JsonObject, key: string, inner: unknown): JsonObject {
  const copy: Record<string, unknown> = result === value ? { ...value } : (result as Record<string, unknown>);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

/** Sets missing fields that have a default. */
function withDefaults(value: JsonObject, result: JsonObject, defaults: readonly string[], fields: FieldNodes): JsonObject {
  let all = result;
  for (let i = 0; i < defaults.length; i++) {
    const key = defaults[i] as string;
    if (all[key] === undefined) all = replaced(value, all, key, fields.get(key)?.fallback);
  }
  return all;
}

function checkCount(value: JsonObject, { minProperties, maxProperties }: ObjectShape, issues: Issues): void {
  const count = Object.keys(value).length;
  if (count >= minProperties && count <= maxProperties) return;
  const message = 'the object has too few or too many fields';
  issues.add(
    { rule: 'schema/size', message, allowed: `${amount(minProperties, maxProperties)} fields`, fix: 'add or remove fields' },
    value,
  );
}

function missing(key: string): Complaint {
  const message = `the field ${key} is missing`;
  return {
    rule: 'schema/required',
    message,
    allowed: 'a value, because the field is required',
    fix: `set ${key}`,
    structural: true,
  };
}

const LISTED = 20;

function unknownField(key: string, fields: FieldNodes): Complaint {
  const near = nearestName(key, fields.names);
  const names = [...fields.names].sort();
  const listed = names.length > LISTED ? [...names.slice(0, LISTED), '…'] : names;
  return {
    rule: 'schema/unknown-field',
    message: `the field ${key} is unknown`,
    allowed: listed.length > 0 ? listed.join(', ') : 'no fields',
    fix: near === undefined ? 'remove the field' : `did you mean ${near}?`,
  };
}
