import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject } from '../bed';
import { NAMESPACE, variant } from '../manifests';
import * as open from '../open-route';

const { backend, opened, toBackend, under } = open;

const NAME = 'rpc.example.com';

/** Where the servers are: plain HTTP/2, HTTP/2 over TLS that insists on ALPN, and TLS that takes HTTP/1.1 too. */
const at = { plain: 50051, strict: 8443, lenient: 443 };
let address: string;

async function startServers(bed: Bed, tls: { cert: string; key: string }): Promise<void> {
  address = bed.world.network.outsideAddress();
  const servers = [
    { port: at.plain, protocols: ['h2'] },
    { port: at.strict, protocols: ['h2'], tls },
    { port: at.lenient, protocols: ['h2', 'http/1.1'], tls },
  ] as const;
  for (const server of servers) await (await bed.upstream({ ...server, addresses: [address] })).behave({ body: '{protocol}' });
}

const serviceEntry = (port: number, protocol: string): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'rpc', namespace: NAMESPACE },
  spec: {
    hosts: [NAME],
    ...{ location: 'MESH_EXTERNAL', resolution: 'STATIC', endpoints: [{ address }] },
    ports: [{ number: port, name: 'rpc', protocol }],
  },
});

/** TLS, without a word on ALPN, which a BackendTLSPolicy does not have. */
const tls = (targetRef: object): KubeObject => ({
  apiVersion: open.GATEWAY_API,
  kind: 'BackendTLSPolicy',
  metadata: { name: 'rpc', namespace: NAMESPACE },
  spec: {
    targetRefs: [targetRef],
    validation: { hostname: NAME, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'private-ca' }] },
  },
});

const SERVICE_ENTRY = { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'rpc' };
const toEntry = (port: number) => opened([{ backendRefs: [{ ...SERVICE_ENTRY, port }] }], 'GRPCRoute');

/** The answer of a GRPCRoute to such a port. */
async function asked(bed: Bed, port: number, protocol: string, added: readonly KubeObject[] = []): Promise<string> {
  let got = '';
  await under(bed, [...added, serviceEntry(port, protocol), ...toEntry(port)], async () => {
    const { status, body } = await bed.request({ host: open.OPEN_HOST });
    got = status === 200 ? body : String(status);
  });
  return got;
}

const HTTP2 = ['GRPC', 'HTTP2'];
const HTTP1 = ['HTTP', 'HTTPS', 'TLS', 'TCP'];
const withTls = [tls(SERVICE_ENTRY)];

export default group({
  name: 'grpc',
  title: 'The protocol of a destination says whether Envoy speaks HTTP/2, not the kind of the route',
  setup: async (bed) => {
    const authority = bed.authority('private');
    await startServers(bed, authority.issue({ names: [NAME] }));
    const metadata = { name: 'private-ca', namespace: NAMESPACE };
    await bed.apply([...variant(), { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': authority.certificate } }]);
    await bed.healthy();
  },
  cases: {
    'a GRPCRoute to a port of protocol GRPC or HTTP2: HTTP/2, over a BackendTLSPolicy with ALPN': async (bed) => {
      for (const protocol of HTTP2) {
        assert.equal(await asked(bed, at.plain, protocol), 'HTTP/2.0');
        assert.equal(await asked(bed, at.strict, protocol, withTls), 'HTTP/2.0');
        assert.equal(await asked(bed, at.lenient, protocol, withTls), 'HTTP/2.0');
      }
    },
    'a GRPCRoute to a port of protocol HTTP, HTTPS, TLS or TCP: HTTP/1.1, which a gRPC server does not take': async (bed) => {
      for (const protocol of HTTP1) {
        assert.equal(await asked(bed, at.plain, protocol), '502');
        assert.equal(await asked(bed, at.strict, protocol, withTls), '503');
        assert.equal(await asked(bed, at.lenient, protocol, withTls), 'HTTP/1.1');
      }
    },
    'a GRPCRoute to a Backend: HTTP/2 with appProtocol grpc, over TLS too; HTTP/1.1 without': async (bed) => {
      const route = opened([{ backendRefs: [toBackend('rpc')] }], 'GRPCRoute');
      const to = (port: number, appProtocol?: string): KubeObject => ({
        ...backend('rpc'),
        spec: { static: { hosts: [{ host: address, port }], ...(appProtocol && { appProtocol }) } },
      });
      const answer = async () => (await bed.request({ host: open.OPEN_HOST })).status;
      await under(bed, [to(at.plain, 'grpc'), ...route], async () => assert.equal(await answer(), 200));
      await under(bed, [tls({ ...toBackend('rpc') }), to(at.strict, 'grpc'), ...route], async () =>
        assert.equal(await answer(), 200),
      );
      await under(bed, [to(at.plain), ...route], async () => assert.equal(await answer(), 502));
    },
  },
});
