import type { Step } from '../../core/path';
import { parse } from './parse';
import { readKey, readScalar } from './read-scalar';
import { EVENT, type Event, isMerge } from './yaml/event';

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
  public constructor(text: string) {
    this.events = parse(text);
  }

  /**
   * The offset of the key of a field, or of a list entry. If it is missing or comes from an alias, the offset of the innermost
   * value around it.
   */
  public offsetOf(steps: readonly Step[]): number {
    let event = 0;
    let at = Math.max(this.events[event]?.at ?? 0, 0);
    for (const step of steps) {
      const child = this.childrenOf(event).get(step);
      if (!child) return at;
      event = child.event;
      if (child.at >= 0) at = child.at;
    }
    return at;
  }

  private childrenOf(event: number): ReadonlyMap<Step, Child> {
    const known = this.children.get(event);
    if (known) return known;
    const type = this.events[event]?.type;
    const list = type === EVENT.sequence ? this.entries(event) : type === EVENT.mapping ? this.fields(event) : [];
    const found = new Map(list);
    this.children.set(event, found);
    return found;
  }

  private *entries(list: number): Iterable<[Step, Child]> {
    let index = 0;
    for (let event = list + 1; !this.ends(event); event = this.after(event)) {
      yield [index++, { at: (this.events[event] as Event).at, event }];
    }
  }

  /** The last of several fields with one name, like the reader. The place of merged fields is that of the mapping. */
  private *fields(mapping: number): Iterable<[Step, Child]> {
    for (let key = mapping + 1; !this.ends(key); key = this.after(key + 1)) {
      const event = this.events[key] as Event;
      if (event.type === EVENT.scalar && !isMerge(event)) {
        const child = { at: event.at, event: key + 1 };
        yield [this.name(event), child];
        // In documents that are no manifests, keys are texts.
        if (event.plain) yield [event.value, child];
      }
    }
  }

  private name({ value, plain, tag }: Event): string {
    return plain && tag === '' ? readKey(readScalar(value) ?? '') : value;
  }

  private ends(event: number): boolean {
    return this.events[event]?.type === EVENT.end;
  }

  /** The event after a value. */
  private after(event: number): number {
    let depth = 0;
    let next = event;
    do {
      const { type } = this.events[next++] as Event;
      if (type === EVENT.end) depth--;
      else if (type !== EVENT.scalar && type !== EVENT.alias) depth++;
    } while (depth > 0);
    return next;
  }
}
