import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Step } from '../../core/path';
import { MAX_ALIASED, MAX_DEPTH } from './limits';
import { isMerge, parse, placeOf, tooDeep } from './parse';
import { type Unusable, UnusableError } from './problem';
import { readScalar, readTagged, ScalarError } from './read-scalar';

/** A field that its mapping has twice. kubectl takes the last one and says nothing. */
export interface Duplicate {
  readonly steps: readonly Step[];
  /** Which one of the text's documents. */
  readonly document: number;
  /** The offset of the second one's key in the text. */
  readonly at: number;
}

/** What a text of one document holds (several, when `...` ends one). */
export interface ReadDocument {
  readonly values: readonly unknown[];
  readonly duplicates: readonly Duplicate[];
  /** How many values it came to, with those of aliases. */
  readonly size: number;
}

/**
 * Reads a YAML or JSON document as kubectl does.
 *
 * @throws UnusableError when it can't be read, or is larger than the limits
 */
export function readDocument(text: string): ReadDocument {
  try {
    return new Builder(text, parse(text)).read();
  } catch (error) {
    throw error instanceof UnusableError && TEMPLATE.test(text) ? new UnusableError({ ...error.problem, ...template }) : error;
  }
}

/** What a chart's template has and no manifest needs. */
const TEMPLATE = /\{\{[^{}]*\}\}/;
const template = {
  allowed: 'YAML as it goes to the cluster',
  fix: 'a template is no manifest yet: pipe what `helm template` makes of it',
};

interface Anchor {
  readonly value: unknown;
  readonly size: number;
  readonly height: number;
}

type Fields = Record<string, unknown>;

/** Makes values of events, one after the other. */
class Builder {
  private next = 0;
  private size = 0;
  private aliased = 0;
  private depth = 0;
  /** The greatest depth since the innermost anchor began. */
  private deepest = 0;
  private anchors = new Map<string, Anchor>();
  private readonly values: unknown[] = [];
  private readonly steps: Step[] = [];
  private readonly duplicates: Duplicate[] = [];

  public constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  public read(): ReadDocument {
    const values = this.values;
    while (this.next < this.events.length) {
      this.next++;
      this.anchors = new Map();
      if (!this.pops()) values.push(this.value());
      this.next++;
    }
    return { values, duplicates: this.duplicates, size: this.size };
  }

  private pops(): boolean {
    return (this.events[this.next] as Event).type === EVENT_ID.POP;
  }

  private value(): unknown {
    const event = this.events[this.next] as Event;
    if (event.type === EVENT_ID.ALIAS) return this.alias(this.text.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
    if (!('anchorStart' in event) || event.anchorStart < 0) return this.plainValue(event);
    return this.anchored(event, this.text.slice(event.anchorStart, event.anchorEnd));
  }

  private plainValue(event: Event): unknown {
    this.next++;
    this.size++;
    if (event.type === EVENT_ID.SCALAR) return this.scalar(event);
    this.depth++;
    if (this.depth > this.deepest) this.deepest = this.depth;
    const value = event.type === EVENT_ID.MAPPING ? this.mapping() : this.sequence();
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
      const allowed = 'an anchor that stands before, and not around, its alias';
      throw new UnusableError({ at, got: `the alias *${name}`, allowed, fix: `define &${name}, or write the value out` });
    }
    this.next++;
    this.aliased += anchor.size;
    this.size += anchor.size;
    this.deepest = Math.max(this.deepest, this.depth + anchor.height);
    if (this.deepest > MAX_DEPTH) throw new UnusableError({ at, ...tooDeep });
    if (this.aliased > MAX_ALIASED) throw new UnusableError({ at, ...tooManyAliased });
    return anchor.value;
  }

  private scalar(event: ScalarEvent): unknown {
    const text = getScalarValue(this.text, event);
    const tag = event.tagStart < 0 ? '' : this.text.slice(event.tagStart, event.tagEnd);
    try {
      if (tag === '') return event.style === SCALAR_STYLE.PLAIN ? readScalar(text) : text;
      return readTagged(tag, text);
    } catch (error) {
      if (!(error instanceof ScalarError)) throw error;
      const fix = 'quote it, if a text is meant';
      throw new UnusableError({ at: event.valueStart, got: error.message, allowed: 'what JSON can hold', fix });
    }
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
      if (isMerge(this.text, event)) {
        this.next++;
        merged = this.merge(fields, merged ?? new Set());
        continue;
      }
      const key = this.key(event);
      this.steps[level] = key;
      if (Object.hasOwn(fields, key) && !merged?.delete(key)) this.duplicate(event);
      setField(fields, key, this.value());
    }
    this.steps.length = level;
    return withoutNulls(fields);
  }

  private duplicate(key: Event): void {
    this.duplicates.push({ steps: [...this.steps], document: this.values.length, at: placeOf(key) });
  }

  private key(event: Event): string {
    const key = this.value();
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'boolean') return String(key);
    const got = key === null ? 'a key that is null' : 'a key that is a mapping or a list';
    throw new UnusableError({ at: placeOf(event), got, allowed: 'texts as keys', fix: 'quote the key, or remove it' });
  }

  /** Merges as kubectl's reader does: over the fields before, under those after; of several mappings the first wins. */
  private merge(fields: Fields, merged: Set<string>): Set<string> {
    const at = placeOf(this.events[this.next] as Event);
    const value = this.value();
    for (const source of (Array.isArray(value) ? value : [value]).reverse()) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        const allowed = 'a mapping, or a list of mappings';
        throw new UnusableError({
          at,
          got: 'a merge (<<) of something else',
          allowed,
          fix: 'quote the key, if no merge is meant',
        });
      }
      for (const [key, inner] of Object.entries(source)) {
        setField(fields, key, inner);
        merged.add(key);
      }
    }
    return merged;
  }
}

const tooManyAliased: Unusable = {
  got: `more than ${MAX_ALIASED} values that come from aliases`,
  allowed: `at most ${MAX_ALIASED} in a document`,
  fix: 'write the values out',
};

/** A null is a field left out: the API server drops it, as no pinned field is nullable (else the pinned schema would say so). */
function withoutNulls(fields: Fields): Fields {
  for (const key in fields) if (fields[key] === null) delete fields[key];
  return fields;
}

/** Sets a field whatever its name, `__proto__` included. */
function setField(fields: Fields, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value;
  else Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}
