import { emitDocument, emitDocuments } from '../../../lib/manifests/write/emit';
import { Dice } from '../../dice';
import { randomDocument } from '../../round-trip/random-document';
import { READERS } from '../../round-trip/readers';

/** `npm run round-trip` runs more documents, and also uses Go's reader. */
const DOCUMENTS = 1000;

describe.each(Object.entries(READERS))('%s', (_, read) => {
  test('reads random documents as their original JSON', () => {
    const dice = new Dice(1);
    for (let i = 0; i < DOCUMENTS; i++) {
      const document = randomDocument(dice);
      expect(JSON.stringify(sorted(read(emitDocument(document))[0]))).toBe(JSON.stringify(sorted(document)));
    }
  });

  test('reads a stream of random documents', () => {
    const dice = new Dice(2);
    const documents = Array.from({ length: 50 }, () => randomDocument(dice));
    expect(JSON.stringify(read(emitDocuments(documents).toString()).map(sorted))).toBe(JSON.stringify(documents.map(sorted)));
  });

  test('reads a text of 100 kB', () => {
    const document = { plain: 'x'.repeat(100_000), block: 'a "line"\n'.repeat(10_000), quoted: `# ${'é"\\'.repeat(30_000)}` };
    expect(read(emitDocument(document))).toEqual([document]);
  });
});

test('the order of keys in the input does not matter', () => {
  const dice = new Dice(3);
  for (let i = 0; i < DOCUMENTS; i++) {
    const document = randomDocument(dice);
    expect(emitDocument(reversed(document) as Record<string, unknown>)).toBe(emitDocument(document));
  }
});

/** The same JSON with the keys of each object in a different order. */
function arranged(value: unknown, arrange: (keys: string[]) => string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => arranged(entry, arrange));
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(arrange(Object.keys(fields)).map((key) => [key, arranged(fields[key], arrange)]));
}

const sorted = (value: unknown) => arranged(value, (keys) => keys.sort());
const reversed = (value: unknown) => arranged(value, (keys) => keys.reverse());
