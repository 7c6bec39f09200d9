import { tlsConflict } from '../../../../lib/checks/rules/egress/tls-conflict';
import { objections } from '../objections';
import { config, documents, ENTRY, entry, gateway, route, tls, VERIFIED } from '../way-out';

const tlsGateway = (mode: string) => gateway(`{ name: tls, port: 8443, protocol: TLS, tls: { mode: ${mode} } }`);
const TLS_ROUTE = route(ENTRY, '', 'TLSRoute');

test.each([
  ['a BackendTLSPolicy alone', documents(gateway(), route(), entry(), tls())],
  ['a BackendConfigPolicy alone', documents(gateway(), route(), entry(), config(VERIFIED))],
  ['one that says nothing of TLS beside', documents(entry(), tls(), config('circuitBreakers: { maxRetries: 9 }'))],
  ['TLS that is passed through', documents(tlsGateway('Passthrough'), TLS_ROUTE, entry())],
  ['TLS that is ended and made anew', documents(tlsGateway('Terminate'), TLS_ROUTE, entry(), tls())],
  ['a Gateway that is not there', documents(TLS_ROUTE, entry(), tls())],
])('%s is one way', (_, yaml) => {
  expect(objections(tlsConflict, yaml)).toEqual([]);
});

test('of two policies one is overridden', () => {
  expect(objections(tlsConflict, documents(entry(), tls(), config(VERIFIED)))).toEqual([
    'BackendConfigPolicy egress/api spec.tls: tls, and BackendTLSPolicy egress/api for ServiceEntry egress/api',
  ]);
});

test('TLS that is passed through gets no second TLS', () => {
  expect(objections(tlsConflict, documents(tlsGateway('Passthrough'), TLS_ROUTE, entry(), tls()))).toEqual([
    'BackendTLSPolicy egress/api spec.targetRefs[0]: TLS to ServiceEntry egress/api, to which TLSRoute egress/api passes TLS through',
  ]);
});
