import { SCHEMAS } from '../../imports/schemas';
import { readKind } from '../../lib/checks/object/read-kind';
import type { Schema } from '../../lib/checks/schema/schema';

/** A pseudo-random number generator: the same seed gives the same numbers (mulberry32). */
export class Random {
  public constructor(private state: number) {}

  /** An integer below `limit`. */
  public below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  public one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  public many<T>(limit: number, make: () => T): T[] {
    return Array.from({ length: this.below(limit + 1) }, make);
  }
}

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
export function randomInput(random: Random): Uint8Array {
  switch (random.below(4)) {
    case 0:
      return Uint8Array.from(random.many(200, () => random.below(256)));
    case 1:
      return Buffer.from(random.many(60, () => random.one(TOKENS)).join(''));
    default:
      return Buffer.from(random.many(4, () => text(random)).join('\n---\n'));
  }
}

function text(random: Random): string {
  const written = JSON.stringify(object(random), undefined, random.below(2));
  if (random.below(10) > 0) return written;
  const at = random.below(written.length + 1);
  return written.slice(0, at) + random.one(TOKENS) + written.slice(at + random.below(3));
}

function object(random: Random): unknown {
  const schema = readKind(random.one(KINDS));
  const defs = schema.$defs;
  const made = ofSchema(random, schema.schema, defs, 0) as Record<string, unknown>;
  const apiVersion = schema.group ? `${schema.group}/${schema.version}` : schema.version;
  const metadata = random.below(5) === 0 ? wrong(random) : meta(random);
  return { ...made, apiVersion, kind: schema.kind, metadata };
}

function meta(random: Random): unknown {
  const labels = random.below(3) === 0 ? { labels: random.below(3) === 0 ? wrong(random) : { app: random.one(WORDS) } } : {};
  const reason = random.below(4) === 0 ? wrong(random) : 'reason';
  const annotations = random.below(4) === 0 ? { annotations: { 'cdk8s-egress/waive.unapproved-host': reason } } : {};
  return {
    name: random.one(['a', 'b', random.one(WORDS)]),
    namespace: random.one(['a', 'egress-system']),
    ...labels,
    ...annotations,
  };
}

const REFERENCE = /^#\/\$defs\/(\d+)$/;

function ofSchema(random: Random, given: Schema, defs: readonly Schema[], depth: number): unknown {
  const loose = given as Record<string, unknown>;
  const reference = REFERENCE.exec(String(loose.$ref ?? ''));
  const schema = (reference ? defs.at(Number(reference[1])) : given) as Record<string, unknown> | undefined;
  if (!schema || depth > 9 || random.below(40) === 0) return wrong(random);
  if (Array.isArray(schema.enum)) return random.one(schema.enum);
  if (schema.properties) return fields(random, schema.properties as Record<string, Schema>, schema.required, defs, depth);
  if (schema.type === 'array' && schema.items)
    return random.many(2, () => ofSchema(random, schema.items as Schema, defs, depth + 1));
  if (schema.type === 'string') return random.one(WORDS);
  if (schema.type === 'integer' || schema.type === 'number') return random.one(NUMBERS);
  return schema.type === 'boolean' ? random.below(2) === 0 : wrong(random);
}

function fields(
  random: Random,
  properties: Readonly<Record<string, Schema>>,
  required: unknown,
  defs: readonly Schema[],
  depth: number,
) {
  const needed = new Set(Array.isArray(required) ? required : []);
  const made: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (needed.has(name) ? random.below(20) > 0 : random.below(depth < 2 ? 2 : 5) === 0)
      made[name] = ofSchema(random, schema, defs, depth + 1);
  }
  return made;
}

function wrong(random: Random, depth = 0): unknown {
  switch (random.below(depth > 2 ? 4 : 6)) {
    case 0:
      return random.one(WORDS);
    case 1:
      return random.one(NUMBERS);
    case 2:
      return null;
    case 3:
      return random.below(2) === 0;
    case 4:
      return random.many(3, () => wrong(random, depth + 1));
    default:
      return Object.fromEntries(random.many(3, () => [random.one(WORDS), wrong(random, depth + 1)]));
  }
}
