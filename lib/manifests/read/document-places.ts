import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Step } from '../../core/path';
import { isMerge, parse, placeOf } from './parse';
import { readScalar } from './read-scalar';

/** A field or list entry: its offset in the text, and the index of the event of its value. */
interface Child {
  readonly at: number;
  readonly event: number;
}

/** Finds the offsets of fields in a document. It visits only the requested values, and each only once. */
export class DocumentPlaces {
  private readonly events: readonly Event[];
  private readonly children = new Map<number, ReadonlyMap<Step, Child>>();

  /** @param text - a document that `readDocument` has read */
  public constructor(private readonly text: string) {
    this.events = parse(text);
  }

  /**
   * The offset of the key of a field, or of a list entry. If it is missing or comes from an alias, the offset of the innermost
   * value around it.
   *
   * @param document - the index of the document, in a text with several
   */
  public offsetOf(steps: readonly Step[], document = 0): number {
    let event = this.root(document);
    let at = Math.max(placeOf(this.events[event] as Event), 0);
    for (const step of steps) {
      const child = this.childrenOf(event).get(step);
      if (!child) return at;
      event = child.event;
      if (child.at >= 0) at = child.at;
    }
    return at;
  }

  private root(document: number): number {
    let event = 0;
    for (let n = 0; n < document; n++) event = this.after(event);
    return event + 1;
  }

  private childrenOf(event: number): ReadonlyMap<Step, Child> {
    const known = this.children.get(event);
    if (known) return known;
    const type = this.events[event]?.type;
    const list = type === EVENT_ID.SEQUENCE ? this.entries(event) : type === EVENT_ID.MAPPING ? this.fields(event) : [];
    const found = new Map(list);
    this.children.set(event, found);
    return found;
  }

  private *entries(list: number): Iterable<[Step, Child]> {
    let index = 0;
    for (let event = list + 1; !this.ends(event); event = this.after(event)) {
      yield [index++, { at: placeOf(this.events[event] as Event), event }];
    }
  }

  /** The last of several fields with one name, like the reader. The place of merged fields is that of the mapping. */
  private *fields(mapping: number): Iterable<[Step, Child]> {
    for (let key = mapping + 1; !this.ends(key); key = this.after(key + 1)) {
      const event = this.events[key] as Event;
      if (event.type === EVENT_ID.SCALAR && !isMerge(this.text, event)) {
        yield [this.name(event), { at: placeOf(event), event: key + 1 }];
      }
    }
  }

  private name(key: ScalarEvent): string {
    const text = getScalarValue(this.text, key);
    return key.style === SCALAR_STYLE.PLAIN && key.tagStart < 0 ? String(readScalar(text)) : text;
  }

  private ends(event: number): boolean {
    return this.events[event]?.type === EVENT_ID.POP;
  }

  /** The event after a value. */
  private after(event: number): number {
    let depth = 0;
    let next = event;
    do {
      const { type } = this.events[next++] as Event;
      if (type === EVENT_ID.POP) depth--;
      else if (type !== EVENT_ID.SCALAR && type !== EVENT_ID.ALIAS) depth++;
    } while (depth > 0);
    return next;
  }
}
