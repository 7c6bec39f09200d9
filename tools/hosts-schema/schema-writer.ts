import type { Node, Symbol as TsSymbol, Type } from 'ts-morph';
import { type Comment, commentOf, limitsIn, NO_COMMENT, patternIn } from './comment';

/** A JSON schema. */
export type Schema = { [keyword: string]: unknown; properties?: Record<string, Schema> };

/** The type that contains itself. */
const RECURSIVE = 'ConditionDocument';

/** Writes types as JSON schemas. */
export class SchemaWriter {
  public readonly definitions: Record<string, Schema> = {};

  /** @param at - a node from which the type can be seen */
  public schemaOf(type: Type, at: Node, comment: Comment = NO_COMMENT): Schema {
    const alias = type.getAliasSymbol()?.getName();
    if (alias !== RECURSIVE) return this.inline(type, at, comment);
    if (!Object.hasOwn(this.definitions, alias)) {
      this.definitions[alias] = {};
      this.definitions[alias] = this.inline(type, at, NO_COMMENT);
    }
    return { $ref: `#/definitions/${alias}` };
  }

  private inline(type: Type, at: Node, comment: Comment): Schema {
    if (type.isUnion()) return this.union(type.getUnionTypes(), at, comment);
    if (type.isString()) return { type: 'string', ...defined('pattern', patternIn(comment)) };
    if (type.isNumber()) return numeric(comment);
    if (type.isLiteral()) return { const: literal(type) };
    const entry = type.getArrayElementType();
    if (entry) return this.list(entry, at, comment);
    const values = type.getStringIndexType();
    if (values) return { type: 'object', additionalProperties: this.schemaOf(values, at) };
    return this.object(type.getProperties(), at);
  }

  private union(all: readonly Type[], at: Node, comment: Comment): Schema {
    const types = all.filter((one) => !one.isUndefined());
    const truths = types.filter((one) => one.isBooleanLiteral());
    const words = types.filter((one) => one.isStringLiteral());
    const others = types.filter((one) => !one.isBooleanLiteral() && !one.isStringLiteral());
    const schemas = [
      ...(words.length > 0 ? [{ enum: words.map(literal) }] : []),
      ...(truths.length === 2 ? [{ type: 'boolean' }] : truths.map((one) => ({ const: literal(one) }))),
      ...others.map((one) => this.schemaOf(one, at, comment)),
    ];
    return schemas.length === 1 ? (schemas[0] as Schema) : { anyOf: schemas };
  }

  private list(entry: Type, at: Node, comment: Comment): Schema {
    const least = /\bat least one\b/i.test(comment.text) ? { minItems: 1 } : {};
    return { type: 'array', items: this.schemaOf(entry, at, entry.isNumber() ? comment : NO_COMMENT), ...least };
  }

  private object(symbols: readonly TsSymbol[], at: Node): Schema {
    const properties = Object.fromEntries(symbols.map((symbol) => [symbol.getName(), this.property(symbol, at)]));
    const required = symbols.filter((symbol) => !symbol.isOptional()).map((symbol) => symbol.getName());
    return {
      type: 'object',
      properties,
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    };
  }

  private property(symbol: TsSymbol, at: Node): Schema {
    const comment = commentOf(symbol);
    const schema = this.schemaOf(symbol.getTypeAtLocation(at), at, comment);
    if (comment.text === '') return schema;
    // Keywords beside a reference have no effect.
    return '$ref' in schema ? { description: comment.text, allOf: [schema] } : { description: comment.text, ...schema };
  }
}

/** Numbers with limits are whole numbers. */
function numeric(comment: Comment): Schema {
  const limits = limitsIn(comment);
  return { type: Object.keys(limits).length > 0 ? 'integer' : 'number', ...limits };
}

/** The compiler prints a literal as it is written. */
function literal(type: Type): unknown {
  return type.isBooleanLiteral() ? type.getText() === 'true' : type.getLiteralValue();
}

function defined(key: string, value: unknown): Schema {
  return value === undefined ? {} : { [key]: value };
}
