import type { CelRule } from '../cel/cel';
import { FieldNodes } from './field-nodes';
import { Issues } from './issue';
import { listCheck } from './list-check';
import type { Node, Validator } from './node';
import { nodeCheck } from './node-check';
import { objectCheck } from './object-check';
import { combinedChecks } from './one-of';
import { rulesOf } from './rule-checks';
import type { Schema } from './schema';

/** Settings that the schemas of a kind share. */
export interface CompilerOptions {
  /** The targets of `$ref`. @default none */
  readonly defs?: readonly Schema[];
  /** The functions of the CEL rules, read when the first rule is compiled. @default none */
  readonly rules?: () => readonly CelRule[];
  /**
   * `custom`: as the API server validates objects of a CRD. `native`: as Kubernetes reads its own kinds into Go types, which only
   * requires the right types and known fields.
   */
  readonly style: 'custom' | 'native';
  /** Nodes for schemas that are not compiled. @default none */
  readonly given?: ReadonlyMap<Schema, Node>;
}

/** Compiles schemas to checks of values: each schema once, when the first value reaches it. */
export class Compiler {
  private readonly nodes: Map<Schema, Node>;

  constructor(private readonly options: CompilerOptions) {
    this.nodes = new Map(options.given);
  }

  /** The node of a schema. */
  node(schema: Schema): Node {
    const target = this.resolve(schema);
    const node = this.nodes.get(target) ?? new LazyNode(target, () => this.structural(target));
    this.nodes.set(target, node);
    return node;
  }

  /** A schema inside `anyOf` and the like only checks values: it neither removes nor adds fields, and accepts unknown ones. */
  private inner(schema: Schema): Node {
    const target = this.resolve(schema);
    return new LazyNode(target, () =>
      this.check(
        target,
        innerShape(target, (each) => this.inner(each)),
      ),
    );
  }

  private structural(schema: Schema): Validator {
    const node = (each: Schema) => this.node(each);
    return this.check(schema, this.options.style === 'native' ? nativeShape(schema, node) : customShape(schema, node));
  }

  private resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const target = this.options.defs?.[Number(schema.$ref.replace('#/$defs/', ''))];
    if (!target) throw new Error(`${schema.$ref} leads nowhere`);
    return this.resolve(target);
  }

  private check(schema: Schema, parts: readonly Validator[]): Validator {
    const combined = combinedChecks(schema, (each) => this.inner(each));
    return nodeCheck(schema, [...parts, ...combined], rulesOf(schema, this.options.rules ?? (() => [])));
  }
}

/** Compiles itself on the first value. */
class LazyNode implements Node {
  readonly anyText: boolean;
  readonly nullable: boolean;
  private known: unknown;

  constructor(
    private readonly schema: Schema,
    private readonly compile: () => Validator,
  ) {
    if (schema['x-kubernetes-embedded-resource']) throw new Error('embedded resources are not supported by the checks yet');
    this.anyText = schema.type === 'string' && Object.keys(schema).every((word) => OF_ANY_TEXT.includes(word));
    this.nullable = schema.nullable === true;
  }

  check: Validator = (value, issues) => {
    this.check = this.compile();
    return this.check(value, issues);
  };

  get fallback(): unknown {
    if (this.schema.default === undefined) return undefined;
    this.known ??= this.check(this.schema.default, new Issues());
    return this.known;
  }
}

/** The keywords with which a schema accepts any string. */
const OF_ANY_TEXT = ['type', 'default'];

type ToNode = (schema: Schema) => Node;

function customShape(schema: Schema, node: ToNode): readonly Validator[] {
  const unknown = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  return [...fieldChecks(schema, node, unknown), ...itemChecks(schema, node, true)];
}

/** Go types have no bounds, and their lists may have duplicates; Kubernetes' own code checks those. */
function nativeShape(schema: Schema, node: ToNode): readonly Validator[] {
  const unknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return [...fieldChecks(schema, node, unknown), ...itemChecks(schema, node, false)];
}

function innerShape(schema: Schema, node: ToNode): readonly Validator[] {
  return [...fieldChecks(schema, node, true), ...itemChecks(schema, node, false)];
}

const OBJECT_WORDS = ['properties', 'additionalProperties', 'required', 'minProperties', 'maxProperties'] as const;

function fieldChecks(schema: Schema, node: ToNode, open: boolean): readonly Validator[] {
  const { type, properties = {}, additionalProperties, minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  if (type !== 'object' && OBJECT_WORDS.every((word) => schema[word] === undefined)) return [];
  const fields = new FieldNodes(properties, node);
  const others = typeof additionalProperties === 'object' ? node(additionalProperties) : undefined;
  return [objectCheck({ fields, required: schema.required ?? [], others, open, minProperties, maxProperties })];
}

function itemChecks(schema: Schema, node: ToNode, typed: boolean): readonly Validator[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems = false } = schema;
  const kind = typed ? schema['x-kubernetes-list-type'] : undefined;
  const unique = uniqueItems || kind === 'set' || kind === 'map';
  if (items === undefined && minItems === 0 && maxItems === Number.POSITIVE_INFINITY && !unique) return [];
  const keys = kind === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
  return [listCheck({ ...(items && { item: node(items) }), minItems, maxItems, unique, keys })];
}
