import { unverifiedTls } from '../../../../lib/checks/rules/egress/unverified-tls';
import { objections } from '../objections';
import { config, documents, entry, tls, VERIFIED } from '../way-out';

const SERVICE = "{ group: '', kind: Service, name: api }";

test.each([
  ['checks the name', config(VERIFIED)],
  ['is a BackendTLSPolicy', documents(entry(), tls())],
  ['says nothing of TLS', config('circuitBreakers: { maxRetries: 9 }')],
  ['is for a Service of the cluster', config('tls: { insecureSkipVerify: true }', SERVICE)],
])('a policy that %s is fine', (_, yaml) => {
  expect(objections(unverifiedTls, yaml)).toEqual([]);
});

test.each([
  ['insecureSkipVerify: true, sni: a, verifySubjectAltNames: [a]', 'insecureSkipVerify: true'],
  ['wellKnownCACertificates: System, sni: a', 'verifySubjectAltNames: undefined'],
  ['wellKnownCACertificates: System, sni: a, verifySubjectAltNames: []', 'verifySubjectAltNames: []'],
  ['wellKnownCACertificates: System, verifySubjectAltNames: [a]', 'sni: undefined'],
])('TLS with %s is told', (said, objection) => {
  expect(objections(unverifiedTls, config(`tls: { ${said} }`))).toEqual([`BackendConfigPolicy egress/api spec.tls.${objection}`]);
});

test('an ExternalName Service leads out too, and a policy is told once', () => {
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
