import { UnusableError } from './problem';
import { readDocument } from './read-document';
import { splitDocuments } from './split-documents';

/**
 * The documents of a YAML or JSON text that an object holds, such as a file in a ConfigMap, as kubectl reads them. Documents
 * that can't be read are left out.
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
