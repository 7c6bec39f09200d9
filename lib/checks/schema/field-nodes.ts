import type { Node } from './node';
import type { Schema } from './schema';

/** The nodes of an object's fields, each made when a value first has the field: kinds have hundreds, and objects use few. */
export class FieldNodes {
  private readonly made = new Map<string, Node>();

  constructor(
    private readonly schemas: Readonly<Record<string, Schema>>,
    private readonly make: (schema: Schema) => Node,
  ) {}

  /** The node of a field; `undefined` if the schema does not have the field. */
  get(name: string): Node | undefined {
    return this.made.get(name) ?? this.first(name);
  }

  /** All fields of the schema. */
  get names(): readonly string[] {
    return Object.keys(this.schemas);
  }

  /** The fields with a default. */
  get withDefault(): readonly string[] {
    return this.names.filter((name) => this.schemas[name]?.default !== undefined);
  }

  private first(name: string): Node | undefined {
    if (!Object.hasOwn(this.schemas, name)) return undefined;
    const node = this.make(this.schemas[name] as Schema);
    this.made.set(name, node);
    return node;
  }
}
