import assert from 'node:assert/strict';
import { Tls } from '../../../lib';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { ALLOWED, NAMESPACE, variant } from '../manifests';

const MUTUAL = 'mutual.example.com';
const BARE = 'bare.example.com';
const SPARE = 'spare.example.com';

const https = (host: string, tls: Tls) => ({ host, port: 443, tls });
const manifests = () =>
  variant({
    hosts: {
      mutual: https(MUTUAL, Tls.mutual({ secret: 'client' })),
      bare: https(BARE, Tls.originate({ caSecret: 'ca', maxVersion: '1.3' })),
      spare: { ...https(SPARE, Tls.mutual({ secret: 'spare', maxVersion: '1.2' })), destination: 'Backend' },
    },
  });

function secret(name: string, stringData: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: NAMESPACE }, stringData };
}

type Upstream = Awaited<ReturnType<Bed['upstream']>>;
let upstream: Upstream;
let servers: ReturnType<Bed['authority']>;
let clients: ReturnType<Bed['authority']>;

/** The Secret with a client certificate for a name. */
function certified(name: string, of = clients, into = 'client'): KubeObject {
  const { cert, key } = of.issue({ names: [name] });
  return secret(into, { 'tls.crt': cert, 'tls.key': key, 'ca.crt': servers.certificate });
}

async function setup(bed: Bed): Promise<void> {
  servers = bed.authority('servers');
  clients = bed.authority('clients');
  const tls = { ...servers.issue({ names: [MUTUAL, BARE, SPARE] }), clientAuthority: clients.certificate };
  upstream = await bed.upstream({ port: 443, name: MUTUAL, tls });
  for (const name of [BARE, SPARE]) bed.setHost(name, upstream.spec.addresses[0] as string);
  await bed.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    secret('ca', { 'ca.crt': servers.certificate }),
    certified('gateway'),
    certified('gateway-12', clients, 'spare'),
  ]);
  await bed.apply(manifests(), { force: true });
  await bed.healthy();
}

async function ask(bed: Bed, host: string) {
  upstream.forget();
  return bed.request({ host, headers: ALLOWED });
}

/** Who the upstream believes to have called. */
const callers = () => upstream.requests.map(({ tls }) => `${tls?.client} ${tls?.version}`);

const replace = (bed: Bed, made: KubeObject) => bed.apply(made, { force: true });

/** While the Secret is so, no request arrives, and nothing is sent in plaintext. */
async function fails(bed: Bed): Promise<void> {
  await waitFor('requests to fail', async () => (await ask(bed, MUTUAL)).status >= 500);
  for (let tries = 0; tries < 5; tries += 1) assert.ok((await ask(bed, MUTUAL)).status >= 500);
  assert.deepEqual([upstream.requests, upstream.plaintext], [[], []]);
}

async function restore(bed: Bed): Promise<void> {
  await replace(bed, certified('gateway'));
  await waitFor('the certificate to be in effect', async () => (await ask(bed, MUTUAL)).status === 200);
}

export default group({
  name: 'client-certificates',
  title: 'The gateway authenticates to hosts with a client certificate',
  setup,
  cases: {
    'the host sees the subject of the certificate, over TLS 1.3': async (bed) => {
      assert.equal((await ask(bed, MUTUAL)).status, 200);
      assert.deepEqual(callers(), ['gateway TLSv1.3']);
      assert.equal(upstream.requests[0]?.tls?.sni, MUTUAL);
    },
    'with maxVersion 1.2, and by a Backend': async (bed) => {
      assert.equal((await ask(bed, SPARE)).status, 200);
      assert.deepEqual(callers(), ['gateway-12 TLSv1.2']);
    },
    'without a certificate, the host refuses the connection': async (bed) => {
      const answer = await ask(bed, BARE);
      assert.equal(answer.status, 503);
      const { response_flags, response_code_details } = await bed.accessLog.lineOf(answer);
      // With TLS 1.3, the host refuses after the handshake, so that Envoy knows no reason.
      assert.deepEqual([response_flags, /connection_termination/.test(String(response_code_details))], ['URX,UC', true]);
      assert.deepEqual(upstream.requests, []);
    },
    'a renewed certificate is in effect within 5 seconds': async (bed) => {
      const start = Date.now();
      await replace(bed, certified('renewed'));
      await waitFor(
        'the new certificate',
        async () => (await ask(bed, MUTUAL)).status === 200 && callers()[0]?.startsWith('renewed'),
      );
      const ms = Date.now() - start;
      bed.notes['time until a renewed client certificate is in effect'] = `${ms} ms`;
      assert.ok(ms < 5_000, `${ms} ms`);
    },
    'a certificate of another authority: the host refuses the connection': async (bed) => {
      await replace(bed, certified('gateway', servers));
      await fails(bed);
      await restore(bed);
    },
    'a Secret that is missing: no request arrives, and nothing in plaintext': async (bed) => {
      await bed.cluster.delete([secret('client', {})]);
      await fails(bed);
      await restore(bed);
    },
    'a Secret without the CAs of the host: the same': async (bed) => {
      const { cert, key } = clients.issue({ names: ['gateway'] });
      await bed.cluster.delete([secret('client', {})]);
      await bed.apply(secret('client', { 'tls.crt': cert, 'tls.key': key }));
      await fails(bed);
      await bed.cluster.delete([secret('client', {})]);
      await restore(bed);
    },
    'a key of another certificate: the same': async (bed) => {
      const [one, other] = [clients.issue({ names: ['gateway'] }), clients.issue({ names: ['gateway'] })];
      await replace(bed, secret('client', { 'tls.crt': one.cert, 'tls.key': other.key, 'ca.crt': servers.certificate }));
      await fails(bed);
      await restore(bed);
    },
  },
});
