import assert from 'node:assert/strict';
import { Clone, filesIn, yamlOf } from '../../child';
import { type Bed, group, type KubeObject } from '../bed';
import type { Authority } from '../bed/certificates';
import type { Client } from '../bed/components/client';
import { parse, withoutAdmission } from '../manifests';
import { HOSTS, SUFFIX } from '../ways/names';
import { outside } from '../ways/outside';

const PROXY = { http_proxy: 'http://egress-kgateway.egress-system:8080' };

/** A call for each host of an example, with curl and its variables. */
const CALLS: Readonly<Record<string, readonly (readonly [url: string, env?: Readonly<Record<string, string>>])[]>> = {
  transparent: [[`http://${HOSTS.transparent}`]],
  alias: [['http://models.egress-system']],
  proxy: [[`http://${HOSTS.proxy}`, PROXY]],
  dynamic: [[`http://${HOSTS.dynamic}`], [`http://a-bucket.${SUFFIX}`, PROXY]],
  passthrough: [[`https://${HOSTS.passthrough}`]],
  tcp: [],
};

let authority: Authority;

/** What an example of `examples/ways` writes. */
function written(name: string): KubeObject[] {
  const clone = new Clone();
  const { status, stderr } = clone.run('--require', 'tsx/cjs', `examples/ways/${name}.ts`);
  assert.equal(status, 0, stderr);
  const objects = parse(yamlOf(filesIn(clone.out)).join(''));
  clone.remove();
  return withoutAdmission(objects);
}

/** The Secret that the wildcard of an example names. */
function secretWithCas(): KubeObject {
  const metadata = { name: 's3-cas', namespace: 'egress-system' };
  return { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'ca.crt': authority.certificate } };
}

async function reached(client: Client, url: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const command = ['curl', '--fail', '--silent', '--show-error', '--max-time', '20', url];
  const { code, stderr } = await client.run(command, { env: { ...authority.trustedByClients, ...env } });
  assert.equal(code, 0, `${url}: ${stderr}`);
}

async function databaseAnswers(client: Client): Promise<void> {
  const program = `import socket
with socket.create_connection(("${HOSTS.tcp}", 5432), timeout=20) as connection:
    connection.sendall(b"select 1\\n")
    assert connection.recv(100)`;
  const { code, stderr } = await client.run(['python3', '-c', program]);
  assert.equal(code, 0, stderr);
}

/** Applies an example alone, and calls its hosts. */
async function works(bed: Bed, name: string): Promise<void> {
  const objects = written(name);
  try {
    await bed.apply([...objects, secretWithCas()]);
    const client = await bed.client({ namespace: 'team-a', serviceAccount: 'agent' });
    await bed.healthy();
    for (const [url, env] of CALLS[name] ?? assert.fail(name)) await reached(client, url, env);
    if (name === 'tcp') await databaseAnswers(client);
  } finally {
    await bed.cluster.delete(objects.filter(({ kind }) => kind !== 'Namespace'));
  }
}

export default group({
  name: 'examples',
  title: 'The app of examples/ways for each way works by itself',
  setup: async (bed) => {
    ({ authority } = await outside(bed));
  },
  cases: Object.fromEntries(Object.keys(CALLS).map((name) => [`examples/ways/${name}.ts`, (bed: Bed) => works(bed, name)])),
});
