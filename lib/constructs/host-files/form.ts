import { nearestName } from '../../core/nearest-name';
import type { Path } from '../../core/path';
import {
  BROKEN,
  type Field,
  isObject,
  objectOf,
  optional,
  type Reading,
  type Shape,
  type ShapeTexts,
  withType,
} from '../../core/shapes';

/** Where documents contain what the program would make by a call: the made value, and the steps to its arguments. */
export type Origins = WeakMap<object, Path>;

/** One of the values that a form has. */
export interface Alternative {
  /** Reads the arguments. */
  readonly read: Shape;
  /** Makes the value of them. They are `undefined` if only the name is written. */
  readonly make: (read: never) => object;
  /** Whether its name may be written alone. */
  readonly alone?: boolean;
}

/** An alternative whose arguments have a shape. */
export function by<A>(read: Shape, make: (read: A) => object): Alternative {
  return { read, make: make as (read: never) => object };
}

/** A value without any mistake. */
export function strictly(shape: Shape): Shape {
  return (given, path, reading) => {
    const before = reading.problems.length;
    const read = shape(given, path, reading);
    return reading.problems.length > before ? BROKEN : read;
  };
}

/** An alternative whose name may be written alone. */
export function alone<A>(read: Shape, make: (read: A | undefined) => object): Alternative {
  return { ...by(read, make), alone: true };
}

/**
 * A value that a document writes as the name of a function with its arguments, such as `{ granted: { … } }`, or as the name alone,
 * such as `none`.
 */
export function form(alternatives: Readonly<Record<string, Alternative>>, texts: ShapeTexts, origins: Origins): Shape {
  return (given, path, reading) => {
    const chosen = choose(alternatives, given);
    if ('fix' in chosen) return reading.report(path, chosen.got, { ...texts, fix: chosen.fix ?? texts.fix });
    const { name, argument } = chosen;
    const { read, make } = alternatives[name] as Alternative;
    const steps = typeof given === 'string' ? path : [...path, name];
    const arguments_ = typeof given === 'string' ? undefined : read(argument, steps, reading);
    if (arguments_ === BROKEN) return BROKEN;
    const made = make(arguments_ as never);
    origins.set(made, steps);
    return made;
  };
}

type Choice = { readonly name: string; readonly argument: unknown } | { readonly got: unknown; readonly fix: string | undefined };

function choose(alternatives: Readonly<Record<string, Alternative>>, given: unknown): Choice {
  const names = Object.keys(alternatives);
  const known = (name: string) => Object.hasOwn(alternatives, name);
  if (typeof given === 'string') {
    if (known(given) && alternatives[given]?.alone) return { name: given, argument: undefined };
    return { got: withType(given, true), fix: known(given) ? `write what ${given} needs below it` : corrected(given, names) };
  }
  if (!isObject(given)) return { got: withType(given), fix: undefined };
  const [name, ...others] = Object.keys(given);
  if (name === undefined) return { got: given, fix: undefined };
  if (others.length > 0)
    return { got: [name, ...others].join(', '), fix: moved([name, ...others].filter(known), [name, ...others]) };
  return known(name) ? { name, argument: given[name] } : { got: name, fix: corrected(name, names) };
}

function corrected(given: string, names: readonly string[]): string | undefined {
  const nearest = nearestName(given, names);
  return nearest === undefined ? undefined : `write ${nearest}`;
}

/** With one known name, the others are usually its own fields, which lack their indentation. */
function moved(known: readonly string[], all: readonly string[]): string | undefined {
  if (known.length > 1) return `keep one of ${known.join(', ')}`;
  const [name] = known;
  return name === undefined
    ? undefined
    : `indent ${all.filter((other) => other !== name).join(', ')} below ${name}, or remove what is not meant`;
}

/** For what has no arguments. */
export function nothing(texts: ShapeTexts): Shape {
  return (given, path, reading) => reading.report(path, withType(given), { ...texts, fix: 'write the name alone' });
}

/** An object whose fields the construct checks. */
export function fieldsOf(texts: ShapeTexts): Shape {
  return orNull((given, path, reading) => (isObject(given) ? given : reading.report(path, withType(given), texts)), texts);
}

/** A name with a colon, and nothing below it. */
function orNull(shape: Shape, texts: ShapeTexts): Shape {
  return (given, path, reading) => {
    if (given !== null) return shape(given, path, reading);
    return reading.report(path, given, { ...texts, fix: `write the fields of ${path.at(-1)} below it, with more indentation` });
  };
}

/** The same, with the names of the fields: the construct does not see others. */
export function namedFields<T>(names: Readonly<Record<keyof T & string, true>>, texts: ShapeTexts): Shape {
  const any: Field = optional((given) => given);
  return orNull(objectOf(Object.fromEntries(Object.keys(names).map((name) => [name, any])), texts), texts);
}

/** A list of forms. Malformed entries are left out; the others keep their places. */
export function listForm(entry: Shape, texts: ShapeTexts, origins: Origins): Shape {
  return (given, path, reading) => {
    if (!Array.isArray(given)) return reading.report(path, withType(given), texts);
    const read = given.map((one: unknown, index) => entry(one, [...path, index], reading));
    const list = read.filter((one) => one !== BROKEN);
    origins.set(list, path);
    // Without an entry, the construct would report the list as empty.
    return list.length === 0 && read.length > 0 ? BROKEN : list;
  };
}

/** An object, with some fields in the form of documents. Malformed ones are left out. */
export function readForms(
  given: object,
  forms: Readonly<Record<string, Shape>>,
  path: Path,
  reading: Reading,
): Record<string, unknown> {
  const read = Object.entries(given).map(([key, one]: [string, unknown]) => {
    const shape = Object.hasOwn(forms, key) ? forms[key] : undefined;
    return [key, shape ? shape(one, [...path, key], reading) : one] as const;
  });
  return Object.fromEntries(read.filter(([, one]) => one !== BROKEN));
}

/** The same for the arguments of a form. */
export function withForms(fields: Shape, forms: Readonly<Record<string, Shape>>): Shape {
  return (given, path, reading) => {
    const read = fields(given, path, reading);
    return read === BROKEN ? BROKEN : readForms(read as object, forms, path, reading);
  };
}
