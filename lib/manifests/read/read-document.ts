import type { Step } from '../../core/path';
import type { Duplicate } from './duplicate';
import { MAX_ALIASED, MAX_DEPTH } from './limits';
import { parse } from './parse';
import { type Unusable, UnusableError } from './problem';
import { readKey, readScalar, readTagged, ScalarError } from './read-scalar';
import { EVENT, type Event, isMerge } from './yaml/event';
import { tooDeep } from './yaml/parser';

/** The result of reading the text of one document. */
export interface ReadDocument {
  /** `undefined` if there are only comments. */
  readonly value: unknown;
  readonly duplicates: readonly Duplicate[];
  /** The number of values, with those of aliases. */
  readonly size: number;
}

/**
 * Reads a YAML or JSON document like kubectl.
 *
 * @throws UnusableError if it cannot be read, or exceeds the limits
 */
export function readDocument(text: string): ReadDocument {
  try {
    return new Builder(parse(text)).read();
  } catch (error) {
    throw error instanceof UnusableError && TEMPLATE.test(text) ? new UnusableError({ ...error.problem, ...template }) : error;
  }
}

/**
 * Reads a document that is no manifest in the same way, but fields that are null stay, and keys are texts: `on` is not `true`.
 *
 * @throws UnusableError as {@link readDocument}
 */
export function readSettings(text: string): ReadDocument {
  return new Builder(parse(text), true).read();
}

/** The syntax of templates in Helm charts, which no manifest needs. */
const TEMPLATE = /\{\{[^{}]*\}\}/;
const template = {
  allowed: 'YAML as it is applied to the cluster',
  fix: 'render the template first: pipe the output of `helm template` into this command, and exclude this file with --exclude',
};

/** A number in base 8, as YAML 1.1 writes it. */
const LEADING_ZERO = /^[-+]?0[0-7_]+$/;

interface Anchor {
  readonly value: unknown;
  readonly size: number;
  readonly height: number;
}

type Fields = Record<string, unknown>;

/** Builds values from events. */
class Builder {
  private next = 0;
  private size = 0;
  private aliased = 0;
  private depth = 0;
  /** The greatest depth since the innermost anchor began. */
  private deepest = 0;
  private readonly anchors = new Map<string, Anchor>();
  private readonly steps: Step[] = [];
  private readonly duplicates: Duplicate[] = [];

  public constructor(
    private readonly events: readonly Event[],
    private readonly isSettings = false,
  ) {}

  public read(): ReadDocument {
    const value = this.events.length > 0 ? this.value() : undefined;
    return { value, duplicates: this.duplicates, size: this.size };
  }

  private pops(): boolean {
    return (this.events[this.next] as Event).type === EVENT.end;
  }

  private value(): unknown {
    const event = this.events[this.next] as Event;
    if (event.type === EVENT.alias) return this.alias(event.value, event.at);
    return event.anchor === '' ? this.plainValue(event) : this.anchored(event, event.anchor);
  }

  private plainValue(event: Event): unknown {
    this.next++;
    this.size++;
    if (event.type === EVENT.scalar) return this.scalar(event);
    this.depth++;
    if (this.depth > this.deepest) this.deepest = this.depth;
    const value = event.type === EVENT.mapping ? this.mapping() : this.sequence();
    this.depth--;
    this.next++;
    return value;
  }

  private anchored(event: Event, name: string): unknown {
    const { size, deepest, depth } = this;
    this.deepest = depth;
    const value = this.plainValue(event);
    this.anchors.set(name, { value, size: this.size - size, height: this.deepest - depth });
    this.deepest = Math.max(deepest, this.deepest);
    return value;
  }

  private alias(name: string, at: number): unknown {
    const anchor = this.anchors.get(name);
    if (!anchor) {
      const allowed = 'an anchor that is defined before its alias, and does not contain it';
      throw new UnusableError({ at, got: `the alias *${name}`, allowed, fix: `define &${name}, or repeat the value` });
    }
    this.next++;
    this.aliased += anchor.size;
    this.size += anchor.size;
    this.deepest = Math.max(this.deepest, this.depth + anchor.height);
    if (this.deepest > MAX_DEPTH) throw new UnusableError({ at, ...tooDeep });
    if (this.aliased > MAX_ALIASED) throw new UnusableError({ at, ...tooManyAliased });
    return anchor.value;
  }

