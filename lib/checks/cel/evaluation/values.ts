/**
 * A value of CEL. Each type of CEL has a representation of its own in JavaScript: `bigint` is an int, `number` a double, an array a
 * list.
 */
export type Value = null | boolean | bigint | number | string | readonly Value[] | Uint8Array | Uint | CelMap | Special;

type Special = Timestamp | Duration | TypeValue | Optional | MessageValue | LazyFields | Opaque;

/** A whole number without sign, of 64 bits. */
export class Uint {
  public constructor(public readonly value: bigint) {}
}

/** A point in time, in nanoseconds since 1970. Its offset from UTC, in seconds, matters only when it is written as a text. */
export class Timestamp {
  public constructor(
    public readonly nanos: bigint,
    public readonly offset = 0,
  ) {}
}

/** A span of time, in nanoseconds. */
export class Duration {
  public constructor(public readonly nanos: bigint) {}
}

/** A type as a value: what `type(x)` gives. */
export class TypeValue {
  public constructor(public readonly name: string) {}
}

/** An optional value. Without a value it is `optional.none()`. */
export class Optional {
  public constructor(public readonly value?: Value) {}
}

/** A protobuf message: its type, and the fields that are set. */
export class MessageValue {
  /**
   * @param fields - grows when the server's functions add to a message, which change it in place
   * @param isLiteral - whether it is written out (`Type{field: value}`), which the server does not take for an answer
   */
  public constructor(
    public readonly type: string,
    public readonly fields: Map<string, Value> = new Map(),
    public readonly isLiteral = false,
  ) {}
}

/** A value whose fields are made when they are first read. */
export class LazyFields {
  /** @param find - the value of a field; `undefined` if there is none */
  public constructor(
    public readonly type: string,
    public readonly find: (name: string) => Value | undefined,
  ) {}
}

/** A value of a type that only functions can read, such as an IP address. */
export class Opaque<T = unknown> {
  public constructor(
    public readonly type: string,
    public readonly content: T,
    /** Equal for equal values of a type. */
    public readonly identity: string,
  ) {}
}

/** A map. Keys that are equal as numbers are one key, whatever their type. */
export class CelMap {
  private readonly entries = new Map<string, readonly [key: Value, value: Value]>();

  public constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.entries.set(keyOf(key), [key, value]);
  }

  /** A map of texts to values. */
  public static of(fields: Readonly<Record<string, Value>>): CelMap {
    return new CelMap(Object.entries(fields));
  }

  public get size(): number {
    return this.entries.size;
  }

  public get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  public has(key: Value): boolean {
    return this.entries.has(keyOf(key));
  }

  public get(key: Value): Value | undefined {
    return this.entries.get(keyOf(key))?.[1];
  }

  public keys(): Value[] {
    return [...this.entries.values()].map(([key]) => key);
  }

  public pairs(): (readonly [key: Value, value: Value])[] {
    return [...this.entries.values()];
  }
}

function keyOf(key: Value): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === 'number' && Number.isInteger(key)) return `n${BigInt(key)}`;
  return `${typeof key} ${String(key)}`;
}

/** The name of a value's type, as signatures write it. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
  }
  if (value === null) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (value instanceof MessageValue || value instanceof Opaque || value instanceof LazyFields) return value.type;
  return value instanceof CelMap ? 'map' : (NAMES.get(value.constructor) as string);
}

const NAMES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Uint, 'uint'],
  [Timestamp, 'timestamp'],
  [Duration, 'duration'],
  [TypeValue, 'type'],
  [Optional, 'optional_type'],
  [Uint8Array, 'bytes'],
  [Buffer, 'bytes'],
]);

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value of `type(x)` for a type that signatures name so. */
export function typeValueOf(name: string): TypeValue {
  const full = name === 'timestamp' || name === 'duration' ? `google.protobuf.${name[0]?.toUpperCase()}${name.slice(1)}` : name;
  return new TypeValue(full);
}
