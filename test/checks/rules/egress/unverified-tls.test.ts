import { unverifiedTls } from '../../../../lib/checks/rules/egress/unverified-tls';
import { objections } from '../objections';
import { config, documents, entry, tls, VERIFIED } from '../way-out';

const SERVICE = "{ group: '', kind: Service, name: api }";

test.each([
  ['verifies the name', config(VERIFIED)],
  ['is a BackendTLSPolicy', documents(entry(), tls())],
  ['has no tls', config('circuitBreakers: { maxRetries: 9 }')],
  ['targets a Service of the cluster', config('tls: { insecureSkipVerify: true }', SERVICE)],
])('a policy that %s is not reported', (_, yaml) => {
  expect(objections(unverifiedTls, yaml)).toEqual([]);
});

test.each([
  ['insecureSkipVerify: true, sni: a, verifySubjectAltNames: [a]', 'insecureSkipVerify: true'],
  ['wellKnownCACertificates: System, sni: a', 'verifySubjectAltNames: undefined'],
  ['wellKnownCACertificates: System, sni: a, verifySubjectAltNames: []', 'verifySubjectAltNames: []'],
  ['wellKnownCACertificates: System, verifySubjectAltNames: [a]', 'sni: undefined'],
])('TLS with %s is reported', (fields, objection) => {
  expect(objections(unverifiedTls, config(`tls: { ${fields} }`))).toEqual([
    `BackendConfigPolicy egress/api spec.tls.${objection}`,
  ]);
});

test('a policy on an ExternalName Service is reported, once for all its targets', () => {
  const service = `
apiVersion: v1
kind: Service
metadata: { name: api, namespace: egress }
spec: { type: ExternalName, externalName: api.example.com }`;
  const policy = config(
    'tls: { insecureSkipVerify: true }',
    `${SERVICE}, { group: gateway.kgateway.dev, kind: Backend, name: b }`,
  );
  expect(objections(unverifiedTls, documents(service, policy))).toHaveLength(1);
});