  private scalar({ value, plain, tag, at }: Event): unknown {
    try {
      if (tag === '') return plain ? this.plainScalar(value, at) : value;
      return readTagged(tag, value);
    } catch (error) {
      if (!(error instanceof ScalarError)) throw error;
      const fix = 'quote it, if it is meant as text';
      throw new UnusableError({ at: Math.max(at, 0), got: error.message, allowed: 'values that JSON has', fix });
    }
  }

  /** YAML 1.1 and 1.2 read such a number as different ones, and few people know the former. */
  private plainScalar(text: string, at: number): unknown {
    const value = readScalar(text);
    if (!this.isSettings || !LEADING_ZERO.test(text) || value === Number(text.replaceAll('_', ''))) return value;
    const got = `${text}, which is ${value} in YAML 1.1: 0 at the beginning means base 8`;
    const fix = 'remove the 0; or quote it, if it is meant as text';
    throw new UnusableError({ at: Math.max(at, 0), got, allowed: 'numbers without 0 at the beginning', fix });
  }

  private sequence(): unknown[] {
    const entries: unknown[] = [];
    const level = this.steps.length;
    while (!this.pops()) {
      this.steps[level] = entries.length;
      entries.push(this.value());
    }
    this.steps.length = level;
    return entries;
  }

  private mapping(): Fields {
    const fields: Fields = {};
    let merged: Set<string> | undefined;
    const level = this.steps.length;
    while (!this.pops()) {
      const event = this.events[this.next] as Event;
      if (isMerge(event)) {
        this.next++;
        merged = this.merge(fields, merged ?? new Set(), event, level);
        continue;
      }
      const key = this.key(event);
      this.steps[level] = key;
      if (Object.hasOwn(fields, key) && !merged?.delete(key)) this.duplicate(event);
      setField(fields, key, this.value());
    }
    this.steps.length = level;
    return this.isSettings ? fields : withoutNulls(fields);
  }

  private duplicate(key: Event): void {
    this.duplicates.push({ steps: [...this.steps], at: Math.max(key.at, 0) });
  }

  /** Everybody expects that the own field counts, as in most readers. */
  private replaced(steps: readonly Step[], merge: Event): void {
    this.duplicates.push({ steps, at: Math.max(merge.at, 0), isMerged: true });
  }

  private key(event: Event): string {
    const key = this.value();
    if (this.isSettings && event.type === EVENT.scalar) return event.value;
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'boolean') return readKey(key);
    const got = key === null ? 'a key that is null' : 'a key that is a mapping or a list';
    throw new UnusableError({ at: Math.max(event.at, 0), got, allowed: 'strings as keys', fix: 'quote the key, or remove it' });
  }

  /** Merges like kubectl's reader: over earlier fields, under later ones. The first of several mappings takes precedence. */
  private merge(fields: Fields, merged: Set<string>, event: Event, level: number): Set<string> {
    const before = this.isSettings ? new Set(Object.keys(fields)) : undefined;
    const at = Math.max((this.events[this.next] as Event).at, 0);
    const value = this.value();
    for (const source of (Array.isArray(value) ? value : [value]).reverse()) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        const allowed = 'a mapping, or a list of mappings';
        throw new UnusableError({
          at,
          got: 'a merge (<<) of another value',
          allowed,
          fix: 'quote the key, if it is not meant as a merge',
        });
      }
      for (const [key, inner] of Object.entries(source)) {
        setField(fields, key, inner);
        merged.add(key);
        if (before?.delete(key)) this.replaced([...this.steps.slice(0, level), key], event);
      }
    }
    return merged;
  }
}

const tooManyAliased: Unusable = {
  got: `more than ${MAX_ALIASED} values that come from aliases`,
  allowed: `at most ${MAX_ALIASED} in a document`,
  fix: 'repeat the values instead of using aliases',
};

/** Drops fields that are null, like the API server, because no field of the supported kinds is nullable. */
function withoutNulls(fields: Fields): Fields {
  for (const key in fields) if (fields[key] === null) delete fields[key];
  return fields;
}

/** Sets a field with any name, including `__proto__`. */
function setField(fields: Fields, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value;
  else Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}
