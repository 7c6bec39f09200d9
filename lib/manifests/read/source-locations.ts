import type { Step } from '../../core/path';
import { DocumentPlaces } from './document-places';
import { Lines, type Place } from './lines';
import type { Source } from './source';
import type { Span } from './split-documents';

/** The origin of a value: the document that contains it, and the steps to it. */
export interface Origin {
  readonly source: Source;
  /** The position of the document in the text. */
  readonly span: Span;
  /** The steps from the document: empty, or such as `items[3]` for the item of a list. */
  readonly steps: readonly Step[];
}

/**
 * Finds lines and columns. Values are read without them, because only findings need them. Then the document is read again, and
 * only once if all requests for it follow each other.
 */
export class Places {
  private readonly lines = new Map<Source, Lines>();
  private last: { readonly span: Span; readonly places: DocumentPlaces } | undefined;

  /** The place of an offset. */
  public inText(source: Source, offset: number): Place {
    const lines = this.lines.get(source) ?? new Lines(source.text);
    this.lines.set(source, lines);
    return lines.at(offset);
  }

  /** The place of a field of a value; if the field is missing, the place of the innermost value around it. */
  public of({ source, span, steps }: Origin, field: readonly Step[] = []): Place {
    return this.inText(source, span.start + this.document(source, span).offsetOf([...steps, ...field]));
  }

  private document(source: Source, span: Span): DocumentPlaces {
    if (this.last?.span !== span) {
      this.last = { span, places: new DocumentPlaces(source.text.slice(span.start, span.end)) };
    }
    return this.last.places;
  }
}
