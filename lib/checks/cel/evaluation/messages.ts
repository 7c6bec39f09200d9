import { EvaluationError, NotEvaluated } from './fault';
import { CelMap, MessageValue, Timestamp, Uint, type Value } from './values';

/** The fields of messages with their types, as the type checker's tables write them. */
export type MessageTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

const INT32 = 2n ** 31n;
const UINT32 = 2n ** 32n;

/** Makes and reads protobuf messages. */
export class Messages {
  /**
   * @param table - the fields of messages and their types
   * @param exclusive - by message, groups of fields of which one can be set (`oneof`)
   */
  public constructor(
    private readonly table: MessageTable,
    private readonly exclusive: Readonly<Record<string, readonly string[]>> = {},
  ) {}

  /** Whether a field is set: a message or an optional value given, or another value than the default. */
  public isSet(message: MessageValue, name: string): boolean {
    return message.fields.has(name);
  }

  /** The value of a field, or its default. */
  public get(message: MessageValue, name: string): Value {
    const value = message.fields.get(name);
    return value === undefined ? defaultOf(this.typeOf(message.type, name)) : value;
  }

  /** A message as `type{field: value}` gives it. */
  public literal(type: string, fields: readonly (readonly [name: string, value: Value])[]): MessageValue {
    return new MessageValue(type, this.make(type, fields).fields, true);
  }

  /** A message with these fields. */
  public make(type: string, fields: readonly (readonly [name: string, value: Value])[]): MessageValue {
    if (!Object.hasOwn(this.table, type)) throw new NotEvaluated(type);
    const message = new MessageValue(type);
    for (const [name, value] of fields) this.set(message, name, value);
    return message;
  }

  /** Sets a field, and unsets those that exclude it. */
  public set(message: MessageValue, name: string, value: Value): void {
    const type = this.typeOf(message.type, name);
    const isExclusive = this.exclusive[message.type]?.includes(name) ?? false;
    if (isExclusive) for (const other of this.exclusive[message.type] ?? []) message.fields.delete(other);
    if (value === null && isMessageType(type)) return;
    checkRange(type, name, value);
    if (isExclusive || isMessageType(type) || !isDefault(value)) message.fields.set(name, value);
    else message.fields.delete(name);
  }

  private typeOf(message: string, name: string): string {
    const type = this.table[message]?.[name];
    if (type === undefined) throw new NotEvaluated(`the field ${name} of ${message}`);
    return type;
  }
}

/** Whether a field tells unset and default apart, as those of messages do. */
function isMessageType(type: string): boolean {
  return /[.(]/.test(type) ? !/^(?:list|map)\((?!string, dyn\))/.test(type) : type === 'timestamp' || type === 'any';
}

/** All numbers of these messages but the size have 32 bits. */
function checkRange(type: string, name: string, value: Value): void {
  const isInt = type === 'int' && name !== 'size' && typeof value === 'bigint';
  if (isInt && (value >= INT32 || value < -INT32)) throw new EvaluationError('integer overflow');
  if (type === 'uint' && value instanceof Uint && value.value >= UINT32) throw new EvaluationError('unsigned integer overflow');
}

function isDefault(value: Value): boolean {
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof CelMap) return value.isEmpty;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  return value === '' || value === false || value === 0n || Object.is(value, 0);
}

function defaultOf(type: string): Value {
  const simple = DEFAULTS[type];
  if (simple) return simple();
  if (type.startsWith('list(')) return [];
  if (type.startsWith('map(')) return new CelMap();
  return type.startsWith('wrapper(') ? null : new MessageValue(type);
}

const DEFAULTS: Readonly<Record<string, () => Value>> = {
  any: () => null,
  bool: () => false,
  bytes: () => new Uint8Array(),
  double: () => 0,
  dyn: () => null,
  int: () => 0n,
  string: () => '',
  timestamp: () => new Timestamp(0n),
  uint: () => new Uint(0n),
};
