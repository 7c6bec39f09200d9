import type { Finding } from './finding';
import { nearestName } from './nearest-name';
import { isPort } from './numbers';
import type { Path } from './path';

/** The rule of a malformed value, and how to correct it. */
export type ShapeTexts = Pick<Finding, 'rule' | 'allowed' | 'fix'> & Details;

/** What only some malformed values have: the problem in one sentence, and the severity if it is not an error. */
interface Details extends Pick<Finding, 'message'> {
  readonly severity?: 'warning';
}

/** A malformed value, before its construct is known. */
export type ShapeProblem = Pick<Finding, 'rule' | 'path' | 'got' | 'allowed' | 'fix'> & Details;

/** What a shape returns for a value that it cannot use. It has reported the value. */
export const BROKEN = Symbol('broken');

/** Reads a value: returns it, or a copy without the parts that are malformed, or {@link BROKEN}. It reports what is malformed. */
export type Shape = (value: unknown, path: Path, reading: Reading) => unknown;

/** A property: its shape, and the value that replaces a malformed one, so that the construct can be created. */
export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
  /** Whether only a similar class has it. */
  readonly isForeign?: boolean;
  /** @param unique - a name that no other construct has */
  readonly standIn: (unique: string) => unknown;
}

/** The properties of a class by name. */
export type Fields<P> = { readonly [K in keyof P]-?: Field };

/** Reads properties and collects the problems. */
export class Reading {
  public readonly problems: ShapeProblem[] = [];

  /** @param unique - a name that no other construct has */
  constructor(public readonly unique: string) {}

  /** Reports a malformed value. */
  public report(path: Path, got: unknown, texts: ShapeTexts): typeof BROKEN {
    const { rule, allowed, fix, message, severity } = texts;
    const details = { ...(message !== undefined && { message }), ...(severity !== undefined && { severity }) };
    this.problems.push({ rule, path, got, allowed, fix, ...details });
    return BROKEN;
  }
}

/** A property that must be specified. */
export function required(shape: Shape, standIn: (unique: string) => unknown): Field {
  return { shape, optional: false, standIn };
}

/** A property with a default. A malformed value is replaced with the default, unless there is a stand-in. */
export function optional(shape: Shape, standIn: () => unknown = () => undefined): Field {
  return { shape, optional: true, standIn };
}

/** A property that only a similar class has. Every value is reported. */
export function foreign(texts: ShapeTexts): Field {
  return { shape: value(() => false, texts), optional: true, isForeign: true, standIn: () => undefined };
}

/** A value that passes a test. */
export function value(accepts: (value: unknown) => boolean, texts: ShapeTexts, isText = false): Shape {
  return (given, path, reading) => (accepts(given) ? given : reading.report(path, withType(given, isText), texts));
}

/** A string. */
export function text(texts: ShapeTexts): Shape {
  return (given, path, reading) =>
    typeof given === 'string' ? given : reading.report(path, withType(given, true), given === undefined ? orUnset(texts) : texts);
}

/** A number. `Number(undefined)` is not one. */
export function number(accepts: (value: unknown) => boolean, texts: ShapeTexts): Shape {
  return (given, path, reading) => {
    if (accepts(given)) return given;
    return reading.report(path, withType(given), given === undefined || Number.isNaN(given) ? orUnset(texts) : texts);
  };
}

function orUnset(texts: ShapeTexts): ShapeTexts {
  return { ...texts, fix: `${texts.fix}; if the value is that of an environment variable, set the variable` };
}

/** A port. */
export function portNumber(rule: string, fix: string): Shape {
  return value(isPort, { rule, allowed: 'a whole number from 1 to 65535', fix });
}

/** `true` or `false`. */
export function flag(rule: string, fix: string): Shape {
  return value((given) => typeof given === 'boolean', { rule, allowed: 'true or false', fix });
}

/** One of several strings. */
export function oneOf(known: readonly string[], rule: string, fix: string): Shape {
  return value((given) => known.includes(given as string), { rule, allowed: known.join(', '), fix }, true);
}

/** A list. Malformed entries are left out. */
export function listOf(entry: Shape, texts: ShapeTexts): Shape {
  return (given, path, reading) => {
    if (!Array.isArray(given)) return reading.report(path, withType(given), texts);
    const read = Array.from(given, (one: unknown, index) => entry(one, [...path, index], reading));
    return read.includes(BROKEN) ? read.filter((one) => one !== BROKEN) : read;
  };
}

