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

function valuesOf(document: string): readonly unknown[] {
  try {
    return readDocument(document).values;
  } catch (error) {
    if (error instanceof UnusableError) return [];
    throw error;
  }
}
