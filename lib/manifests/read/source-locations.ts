import type { Step } from '../../core/path';
import { DocumentPlaces } from './document-places';
import { Lines, type Place } from './lines';
import type { Source } from './source';
import type { Span } from './split-documents';

/** Where a value stands. */
export interface Origin {
  readonly source: Source;
  /** The document's place in the text. */
  readonly span: Span;
  /** Which one of the text's documents, where `...` divides it; else 0. */
  readonly document: number;
  /** The steps from the document: none, or `items[3]` of a list. */
  readonly steps: readonly Step[];
}

/**
 * Finds lines and columns. Values are read without them, as only what is wrong needs any: its document is then read again,
 * once as long as all that is asked about it is asked in a row.
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

  /** The place of a field of what was read somewhere; of the innermost thing around it when it isn't there. */
  public of({ source, span, document, steps }: Origin, field: readonly Step[] = []): Place {
    return this.inText(source, span.start + this.document(source, span).offsetOf([...steps, ...field], document));
  }

  private document(source: Source, span: Span): DocumentPlaces {
    if (this.last?.span !== span) {
      this.last = { span, places: new DocumentPlaces(source.text.slice(span.start, span.end)) };
    }
    return this.last.places;
  }
}
