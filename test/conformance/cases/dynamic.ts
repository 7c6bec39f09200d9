import assert from 'node:assert/strict';
import { type ExternalHostProps, Tls } from '../../../lib';
import { type Bed, group, type KubeObject, UPSTREAM } from '../bed';
import type { Upstream } from '../bed/components/upstream';
import { ALLOWED, variant } from '../manifests';

/** Of Envoy, for each Backend. */
const MAX_NAMES = 1024;
const AT_ONCE = 50;

/** A name with two labels is also that of a Service, `<name>.<namespace>`. */
const HOSTS = { steady: 'steady.dev', outside: 'models.dev', inside: 'vault.dev' } as const;
const SUFFIXES = { crowded: 'crowded.example.com', other: 'other.example.com' } as const;

const SETTINGS = {
  ...{ destination: 'dynamic', port: 443, tls: Tls.originate(), retryOn: 'safe', perTryTimeout: undefined },
} as const satisfies Partial<ExternalHostProps>;

/** A Service without a selector that leads to an address. */
function service(host: string, address: string): KubeObject[] {
  const [name = '', namespace = ''] = host.split('.');
  const metadata = { name, namespace };
  const labels = { 'kubernetes.io/service-name': name };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'https', port: 443, targetPort: 443 }] } },
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { ...metadata, labels } },
      ...{ addressType: 'IPv4', endpoints: [{ addresses: [address] }], ports: [{ name: 'https', port: 443 }] },
    },
  ];
}

/** What a Service leads to in a private network. */
let inside: Upstream;

const ask = (bed: Bed, host: string) => bed.request({ host, headers: ALLOWED });

/** Calls many names that do not resolve, some at once. */
async function unresolved(bed: Bed, names: readonly string[]): Promise<void> {
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const answers = await Promise.all(names.slice(i, i + AT_ONCE).map((name) => ask(bed, name)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([503]));
  }
}

async function setup(bed: Bed): Promise<void> {
  const authority = bed.authority('dynamic');
  authority.trustBySystem();
  const serve = async (names: readonly string[], name?: string, addresses?: string[]) => {
    const tls = authority.issue({ names });
    const upstream = await bed.upstream({ port: 443, tls, ...(name && { name }), ...(addresses && { addresses }) });
    return upstream;
  };
  for (const host of Object.values(HOSTS)) await serve([host], host);
  for (const suffix of Object.values(SUFFIXES)) await serve([`*.${suffix}`], `known.${suffix}`);
  // Its certificate is trusted, but of another name.
  const outside = await serve(['thief.dev']);
  await bed.apply(service(HOSTS.outside, outside.spec.addresses[0] ?? ''));
  // Its certificate is one of the host.
  inside = await serve([HOSTS.inside], undefined, [UPSTREAM]);
  await bed.apply(service(HOSTS.inside, UPSTREAM));
  const exact = Object.entries(HOSTS).map(([name, host]) => [name, { host, ...SETTINGS }]);
  const wildcards = Object.entries(SUFFIXES).map(([name, suffix]) => [name, { host: `*.${suffix}`, ...SETTINGS }]);
  const usual = [['usual', { host: 'usual.example.com' }]];
  const objects = variant({ hosts: Object.fromEntries([...usual, ...exact, ...wildcards]) });
  // The gateway has only the NetworkPolicies that the library writes.
  await bed.apply(objects.filter(({ metadata }) => metadata.name !== 'everything-outside'));
  await bed.healthy();
}

export default group({
  name: 'dynamic',
  title: 'The gateway resolves the names of dynamic hosts: what a Service or a caller can do to others',
  setup,
  timeoutMs: 120_000,
  cases: {
    'a Service that spells the name of a host gets no request: 503, by the certificate': async (bed) => {
      const answer = await ask(bed, HOSTS.outside);
      const { upstream_transport_failure_reason } = await bed.accessLog.lineOf(answer);
      assert.equal(answer.status, 503);
      assert.match(String(upstream_transport_failure_reason), /CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_verify_SAN_list/);
    },
    'nor one that leads inside, even with the certificate of the host: 503, by the NetworkPolicy': async (bed) => {
      const answer = await ask(bed, HOSTS.inside);
      const { response_code_details } = await bed.accessLog.lineOf(answer);
      assert.equal(answer.status, 503);
      assert.match(String(response_code_details), /remote_connection_failure/);
      assert.equal(inside.connections, 0);
    },
    'other hosts are served': async (bed) => {
      assert.equal((await ask(bed, HOSTS.steady)).status, 200);
    },
    [`a wildcard serves ${MAX_NAMES} names at a time, also those that do not resolve: 503 for others`]: async (bed) => {
      assert.equal((await ask(bed, `known.${SUFFIXES.crowded}`)).status, 200);
      const before = bed.envoy.memoryMiB();
      await unresolved(
        bed,
        Array.from({ length: MAX_NAMES + 26 }, (_, i) => `x${i}.${SUFFIXES.crowded}`),
      );
      bed.notes[`${MAX_NAMES} names of a wildcard, with the CAs of the system`] =
        `Envoy ${before} → ${bed.envoy.memoryMiB()} MiB`;
      const answer = await ask(bed, `new.${SUFFIXES.crowded}`);
      const { response_code_details } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([answer.status, response_code_details], [503, 'sub_cluster_overflow']);
    },
    'its known names, another wildcard and all other hosts are unharmed': async (bed) => {
      for (const host of [`known.${SUFFIXES.crowded}`, `known.${SUFFIXES.other}`, HOSTS.steady])
        assert.equal((await ask(bed, host)).status, 200, host);
    },
  },
});