/** A list with at least one entry. */
export function someOf(entry: Shape, texts: ShapeTexts): Shape {
  const list = listOf(entry, texts);
  return (given, path, reading) =>
    Array.isArray(given) && given.length === 0 ? reading.report(path, given, texts) : list(given, path, reading);
}

/** An object with any keys. Malformed entries are left out. */
export function recordOf(entry: Shape, texts: ShapeTexts): Shape {
  return (given, path, reading) => {
    if (!isPlainObject(given)) return reading.report(path, withType(given), texts);
    const read = Object.entries(given).map(([key, one]) => [key, entry(one, [...path, key], reading)] as const);
    return Object.fromEntries(read.filter(([, one]) => one !== BROKEN));
  };
}

/** An object with certain properties. Malformed ones are replaced, and unknown ones are left out. */
export function objectOf(fields: Readonly<Record<string, Field>>, texts: ShapeTexts): Shape {
  return (given, path, reading) =>
    isObject(given) ? readFields(given, fields, path, reading) : reading.report(path, withType(given), texts);
}

/**
 * Reads the properties of a construct or app. Without problems, it returns the same object.
 *
 * @param owner - the class, for messages
 */
export function readProps<P>(given: unknown, fields: Fields<P>, owner: string, reading: Reading): P {
  const table: Readonly<Record<string, Field>> = fields;
  if (isObject(given)) return readFields(given, table, [], reading) as P;
  const allowed = `the properties ${namesOf(table).join(', ')}`;
  reading.report([], withType(given), { rule: 'input/property', allowed, fix: `specify the properties of ${owner}` });
  return standIns(table, reading.unique) as P;
}

function readFields(given: object, fields: Readonly<Record<string, Field>>, path: Path, reading: Reading): object {
  const before = reading.problems.length;
  const read: Record<string, unknown> = {};
  for (const key in fields) {
    const made = readField(given, key, fields[key] as Field, path, reading);
    if (made !== undefined) read[key] = made;
  }
  for (const key of Object.keys(given)) if (!Object.hasOwn(fields, key)) reportUnknown(given, key, fields, path, reading);
  return reading.problems.length === before ? given : read;
}

function readField(given: object, key: string, { shape, optional, standIn }: Field, path: Path, reading: Reading): unknown {
  const one: unknown = (given as Record<string, unknown>)[key];
  if (one === undefined && optional) return undefined;
  const read = shape(one, [...path, key], reading);
  return read === BROKEN ? standIn(reading.unique) : read;
}

function reportUnknown(given: object, key: string, fields: Readonly<Record<string, Field>>, path: Path, reading: Reading): void {
  const got: unknown = (given as Record<string, unknown>)[key];
  if (got === undefined) return;
  const names = namesOf(fields);
  const nearest = nearestName(key, names);
  const fix = nearest === undefined ? 'remove the property' : `rename it: did you mean ${nearest}?`;
  const allowed = `the properties ${names.join(', ')}`;
  reading.report([...path, key], got, { rule: 'input/property', allowed, fix });
}

function namesOf(fields: Readonly<Record<string, Field>>): string[] {
  return Object.keys(fields).filter((key) => !fields[key]?.isForeign);
}

function standIns(fields: Readonly<Record<string, Field>>, unique: string): object {
  const made = Object.entries(fields).map(([key, { optional, standIn }]) => [key, optional ? undefined : standIn(unique)]);
  return Object.fromEntries(made.filter(([, one]) => one !== undefined));
}

/** A value of the wrong type for messages: with its type if it could be mistaken for an allowed value. */
export function withType(given: unknown, textExpected = false): unknown {
  if (typeof given === 'string') return textExpected ? given : `${JSON.stringify(given)} (a string)`;
  if (typeof given === 'number' && textExpected) return `${given} (a number)`;
  return typeof given === 'boolean' && textExpected ? `${given} (a boolean)` : given;
}

/** Whether a value is an object, but not a list. */
export function isObject(given: unknown): given is Readonly<Record<PropertyKey, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** Whether a value is an object as JSON has it. */
function isPlainObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return isObject(given) && !(given instanceof Date);
}
