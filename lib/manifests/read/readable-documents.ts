import { type Unusable, UnusableError } from './problem';
import { type ReadDocument, readDocument, readSettings } from './read-document';
import { type Span, splitDocuments } from './split-documents';

export { Places } from './source-locations';

/**
 * Reads the documents of a YAML or JSON text in an object, such as a file in a ConfigMap, like kubectl. Documents that cannot be
 * read are left out.
 */
export function readableDocuments(text: string): unknown[] {
  return splitDocuments(text).flatMap(({ start, end }) => valuesOf(text.slice(start, end)));
}

/** A document that can't be read, and why. */
export interface UnreadableDocument {
  readonly text: string;
  readonly error: UnusableError;
}

/** The documents of such a text that can't be read. */
export function unreadableDocuments(text: string): UnreadableDocument[] {
  return splitDocuments(text).flatMap(({ start, end }) => {
    const document = text.slice(start, end);
    const read = valuesOrError(document);
    return read instanceof UnusableError ? [{ text: document, error: read }] : [];
  });
}

/** A document that is no manifest: what it contains, or why it cannot be read. Offsets count from the start of the document. */
export type SettingsDocument = { readonly span: Span } & ({ readonly read: ReadDocument } | { readonly problem: Unusable });

/** Reads the documents of a text that has no manifests, as `readSettings` does. */
export function settingsDocuments(text: string): SettingsDocument[] {
  return splitDocuments(text).map((span) => {
    try {
      return { span, read: readSettings(text.slice(span.start, span.end)) };
    } catch (error) {
      if (error instanceof UnusableError) return { span, problem: error.problem };
      throw error;
    }
  });
}

function valuesOf(document: string): readonly unknown[] {
  const read = valuesOrError(document);
  return read instanceof UnusableError ? [] : read;
}

function valuesOrError(document: string): readonly unknown[] | UnusableError {
  try {
    return [readDocument(document).value];
  } catch (error) {
    if (error instanceof UnusableError) return error;
    throw error;
  }
}
