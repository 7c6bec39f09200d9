import { UnusableError } from './problem';
import { readDocument } from './read-document';
import { splitDocuments } from './split-documents';

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
