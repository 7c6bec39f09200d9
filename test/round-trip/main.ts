// Proves that emitted YAML is read back as the original JSON: by two packages, as YAML 1.1 and 1.2, and by the YAML reader of
// Kubernetes' tools. `npm run round-trip [documents] [seed]`. Needs Go. Exits with 1 if a document differs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { emitDocument } from '../../lib/manifests/write/emit';
import { Dice } from '../dice';
import { randomDocument } from './random-document';
import { READERS } from './readers';

async function main(documents: number, seed: number): Promise<boolean> {
  const begin = performance.now();
  const go = spawn('go', ['run', '.'], { cwd: join(__dirname, 'go'), stdio: ['pipe', 'pipe', 'inherit'] });
  const answer = go.stdout.toArray();
  const dice = new Dice(seed);
  let misread = 0;
  for (let i = 0; i < documents; i++) {
    const document = randomDocument(dice);
    const [text, json] = [emitDocument(document), JSON.stringify(document)];
    misread += misreaders(text, JSON.parse(json)).length;
    if (!go.stdin.write(`${Buffer.byteLength(text)}\n${text}${json}\n`)) await once(go.stdin, 'drain');
  }
  go.stdin.end();
  const [read = 0, misreadByGo = 0] = Buffer.concat(await answer)
    .toString()
    .split(' ')
    .map(Number);
  const seconds = Math.round((performance.now() - begin) / 1000);
  console.log(`${documents} documents from seed ${seed}, misread: ${misread} by ${Object.keys(READERS).join(' and ')};`);
  console.log(`${misreadByGo} of ${read} by sigs.k8s.io/yaml; ${seconds} s`);
  return misread === 0 && misreadByGo === 0 && read === documents;
}

/** The readers whose result differs from the original document. */
function misreaders(text: string, document: unknown): string[] {
  return Object.keys(READERS).filter((name) => {
    const got = attempt(() => READERS[name]?.(text));
    const same = isDeepStrictEqual(got, [document]);
    if (!same) console.error(`${name} reads\n${text}as ${JSON.stringify(got)}\n`);
    return !same;
  });
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

const [documents = 100_000, seed = 1] = process.argv.slice(2).map(Number);
main(documents, seed).then((right) => {
  process.exitCode = right ? 0 : 1;
});
