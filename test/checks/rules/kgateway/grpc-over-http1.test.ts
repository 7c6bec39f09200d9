import { grpcOverHttp1 } from '../../../../lib/checks/rules/kgateway/grpc-over-http1';
import { gateway, object, policy, route } from '../exit';
import { objections } from '../objections';

const entry = (protocol: string) =>
  object(
    'ServiceEntry',
    'egress/api',
    `{ hosts: [api.example.com], ports: [{ number: 443, name: rpc, protocol: ${protocol} }] }`,
  );
const backend = (spec: string) => object('Backend', 'egress/api', spec);
const fixed = (more = '') => backend(`{ static: { hosts: [{ host: api.example.com, port: 443 }]${more} } }`);
const REFS = {
  entry: '{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }',
  hostname: '{ group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443 }',
  backend: '{ group: gateway.kgateway.dev, kind: Backend, name: api }',
};
const routed = (ref: keyof typeof REFS, kind = 'GRPCRoute') =>
  gateway() + route({ kind, rules: `{ backendRefs: [${REFS[ref]}] }` });
const reported = (got: string) => [`GRPCRoute egress/api spec.rules[0].backendRefs[0]: ${got}`];

test.each(['GRPC', 'HTTP2', 'grpc-web'])('accepts a ServiceEntry port of protocol %s', (protocol) => {
  expect(objections(grpcOverHttp1, routed('entry') + entry(protocol))).toEqual([]);
});

test.each(['HTTP', 'HTTPS', 'TLS', 'TCP'])('reports a ServiceEntry port of protocol %s', (protocol) => {
  const got = `port 443 with protocol ${protocol} of ServiceEntry egress/api`;
  expect(objections(grpcOverHttp1, routed('entry') + entry(protocol))).toEqual(reported(got));
  expect(objections(grpcOverHttp1, routed('hostname') + entry(protocol))).toEqual(reported(got));
});

test('judges a Backend by its appProtocol', () => {
  expect(objections(grpcOverHttp1, routed('backend') + fixed(', appProtocol: grpc'))).toEqual([]);
  expect(objections(grpcOverHttp1, routed('backend') + fixed(', appProtocol: kubernetes.io/h2c'))).toEqual([]);
  expect(objections(grpcOverHttp1, routed('backend') + fixed())).toEqual(reported('Backend egress/api without appProtocol'));
  expect(objections(grpcOverHttp1, routed('backend') + fixed(', appProtocol: kubernetes.io/ws'))).toEqual(
    reported('Backend egress/api with appProtocol kubernetes.io/ws'),
  );
  expect(objections(grpcOverHttp1, routed('backend') + backend('{ dynamicForwardProxy: {} }'))).toEqual(
    reported('Backend egress/api (dynamicForwardProxy), which has no HTTP/2'),
  );
});

test('accepts a destination for which a BackendConfigPolicy sets HTTP/2', () => {
  const config = policy('BackendConfigPolicy', 'h2', 'gateway.kgateway.dev Backend api', 'http2ProtocolOptions: {}');
  expect(objections(grpcOverHttp1, routed('backend') + fixed() + config)).toEqual([]);
});

test('says nothing of HTTPRoutes, which may carry anything', () => {
  expect(objections(grpcOverHttp1, routed('entry', 'HTTPRoute') + entry('HTTPS'))).toEqual([]);
});
