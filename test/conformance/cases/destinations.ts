import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject, PUBLIC_UPSTREAM, waitFor } from '../bed';
import { NAMESPACE, variant } from '../manifests';
import * as open from '../open-route';

const { backend, conditions, leaves, opened, toBackend, under } = open;

const TLS_HOST = 'tls.example.com';
const KGATEWAY_BACKEND = { group: 'gateway.kgateway.dev', kind: 'Backend', name: 'tls' };

const service = (spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'search', namespace: NAMESPACE },
  spec: { ports: [{ name: 'http', port: 80, targetPort: 11434 }], ...spec },
});

const slice = (addressType: string, endpoint: object): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'search-by-hand', namespace: NAMESPACE, labels: { 'kubernetes.io/service-name': 'search' } },
  ...{ addressType, endpoints: [endpoint], ports: [{ name: 'http', port: 11434 }] },
});
const outside = slice('IPv4', { addresses: [PUBLIC_UPSTREAM] });

const toService = opened([{ backendRefs: [{ name: 'search', port: 80 }] }]);

/** All is accepted, and kgateway has no endpoint. */
const hasNoEndpoint = (bed: Bed, added: readonly KubeObject[]) =>
  under(bed, [...added, ...toService], async () => {
    const answer = await bed.request({ host: open.OPEN_HOST });
    assert.deepEqual([answer.status, answer.body], [503, 'no healthy upstream']);
  });

const tlsPolicy = (targetRef: object, version = 'v1'): KubeObject => ({
  apiVersion: `gateway.networking.k8s.io/${version}`,
  kind: 'BackendTLSPolicy',
  metadata: { name: 'tls', namespace: NAMESPACE },
  spec: {
    targetRefs: [targetRef],
    validation: { hostname: TLS_HOST, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'private-ca' }] },
  },
});

let upstream: Awaited<ReturnType<Bed['upstream']>>;

/**
 * Whether the request goes out encrypted, and what the policy's status says.
 *
 * @param written - how many conditions the status is to have, which kgateway can write after the request
 */
async function tried(bed: Bed, targetRef: object, written = 0): Promise<{ encrypted: boolean; status: string[] }> {
  let [encrypted, status]: [boolean, string[]] = [false, []];
  const objects = [
    tlsPolicy(targetRef),
    backend('tls', NAMESPACE, TLS_HOST, 443),
    ...opened([{ backendRefs: [toBackend('tls')] }]),
  ];
  await under(bed, objects, async () => {
    const before = upstream.plaintext.length;
    const answer = await bed.request({ host: open.OPEN_HOST });
    encrypted = answer.status === 200;
    // The record of the upstream comes from another process, and can come after the answer.
    if (!encrypted) await waitFor('the upstream to get plaintext', async () => upstream.plaintext.length === before + 1);
    const read = async () => {
      status = await conditions(bed, tlsPolicy(targetRef));
      return status.length >= written;
    };
    await waitFor('the status', read);
  });
  return { encrypted, status };
}

/** The status of a request when the policy is applied to what is there already and is accepted. */
async function statusLater(bed: Bed, there: readonly KubeObject[], ref: object): Promise<number> {
  let status = 0;
  await under(bed, there, () =>
    under(bed, [tlsPolicy(ref)], async () => {
      await waitFor('the policy to be accepted', async () =>
        (await conditions(bed, tlsPolicy(ref))).includes('Accepted=True/Accepted'),
      );
      ({ status } = await bed.request({ host: open.OPEN_HOST }));
    }),
  );
  return status;
}

export default group({
  name: 'destinations',
  title: 'What counts as a destination outside, and which BackendTLSPolicy misses it',
  setup: async (bed) => {
    const authority = bed.authority('private');
    upstream = await bed.upstream({ port: 443, name: TLS_HOST, tls: authority.issue({ names: [TLS_HOST] }) });
    const metadata = { name: 'private-ca', namespace: NAMESPACE };
    await bed.apply([...variant(), { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': authority.certificate } }]);
    await bed.healthy();
  },
  cases: {
    'a Service without selector with an EndpointSlice of an outside address leads there': (bed) =>
      under(bed, [service({}), outside, ...toService], () => leaves(bed)),
    'so does a headless Service': async (bed) => {
      const headless = service({ clusterIP: 'None', ports: [{ name: 'http', port: 80, targetPort: 11434 }] });
      await under(bed, [headless, outside, ...toService], () => leaves(bed));
    },
    'so does a Service with a selector, by an EndpointSlice written by hand': (bed) =>
      under(bed, [service({ selector: { app: 'nothing' } }), outside, ...toService], () => leaves(bed)),
    'an endpoint that is not ready, or an EndpointSlice of type FQDN, leads nowhere': async (bed) => {
      await hasNoEndpoint(bed, [service({}), slice('IPv4', { addresses: [PUBLIC_UPSTREAM], conditions: { ready: false } })]);
      await hasNoEndpoint(bed, [service({}), slice('FQDN', { addresses: ['host.docker.internal'] })]);
    },
    'a Service of type ExternalName, or with externalIPs only, leads nowhere': async (bed) => {
      await hasNoEndpoint(bed, [service({ type: 'ExternalName', externalName: 'host.docker.internal' })]);
      await hasNoEndpoint(bed, [service({ externalIPs: [PUBLIC_UPSTREAM] })]);
    },
    'a BackendTLSPolicy on the Backend: encrypted': async (bed) => {
      assert.equal((await tried(bed, KGATEWAY_BACKEND)).encrypted, true);
    },
    'a BackendTLSPolicy on Backend of the core group, on a missing Backend or on a sectionName of it: plaintext, no status':
      async (bed) => {
        const wrong = [{ group: '' }, { name: 'missing' }, { sectionName: '443' }];
        for (const change of wrong) {
          assert.deepEqual(await tried(bed, { ...KGATEWAY_BACKEND, ...change }), { encrypted: false, status: [] });
        }
      },
    'a BackendTLSPolicy on the HTTPRoute or on the Gateway: plaintext, though it is reported Accepted': async (bed) => {
      for (const ref of [open.target('open'), open.theGateway()]) {
        assert.deepEqual(await tried(bed, ref, 1), { encrypted: false, status: ['Accepted=True/Valid'] });
      }
    },
    'a BackendTLSPolicy on a Backend that was there before: encrypted': async (bed) => {
      const objects = [backend('tls', NAMESPACE, TLS_HOST, 443), ...opened([{ backendRefs: [toBackend('tls')] }])];
      assert.equal(await statusLater(bed, objects, KGATEWAY_BACKEND), 200);
    },
    'a BackendTLSPolicy in an old version: the API server does not serve it': async (bed) => {
      for (const version of ['v1alpha2', 'v1alpha3', 'v1beta1']) {
        const { status, stderr } = await bed.cluster.tryApply(tlsPolicy(KGATEWAY_BACKEND, version), { dryRun: true });
        assert.equal(status, 1);
        assert.match(stderr, /no matches for kind "BackendTLSPolicy" in version/);
      }
    },
  },
});
