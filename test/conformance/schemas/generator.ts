import type { KindSchema } from '../../../lib/checks/schema/kind-schema';
import type { Schema } from '../../../lib/checks/schema/schema';
import type { Dice } from '../../dice';
import { Texts } from './texts';

/** A step through a schema: a field, `[]` for the entries of a list, or `{}` for the values of a map. */
export type SchemaPath = readonly string[];

const KEYS = [
  'app',
  'app',
  '80',
  'a.b/c',
  '',
  'a*',
  'a b',
  'A.b/c',
  '/a',
  'a/',
  `${'a'.repeat(252)}/b`,
  `${'a'.repeat(253)}.b/c`,
  'x'.repeat(64),
  '0',
];

const INDEFINITE = { a: 1, b: ['x', null], c: { d: true } };

/** Creates random values that are valid by the schema. Its CEL rules can still reject them. */
export class Generator {
  private readonly texts: Texts;

  constructor(
    private readonly dice: Dice,
    private readonly kind: KindSchema,
  ) {
    this.texts = new Texts([kind.schema, ...kind.$defs]);
  }

  /**
   * A random object of the kind.
   *
   * @param density the probability of an optional field
   * @param path fields that must be set
   */
  object(density: number, path: SchemaPath = []): Record<string, unknown> {
    const { group, version, kind, schema } = this.kind;
    const fields = this.value(schema, density, path) as Record<string, unknown>;
    const metadata = { name: this.dice.pick(['conformance', 'conformance.a-b', 'c0']) };
    return { ...fields, apiVersion: group ? `${group}/${version}` : version, kind, metadata };
  }

  /** The schema that a `$ref` refers to. */
  resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return this.resolve(this.kind.$defs.at(Number(schema.$ref.replace('#/$defs/', ''))) as Schema);
  }

  /** A random value that the schema accepts. `undefined` if no text of the pool fits. */
  value(reference: Schema, density: number, path: SchemaPath = []): unknown {
    const schema = merged(this.resolve(reference));
    if (schema['x-kubernetes-int-or-string']) return this.intOrString(schema);
    if (schema.enum) return this.dice.pick(schema.enum);
    switch (schema.type) {
      case 'string':
        return this.text(schema);
      case 'boolean':
        return this.dice.chance(0.5);
      case 'integer':
      case 'number':
        return this.number(schema);
      case 'array':
        return this.list(schema, density, path);
      default:
        return schema.properties || schema.additionalProperties ? this.fields(schema, density, path) : this.anything(schema);
    }
  }

  /** A text that the schema rejects. `undefined` if it accepts all. */
  wrongText(reference: Schema): string | undefined {
    const others = this.texts.others(this.resolve(reference));
    return others.length > 0 ? this.dice.pick(others) : undefined;
  }

  private text(schema: Schema): string | undefined {
    const fitting = this.texts.fitting(schema);
    return fitting.length > 0 ? this.dice.pick(fitting) : undefined;
  }

  private intOrString(schema: Schema): unknown {
    return this.dice.chance(0.5) ? this.dice.pick([0, 1, 80, 65535, 70000, 5000000000]) : this.text(schema);
  }

  private number({ minimum = -1, maximum = 2 ** 31 - 1, multipleOf = 1 }: Schema): number {
    const candidates = [minimum, maximum, minimum + 1, 0, 1, 2, 80, 200, 443, 503, 8080];
    const fitting = candidates.filter((n) => n >= minimum && n <= maximum && n % multipleOf === 0);
    return this.dice.pick(fitting);
  }

  private list(schema: Schema, density: number, path: SchemaPath): unknown[] | undefined {
    const { items = {}, minItems = 0, maxItems = 4 } = schema;
    const forced = path[0] === '[]';
    const length = this.dice.whole(Math.max(minItems, forced ? 1 : 0), Math.min(minItems + 2, maxItems));
    const list = Array.from({ length }, () => this.value(items, density * 0.8, forced ? path.slice(1) : []));
    // Many rules compare the entries of a list.
    if (list.length > 0 && list.length < maxItems && this.dice.chance(0.15)) list.push(structuredClone(list[0]));
    return list.filter((entry) => entry !== undefined);
  }

  private anything(schema: Schema): unknown {
    return schema.type === 'object' ? (schema['x-kubernetes-preserve-unknown-fields'] ? INDEFINITE : {}) : INDEFINITE;
  }

  private fields(schema: Schema, density: number, path: SchemaPath): Record<string, unknown> {
    const { properties = {}, additionalProperties } = schema;
    const names = this.names(schema, density, path[0]);
    const entries = names.map((name): [string, unknown] => {
      const inner = path[0] === name ? path.slice(1) : [];
      return [name, this.value(properties[name] as Schema, density * 0.8, inner)];
    });
    if (typeof additionalProperties === 'object') entries.push(...this.values(additionalProperties, density, path));
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private values(schema: Schema, density: number, path: SchemaPath): [string, unknown][] {
    const forced = path[0] === '{}';
    const keys =
      forced || this.dice.chance(density) ? Array.from({ length: this.dice.whole(1, 2) }, () => this.dice.pick(KEYS)) : [];
    return keys.map((key) => [key, this.value(schema, density * 0.8, forced ? path.slice(1) : [])]);
  }

  /** The required fields, those of one alternative, and some others, within the limits on their number. */
  private names(schema: Schema, density: number, forced: string | undefined): string[] {
    const { properties = {}, required = [], minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
    const alternatives = (schema.oneOf ?? schema.anyOf ?? []).map((each) => each.required ?? []);
    const chosen = alternatives.length > 0 ? this.dice.pick(alternatives) : [];
    const needed = new Set([...(forced !== undefined && forced in properties ? [forced] : []), ...required, ...chosen]);
    const excluded = new Set(alternatives.flat());
    const others = Object.keys(properties).filter((name) => !needed.has(name) && !excluded.has(name));
    const picked = others.filter(() => this.dice.chance(density));
    while (needed.size + picked.length < minProperties && others.length > 0) picked.push(this.dice.pick(others));
    return [...needed, ...picked.slice(0, Math.max(0, maxProperties - needed.size))];
  }
}

/** The limits of `allOf` together with the schema's own. */
function merged(schema: Schema): Schema {
  return schema.allOf ? Object.assign({ ...schema }, ...schema.allOf) : schema;
}
