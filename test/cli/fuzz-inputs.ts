import { SCHEMAS } from '../../imports/schemas';
import { readKind } from '../../lib/checks/object/read-kind';
import type { Schema } from '../../lib/checks/schema/schema';
import type { Dice } from '../dice';

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ': ',
  '- ',
  '\n',
  '\n  ',
  '&a ',
  '*a',
  '<<: ',
  '"',
  "'",
  '|\n',
  '>-\n',
  '#',
  '---\n',
  '...\n',
  '? ',
  '!!str ',
  '!x ',
  '%YAML 1.2\n',
  '\t',
  '\0',
  '\r',
  '\ufeff',
  '\u2028',
  'a',
  'apiVersion: v1\n',
  'kind: Service\n',
  'yes',
  '0x',
  '.inf',
  '1e999',
  '~',
  '__proto__',
  '{{ .x }}',
  'é',
  '😀',
];
const WORDS = [
  '',
  'a',
  'b/c',
  'Service',
  '*.example.com',
  '10.0.0.0/8',
  '5s',
  '-1',
  '80',
  'x'.repeat(300),
  '\u0000',
  '😀',
  '__proto__',
  'constructor',
  '$(x)',
  '%',
  '((',
];
const NUMBERS = [0, -1, 1, 80, 443, 65_536, 2 ** 53, 1e300, 0.5];
const KINDS = Object.values(SCHEMAS);

/** A random input for the command: bytes, pieces of YAML, or an object of a real kind with some wrong values. */
export function randomInput(dice: Dice): Uint8Array {
  switch (dice.below(4)) {
    case 0:
      return Uint8Array.from(dice.list(0, 200, () => dice.below(256)));
    case 1:
      return Buffer.from(dice.list(0, 60, () => dice.pick(TOKENS)).join(''));
    default:
      return Buffer.from(dice.list(0, 4, () => text(dice)).join('\n---\n'));
  }
}

function text(dice: Dice): string {
  const written = JSON.stringify(object(dice), undefined, dice.below(2));
  if (dice.below(10) > 0) return written;
  const at = dice.below(written.length + 1);
  return written.slice(0, at) + dice.pick(TOKENS) + written.slice(at + dice.below(3));
}

function object(dice: Dice): unknown {
  const schema = readKind(dice.pick(KINDS));
  const defs = schema.$defs;
  const made = ofSchema(dice, schema.schema, defs, 0) as Record<string, unknown>;
  const apiVersion = schema.group ? `${schema.group}/${schema.version}` : schema.version;
  const metadata = dice.below(5) === 0 ? wrong(dice) : meta(dice);
  return { ...made, apiVersion, kind: schema.kind, metadata };
}

function meta(dice: Dice): unknown {
  const labels = dice.below(3) === 0 ? { labels: dice.below(3) === 0 ? wrong(dice) : { app: dice.pick(WORDS) } } : {};
  const reason = dice.below(4) === 0 ? wrong(dice) : 'reason';
  const annotations = dice.below(4) === 0 ? { annotations: { 'cdk8s-egress/waive.unapproved-host': reason } } : {};
  return {
    name: dice.pick(['a', 'b', dice.pick(WORDS)]),
    namespace: dice.pick(['a', 'egress-system']),
    ...labels,
    ...annotations,
  };
}

const REFERENCE = /^#\/\$defs\/(\d+)$/;

function ofSchema(dice: Dice, given: Schema, defs: readonly Schema[], depth: number): unknown {
  const loose = given as Record<string, unknown>;
  const reference = REFERENCE.exec(String(loose.$ref ?? ''));
  const schema = (reference ? defs.at(Number(reference[1])) : given) as Record<string, unknown> | undefined;
  if (!schema || depth > 9 || dice.below(40) === 0) return wrong(dice);
  if (Array.isArray(schema.enum)) return dice.pick(schema.enum);
  if (schema.properties) return fields(dice, schema.properties as Record<string, Schema>, schema.required, defs, depth);
  if (schema.type === 'array' && schema.items)
    return dice.list(0, 2, () => ofSchema(dice, schema.items as Schema, defs, depth + 1));
  if (schema.type === 'string') return dice.pick(WORDS);
  if (schema.type === 'integer' || schema.type === 'number') return dice.pick(NUMBERS);
  return schema.type === 'boolean' ? dice.below(2) === 0 : wrong(dice);
}

function fields(
  dice: Dice,
  properties: Readonly<Record<string, Schema>>,
  required: unknown,
  defs: readonly Schema[],
  depth: number,
) {
  const needed = new Set(Array.isArray(required) ? required : []);
  const made: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (needed.has(name) ? dice.below(20) > 0 : dice.below(depth < 2 ? 2 : 5) === 0)
      made[name] = ofSchema(dice, schema, defs, depth + 1);
  }
  return made;
}

function wrong(dice: Dice, depth = 0): unknown {
  switch (dice.below(depth > 2 ? 4 : 6)) {
    case 0:
      return dice.pick(WORDS);
    case 1:
      return dice.pick(NUMBERS);
    case 2:
      return null;
    case 3:
      return dice.below(2) === 0;
    case 4:
      return dice.list(0, 3, () => wrong(dice, depth + 1));
    default:
      return Object.fromEntries(dice.list(0, 3, () => [dice.pick(WORDS), wrong(dice, depth + 1)]));
  }
}
