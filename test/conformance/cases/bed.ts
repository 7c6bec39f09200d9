import assert from 'node:assert/strict';
import { group, type KubeObject, sampleGateway, sampleHost } from '../bed';

const HOST = 'host.docker.internal';

function tlsPolicy(name: string, hostname: string): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata: { name, namespace: 'default' },
    spec: {
      targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name }],
      validation: { hostname, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] },
    },
  };
}

export default group({
  name: 'bed',
  title: 'The test bed itself detects failures',
  setup: async (bed) => {
    await bed.apply([sampleGateway(), ...sampleHost({ name: 'ollama', host: HOST, port: 11434 })]);
    await bed.healthy();
  },
  cases: {
    'a second apply changes nothing': async (bed) => {
      const objects = [sampleGateway(), ...sampleHost({ name: 'ollama', host: HOST, port: 11434 })];
      const before = await bed.cluster.appliedStates(objects);
      await bed.apply(objects);
      assert.deepEqual(await bed.cluster.appliedStates(objects), before);
    },
    'an unknown field is rejected': async (bed) => {
      const gateway = sampleGateway('typo');
      const result = await bed.cluster.tryApply({ ...gateway, spec: { ...(gateway.spec as object), listenrs: [] } });
      assert.notEqual(result.status, 0);
      assert.match(result.stderr, /unknown field|field not declared/);
    },
    'a lost status is written again and reported, and Envoy keeps its configuration': async (bed) => {
      const [, route] = sampleHost({ name: 'ollama', host: HOST, port: 11434 });
      assert.ok(route);
      const before = bed.lostStatuses.length;
      await bed.cluster.api.putStatus(route, null);
      await assert.rejects(
        bed.cluster.healthy(route, 3_000, () => ''),
        /HTTPRoute default\/ollama: Accepted is missing/,
      );
      await bed.healthy();
      assert.deepEqual(bed.lostStatuses.splice(before), ['HTTPRoute default/ollama']);
    },
    'a broken reference is not healthy': async (bed) => {
      const [, route] = sampleHost({ name: 'nowhere', host: 'nowhere.example.com', port: 443 });
      assert.ok(route);
      await bed.apply(route);
      await assert.rejects(bed.healthy(route, 2_000), /HTTPRoute default\/nowhere: ResolvedRefs=False/);
      await bed.cluster.delete(route);
    },
    'an upstream gives scripted answers, stops and recovers': async (bed) => {
      await bed.ollama.behave({ statuses: [503] });
      assert.equal((await bed.request({ host: HOST })).status, 503);
      assert.equal((await bed.request({ host: HOST, body: 'question' })).status, 200);
      assert.equal(bed.ollama.requests.at(-1)?.body, 'question');
      await bed.ollama.stop();
      assert.equal((await bed.request({ host: HOST })).status, 503);
      await bed.ollama.start();
      assert.equal((await bed.request({ host: HOST })).status, 200);
    },
    'TLS: a valid certificate is accepted, a wrong or expired one is not, and plaintext is detected': async (bed) => {
      const ca = bed.authority('bed-ca');
      const host = (name: string): string => `${name}.example.com`;
      const good = await bed.upstream({ port: 443, name: host('good'), tls: ca.issue({ names: [host('good')] }) });
      await bed.upstream({ port: 443, name: host('wrong'), tls: ca.issue({ names: ['other.example.com'] }) });
      await bed.upstream({ port: 443, name: host('old'), tls: ca.issue({ names: [host('old')], expired: true }) });
      const open = await bed.upstream({ port: 443, name: host('open'), tls: ca.issue({ names: [host('open')] }) });
      const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'default' } };
      const hosts = ['good', 'wrong', 'old', 'open'];
      const policies = hosts.filter((name) => name !== 'open').map((name) => tlsPolicy(name, host(name)));
      const routes = hosts.flatMap((name) => sampleHost({ name, host: host(name), port: 443, protocol: 'HTTPS' }));
      await bed.apply([{ ...config, data: { 'ca.crt': ca.certificate } }, ...policies, ...routes]);
      await bed.healthy();
      const statuses = await Promise.all(hosts.map(async (name) => (await bed.request({ host: host(name) })).status));
      assert.deepEqual(statuses, [200, 503, 503, 503]);
      assert.deepEqual(good.requests[0]?.tls, { sni: host('good'), version: 'TLSv1.2' });
      assert.match(open.plaintext.join(''), /^GET \/ HTTP\/1.1/);
    },
    'the bed cannot reach the machine, and nothing else runs in it': async () => {
      await assert.rejects(fetch('http://192.168.0.1', { signal: AbortSignal.timeout(2_000) }));
      assert.equal(process.pid, 1);
    },
  },
});
