import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bed, group, type KubeObject } from '../bed';
import { dist, HOST, withoutAdmission } from '../manifests';

interface Request {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

const REQUESTS: readonly Request[] = [
  { host: HOST, headers: { 'x-force-authorized': 'true' } },
  { host: HOST, headers: { 'x-force-authorized': 'enabled' } },
  { host: HOST, headers: { 'x-force-authorized': 'TRUE' } },
  { host: HOST, headers: {} },
  { host: `${HOST.toUpperCase()}:11434`, headers: { 'x-force-authorized': 'true' } },
  { host: 'pastebin.com', headers: { 'x-force-authorized': 'true' } },
  { host: `${HOST}.evil.example`, headers: { 'x-force-authorized': 'true' } },
];

/** What the route of the host tells the policy, as Envoy does. */
function extensionsOf(): Readonly<Record<string, string>> {
  const route = dist().find(({ kind, metadata }) => kind === 'TrafficPolicy' && metadata.name === 'ollama');
  assert.ok(route);
  return (route.spec as { extAuth: { contextExtensions: Record<string, string> } }).extAuth.contextExtensions;
}

/** The verdict of `kyverno apply` on a request: true if it passes. */
async function offline(bed: Bed, policy: string, { host, headers }: Request): Promise<boolean> {
  const destination = { address: { socket_address: { address: '192.0.2.1', port_value: 8080 } } };
  const time = new Date().toISOString();
  const context_extensions = host.toLowerCase().split(':')[0] === HOST ? extensionsOf() : {};
  const request = { time, http: { method: 'GET', path: '/', host, headers } };
  const payload = { attributes: { destination, request, context_extensions } };
  const [policyFile, requestFile] = ['policy.yaml', 'request.json'].map((name) => join(bed.world.subfolder('cli'), name)) as [
    string,
    string,
  ];
  writeFileSync(policyFile, policy);
  writeFileSync(requestFile, JSON.stringify(payload));
  const { stdout, stderr } = await bed.kyvernoCli('apply', policyFile, '--envoy-payload', requestFile);
  const counts = /pass: (\d+), fail: (\d+)/.exec(stdout + stderr);
  assert.ok(counts, stdout + stderr);
  return counts[1] === '1';
}

export default group({
  name: 'cli',
  title: 'The Kyverno CLI and the server give the same verdicts for the request policy',
  setup: async (bed) => {
    await bed.apply(withoutAdmission(dist()));
    await bed.healthy();
  },
  cases: {
    [`the same verdicts on ${REQUESTS.length} requests`]: async (bed) => {
      const config = dist().find(({ kind }) => kind === 'ConfigMap') as KubeObject & { data: Record<string, string> };
      const verdicts: boolean[] = [];
      for (const request of REQUESTS) {
        const live = (await bed.request(request)).status === 200;
        assert.equal(await offline(bed, config.data['policy.yaml'] as string, request), live, JSON.stringify(request));
        verdicts.push(live);
      }
      assert.deepEqual(verdicts, [true, true, false, false, true, false, false]);
    },
  },
});
