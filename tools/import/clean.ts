import { asArray, asRecord, asText, type Json } from './json';
import { type CelRuleSchema, ITEM, type Schema, VALUE } from './schema';

/** Keywords that validate nothing: descriptions, and hints for kubectl or code generators. */
const DROPPED = new Set([
  'description',
  'title',
  'example',
  'externalDocs',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-unions',
]);

/** Keywords whose value is kept unchanged. */
const KEPT = new Set(
  `type format nullable default enum pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf minItems maxItems uniqueItems minProperties maxProperties required x-kubernetes-int-or-string
  x-kubernetes-preserve-unknown-fields x-kubernetes-embedded-resource x-kubernetes-list-type x-kubernetes-list-map-keys
  x-kubernetes-map-type`.split(/\s+/),
);

type Cleaner = (value: Json, at: string) => unknown;

/** Keywords that contain schemas or rules. */
const NESTED: Readonly<Record<string, Cleaner>> = {
  properties: (value, at) => mapRecord(asRecord(value, at), (child, name) => clean(child, `${at}.${name}`)),
  items: (value, at) => clean(value, at + ITEM),
  additionalProperties: (value, at) => (typeof value === 'boolean' ? value : clean(value, at + VALUE)),
  allOf: cleanAll,
  anyOf: cleanAll,
  oneOf: cleanAll,
  not: (value, at) => clean(value, `${at}.not`),
  'x-kubernetes-validations': (value, at) => asArray(value, at).map((rule) => cleanRule(rule, at)),
};

/**
 * Removes the descriptions from a schema.
 *
 * @param at the path of the schema, for error messages
 * @throws on an unknown keyword. Failing is better than losing a constraint.
 */
export function clean(raw: Json, at: string): Schema {
  const words = Object.entries(asRecord(raw, at)).filter(([word]) => !DROPPED.has(word));
  return Object.fromEntries(words.map(([word, value]) => [word, cleanWord(word, value, at)]));
}

function cleanWord(word: string, value: Json, at: string): unknown {
  const nested = NESTED[word];
  if (nested) return nested(value, word === 'properties' || word === 'items' ? at : `${at}.${word}`);
  if (KEPT.has(word)) return value;
  throw new Error(`${at}: the schema keyword "${word}" is unknown; specify in tools/import/clean.ts whether to keep or drop it`);
}

function cleanAll(value: Json, at: string): readonly Schema[] {
  return asArray(value, at).map((child, index) => clean(child, `${at}[${index}]`));
}

const RULE_WORDS = ['rule', 'message', 'reason', 'fieldPath', 'optionalOldSelf'];

function cleanRule(raw: Json, at: string): CelRuleSchema {
  const words = asRecord(raw, at);
  const rule = asText(words.rule, `${at}.rule`);
  if (words.messageExpression !== undefined) refuse(at, rule, 'has a messageExpression');
  if (/\boldSelf\b/.test(rule)) refuse(at, rule, 'reads oldSelf');
  const unknown = Object.keys(words).find((word) => !RULE_WORDS.includes(word));
  if (unknown) refuse(at, rule, `has the unknown word "${unknown}"`);
  return { ...words, rule };
}

function refuse(at: string, rule: string, why: string): never {
  throw new Error(`${at}: the rule "${rule}" ${why}, which the checks of this library do not support yet`);
}

function mapRecord<T>(record: Readonly<Record<string, Json>>, change: (value: Json, name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
