import assert from 'node:assert/strict';
import { type Block, blocksOf, completed, Folder, isProgram } from '../../docs-code';
import { type Bed, group, UPSTREAM } from '../bed';
import type { Client } from '../bed/components/client';
import { parse, withoutAdmission } from '../manifests';
import { corporateProxy, kafka, mailServer } from '../others/outside';
import { outsideOf } from '../ways/outside';

const PAGE = 'docs/calling-out.md';

/** How a block of each language is run in the pod of an application. A block fails if it does not get an answer of 200. */
const RUN: Readonly<Record<string, (code: string) => string[]>> = {
  sh: (code) => ['bash', '-euc', code],
  python: (code) => ['python3', '-c', code],
  js: (code) => [process.execPath, '--input-type=module', '--eval', code],
};

/** Everything that the page calls. The application trusts the certificates of the first two. */
const HOSTS = {
  https: ['api', 'rates', 'models', 'maps', 'one-of-many', 'secure', 'tax'].map((name) => `${name}.example.com`),
  wildcard: '*.s3.example.com',
  tcp: 'db.example.com',
};

const BROKERS = [1, 2].map((id) => ({ id, host: `kafka-${id}.example.com`, port: 9092 }));

/** The second is called by the gateway, by a forwarder with the address that the page names. */
const BEHIND_PROXY = { tunnel: 'archive.example.com', forwarded: 'partner.example.com', forwarder: UPSTREAM };

let application: Client;
let trust: Readonly<Record<string, string>>;

/** The first program of the README with all hosts of the page, as a reader would write it. */
function programOf(pieces: readonly Block[]): string {
  const program = blocksOf('README.md').find((block) => block.language === 'ts' && isProgram(block)) ?? assert.fail();
  return completed(pieces, program);
}

async function setup(bed: Bed): Promise<void> {
  const authority = await outsideOf(bed, HOSTS);
  await kafka(bed, BROKERS);
  await bed.upstream({ port: 80, name: 'crl.example.com' });
  await mailServer(bed, authority, 'mail.example.com');
  await corporateProxy(bed, authority, BEHIND_PROXY);
  trust = authority.trustedByClients;
  const folder = new Folder();
  const file = folder.write('main.ts', programOf(blocksOf(PAGE).filter(({ language }) => language === 'ts')));
  const { status, stderr, files } = folder.run(file);
  folder.remove();
  assert.equal(status, 0, stderr);
  const cas = { metadata: { name: 's3-cas', namespace: 'egress-system' }, stringData: { 'ca.crt': authority.certificate } };
  const objects = withoutAdmission(parse(files['egress.k8s.yaml'] ?? assert.fail()));
  await bed.apply([...objects, { apiVersion: 'v1', kind: 'Secret', ...cas }]);
  application = await bed.client({ namespace: 'team-a', serviceAccount: 'billing' });
  await bed.healthy();
}

/** Each call of the page works as it is written. */
const calls = blocksOf(PAGE).flatMap(({ place, language, code }) => {
  const run = RUN[language];
  if (!run) return [];
  const attempt = async () => {
    const { code: status, stdout, stderr } = await application.run(run(code), { env: trust });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  };
  return [[`${language} at ${place}`, attempt] as const];
});

export default group({
  name: 'calling-out',
  title: 'Every call of docs/calling-out.md works in the pod of an application',
  setup,
  cases: Object.fromEntries(calls),
});
