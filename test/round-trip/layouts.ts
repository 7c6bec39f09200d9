// Compares our YAML reader with the reader of Kubernetes' tools on random layouts, and on documents of this repository with a few
// characters changed. `npm run layouts -- [documents] [seed]`; needs Go. Exits with 1 if the readers return different values for a
// document, or if only one of them rejects it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { UnusableError } from '../../lib/manifests/read/problem';
import { readDocument } from '../../lib/manifests/read/read-document';
import { splitDocuments } from '../../lib/manifests/read/split-documents';
import { emitDocument } from '../../lib/manifests/write/emit';
import { Dice } from '../dice';
import { randomDocument } from './random-document';
import { mutate, randomLayout } from './random-layout';

/** The results of comparing a document. All except the first three are faults. */
const OUTCOMES = [
  'the same value',
  'rejected by both',
  'reported, because kubectl ignores a part of it',
  'another value',
  'rejected only by us',
  'rejected only by kubectl',
] as const;
type Outcome = (typeof OUTCOMES)[number];

const MOST_SHOWN = 8;

async function main(documents: number, seed: number): Promise<boolean> {
  const go = spawn('go', ['run', './read'], { cwd: join(__dirname, 'go'), stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: go.stdout })[Symbol.asyncIterator]();
  const texts = randomTexts(documents, seed);
  const sending = send(texts, go.stdin);
  const counts = new Map<Outcome, number>();
  for (const text of texts) {
    const answer: string = (await answers.next()).value ?? '!no answer';
    const outcome = compare(text, answer);
    const count = (counts.get(outcome) ?? 0) + 1;
    counts.set(outcome, count);
    if (OUTCOMES.indexOf(outcome) > 2 && count <= MOST_SHOWN)
      console.error(`${outcome}: ${JSON.stringify(text)}\n  kubectl: ${answer}\n  ours: ${show(text)}\n`);
  }
  await sending;
  for (const outcome of OUTCOMES) console.log(`${String(counts.get(outcome) ?? 0).padStart(8)} ${outcome}`);
  const wrong = OUTCOMES.slice(3).reduce((sum, outcome) => sum + (counts.get(outcome) ?? 0), 0);
  console.log(`${documents} documents of seed ${seed}: ${(100 - (100 * wrong) / documents).toFixed(3)} % agree`);
  return wrong === 0;
}

async function send(texts: readonly string[], to: NodeJS.WritableStream): Promise<void> {
  for (const text of texts) if (!to.write(`${Buffer.byteLength(text)}\n${text}`)) await once(to, 'drain');
  to.end();
}

function randomTexts(documents: number, seed: number): string[] {
  const dice = new Dice(seed);
  const corpus = manifests();
  return Array.from({ length: documents }, () => wellFormed(randomText(dice, corpus)));
}

/** Removes halves of characters, and byte order marks except the first: Kubernetes' reader skips them only sometimes. */
function wellFormed(text: string): string {
  return Buffer.from(text)
    .toString()
    .replace(/(?<!^)\ufeff/g, '');
}

function randomText(dice: Dice, corpus: readonly string[]): string {
  const kind = dice.fraction();
  if (kind < 0.5) return randomLayout(dice);
  if (kind < 0.6) return mutate(dice, randomLayout(dice));
  if (kind < 0.8) return mutate(dice, dice.pick(corpus));
  const emitted = emitDocument(randomDocument(dice));
  return kind < 0.9 ? emitted : mutate(dice, emitted);
}

/** The short documents of the manifests in this repository. */
function manifests(): string[] {
  const root = join(__dirname, '../..');
  const files = ['dist', 'examples', 'test/fixtures', 'test/conformance'].flatMap((folder) => yamlBelow(join(root, folder)));
  const documents = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return splitDocuments(text).map(({ start, end }) => text.slice(start, end));
  });
  return documents.filter(({ length }) => length < 3000);
}

function yamlBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.yaml') && !name.includes('node_modules')).map((name) => join(folder, name));
}

function compare(text: string, answer: string): Outcome {
  const ours = read(text);
  const json = text.trim().startsWith('{') ? parseJson(text) : undefined;
  const theirs = json ?? (answer.startsWith('!') ? {} : { value: normal(JSON.parse(answer)) });
  if ('value' in ours && 'value' in theirs) {
    if (isDeepStrictEqual(ours.value, theirs.value)) return OUTCOMES[0];
    // For keys such as 0.5 and "0.5", kubectl takes one of the values at random. We report a duplicate field.
    return ours.hasDuplicates ? OUTCOMES[2] : OUTCOMES[3];
  }
  if ('value' in ours) return OUTCOMES[5];
  if (!('value' in theirs)) return OUTCOMES[1];
  return isIgnored(text, ours.problem) ? OUTCOMES[2] : OUTCOMES[4];
}

/** kubectl tries JSON first if the text starts with a brace. */
function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: normal(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

/** Whether the problem is in text that kubectl ignores: after the document, or around empty brackets that are used as a key. */
function isIgnored(text: string, { at = 0, got }: UnusableError['problem']): boolean {
  if (/which kubectl ignores|a key that is a mapping or a list|a control character/.test(String(got))) return true;
  const isBehind = /[\n\r\u0085\u2028\u2029](\.\.\.|---)\s/.test(`\n${text.slice(0, at).replace(/^---/, '')}`);
  return isBehind || /(^|[\n\r\u0085\u2028\u2029])[ ?-]*(\{[\s,]*\}|\[[\s,]*\])/.test(text.slice(0, at + 10));
}

function read(text: string): { value: unknown; hasDuplicates: boolean } | { problem: UnusableError['problem'] } {
  try {
    const { value = null, duplicates } = readDocument(text);
    return { value: normal(value), hasDuplicates: duplicates.length > 0 };
  } catch (error) {
    if (error instanceof UnusableError) return { problem: error.problem };
    throw error;
  }
}

const show = (text: string) => JSON.stringify(read(text));

/** Removes fields that are null, like the API server, and the sign of zero. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (value === 0) return 0;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(fields.map(([key, inner]) => [key, normal(inner)]));
}

const [documents = 100_000, seed = 1] = process.argv.slice(2).map(Number);
main(documents, seed).then((right) => {
  process.exitCode = right ? 0 : 1;
});
