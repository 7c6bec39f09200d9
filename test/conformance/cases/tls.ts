import assert from 'node:assert/strict';
import { Tls } from '../../../lib';
import { type Bed, group, type KubeObject } from '../bed';
import { ALLOWED, NAMESPACE, variant } from '../manifests';

const host = (name: string) => `${name}.example.com`;
const ca = { caConfigMap: 'private-ca' };
const https = (name: string, tls = Tls.originate(ca)) => ({ host: host(name), port: 443, tls });

const manifests = () =>
  variant({
    hosts: {
      good: https('good'),
      'wrong-name': https('wrong-name'),
      expired: https('expired'),
      'unknown-ca': https('unknown-ca', Tls.originate()),
      'only-13': https('only-13', Tls.originate({ caSecret: 'private-ca', maxVersion: '1.3' })),
      'wrong-name-13': https('wrong-name-13', Tls.originate({ caSecret: 'private-ca', maxVersion: '1.3' })),
      'only-13-asked-12': https('only-13-asked-12'),
      'system-13': https('system-13', Tls.originate({ maxVersion: '1.3' })),
      h2: { ...https('h2', Tls.originate({ caSecret: 'private-ca' })), protocol: 'http2' },
      'by-backend': { ...https('by-backend'), destination: 'Backend' },
    },
  });

async function setup(bed: Bed): Promise<void> {
  const authority = bed.authority('private');
  const other = bed.authority('system');
  other.trustBySystem();
  const serve = (name: string, options: { names?: string[]; expired?: boolean; from?: typeof authority; min?: 'TLSv1.3' } = {}) =>
    bed.upstream({
      port: 443,
      name: host(name),
      tls: {
        ...(options.from ?? authority).issue({ names: options.names ?? [host(name)], expired: options.expired ?? false }),
        ...(options.min && { minVersion: options.min }),
      },
    });
  good = await serve('good');
  await serve('wrong-name', { names: ['other.example.com'] });
  await serve('expired', { expired: true });
  await serve('unknown-ca');
  await serve('only-13', { min: 'TLSv1.3' });
  await serve('wrong-name-13', { names: ['other.example.com'], min: 'TLSv1.3' });
  await serve('only-13-asked-12', { min: 'TLSv1.3' });
  await serve('system-13', { from: other, min: 'TLSv1.3' });
  await serve('by-backend');
  // An HTTP/2 server that requires ALPN, as gRPC servers do.
  const h2 = { tls: authority.issue({ names: [host('h2')] }), protocols: ['h2'] } as const;
  await (await bed.upstream({ port: 443, name: host('h2'), ...h2 })).behave({ body: '{protocol} {authority}' });
  const metadata = { name: 'private-ca', namespace: NAMESPACE };
  const data = { 'ca.crt': authority.certificate };
  const trust: KubeObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: data },
  ];
  await bed.apply(trust);
  await bed.apply(manifests(), { force: true });
  await bed.healthy();
}

let good: Awaited<ReturnType<Bed['upstream']>>;

const ask = (bed: Bed, name: string) => bed.request({ host: host(name), headers: ALLOWED });

async function passes(bed: Bed, name: string, version: string): Promise<void> {
  const answer = await ask(bed, name);
  const line = await bed.accessLog.lineOf(answer);
  assert.equal(answer.status, 200, JSON.stringify(line));
  assert.equal(line.upstream_tls_version, version);
}

async function fails(bed: Bed, name: string, reason: RegExp): Promise<void> {
  const answer = await ask(bed, name);
  assert.equal(answer.status, 503);
  const line = await bed.accessLog.lineOf(answer);
  assert.equal(line.response_flags, 'URX,UF');
  assert.match(String(line.upstream_transport_failure_reason), reason);
}

export default group({
  name: 'tls',
  title: 'The gateway originates TLS and verifies the server',
  setup,
  cases: {
    'private CA: 200, right SNI and Host, TLS 1.2': async (bed) => {
      good.forget();
      await passes(bed, 'good', 'TLSv1.2');
      assert.equal(good.requests[0]?.tls?.sni, host('good'));
      assert.equal(good.requests[0]?.headers.host, host('good'));
      assert.deepEqual(good.plaintext, []);
    },
    'a certificate for a different name is rejected': (bed) => fails(bed, 'wrong-name', /SAN_matcher/),
    'an expired certificate is rejected': (bed) => fails(bed, 'expired', /certificate_has_expired/),
    'a certificate from an unknown CA is rejected': (bed) => fails(bed, 'unknown-ca', /unable_to_get_(local_)?issuer/),
    'an upstream that accepts only TLS 1.3: 200 with maxVersion 1.3': (bed) => passes(bed, 'only-13', 'TLSv1.3'),
    'the same with a system CA': (bed) => passes(bed, 'system-13', 'TLSv1.3'),
    'TLS 1.3 with a certificate for a different name is rejected': (bed) => fails(bed, 'wrong-name-13', /SAN_matcher/),
    'an upstream that accepts only TLS 1.3, without maxVersion: the connection fails': (bed) =>
      fails(bed, 'only-13-asked-12', /PROTOCOL_VERSION/),
    'HTTP/2 over TLS to a server that requires ALPN: 200': async (bed) => {
      const answer = await ask(bed, 'h2');
      assert.equal(answer.status, 200, JSON.stringify(await bed.accessLog.lineOf(answer)));
      assert.equal(answer.body, `HTTP/2.0 ${host('h2')}`);
    },
    'the same through a kgateway Backend: 200': (bed) => passes(bed, 'by-backend', 'TLSv1.2'),
  },
});
