import { CORE_SCHEMA, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { parseAllDocuments } from 'yaml';

/** YAML readers in this process, by name. Each returns the documents of a stream. */
export const READERS: Readonly<Record<string, (text: string) => unknown[]>> = {
  'yaml, 1.1': (text) => parse(text, '1.1'),
  'yaml, 1.2': (text) => parse(text, '1.2'),
  'js-yaml, 1.1': (text) => loadAll(text, { schema: YAML11_SCHEMA }),
  'js-yaml, 1.2': (text) => loadAll(text, { schema: CORE_SCHEMA }),
};

function parse(text: string, version: '1.1' | '1.2'): unknown[] {
  return parseAllDocuments(text, { version }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as unknown;
  });
}
