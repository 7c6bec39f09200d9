import { missingReferenceGrant } from '../../../../lib/checks/rules/egress/missing-reference-grant';
import { ENTRY, object, route } from '../exit';
import { objections } from '../objections';

const foreign = (rules?: string) => route({ name: 'team-a/api', ...(rules && { rules }) });
const to = (ref: string) => `{ backendRefs: [{ ${ref} }] }`;
const TO_FOREIGN_ENTRY = to('group: networking.istio.io, kind: ServiceEntry, name: api, namespace: egress, port: 443');
const grant = (from: string, target: string) =>
  object('ReferenceGrant', 'egress/grant', `{ from: [{ ${from} }], to: [{ ${target} }] }`);
const FROM_ROUTES = 'group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: team-a';
const TO_ENTRIES = 'group: networking.istio.io, kind: ServiceEntry';
const extension = (server: string) =>
  object(
    'GatewayExtension',
    'team-a/authz',
    `{ extAuth: { grpcService: { backendRef: { name: authz, ${server} port: 9081 } } } }`,
  );
const FROM_EXTENSIONS = 'group: gateway.kgateway.dev, kind: GatewayExtension, namespace: team-a';

test.each([
  ['stay in its namespace', ENTRY + route()],
  ['cross with a grant', ENTRY + foreign(TO_FOREIGN_ENTRY) + grant(FROM_ROUTES, TO_ENTRIES)],
  ['cross with a grant for the name', ENTRY + foreign(TO_FOREIGN_ENTRY) + grant(FROM_ROUTES, `${TO_ENTRIES}, name: api`)],
  [
    'cross to a Hostname, which needs no grant',
    ENTRY + foreign(to('group: networking.istio.io, kind: Hostname, name: api.example.com, namespace: egress, port: 443')),
  ],
  ['belong to an extension and stay in its namespace', extension('')],
  [
    'belong to an extension and cross with a grant',
    extension('namespace: egress,') + grant(FROM_EXTENSIONS, "group: '', kind: Service"),
  ],
  ['belong to a route without egress', foreign(to('name: web, namespace: egress, port: 80'))],
])('a reference may %s', (_, yaml) => {
  expect(objections(missingReferenceGrant, yaml)).toEqual([]);
});

const TO_ENTRY_REPORTED =
  'HTTPRoute team-a/api spec.rules[0].backendRefs[0].namespace: networking.istio.io/ServiceEntry egress/api';

test.each([
  ['without a grant', foreign(TO_FOREIGN_ENTRY)],
  ['with a grant for another name', foreign(TO_FOREIGN_ENTRY) + grant(FROM_ROUTES, `${TO_ENTRIES}, name: other`)],
  ['with a grant for another kind', foreign(TO_FOREIGN_ENTRY) + grant(FROM_ROUTES, "group: '', kind: Service")],
  ['with a grant to others', foreign(TO_FOREIGN_ENTRY) + grant(FROM_ROUTES.replace('team-a', 'team-b'), TO_ENTRIES)],
])('a route that crosses %s is reported', (_, yaml) => {
  expect(objections(missingReferenceGrant, ENTRY + yaml)).toEqual([TO_ENTRY_REPORTED]);
});

test('an extension may have a server that needs no grant, or no server', () => {
  const other = object(
    'GatewayExtension',
    'team-a/backend',
    '{ extAuth: { grpcService: { backendRef: { group: gateway.kgateway.dev, kind: Backend, name: b, namespace: egress } } } }',
  );
  expect(objections(missingReferenceGrant, other + object('GatewayExtension', 'team-a/jwt', '{ jwt: {} }'))).toEqual([]);
});

test('an extension and a Service of an egress route are reported, too', () => {
  const rules = `${TO_FOREIGN_ENTRY.replace('egress', 'team-a')}, ${to('name: cache, namespace: egress, port: 80')}`;
  expect(objections(missingReferenceGrant, foreign(rules) + extension('namespace: egress,'))).toEqual([
    'HTTPRoute team-a/api spec.rules[1].backendRefs[0].namespace: Service egress/cache',
    'GatewayExtension team-a/authz spec.extAuth.grpcService.backendRef.namespace: Service egress/authz',
  ]);
});

test('a grant of another repository in that namespace is assumed to permit the reference', () => {
  const yaml = ENTRY + foreign(TO_FOREIGN_ENTRY);
  expect(objections(missingReferenceGrant, yaml, { external: ['ReferenceGrant egress/from-routes'] })).toEqual([]);
  expect(objections(missingReferenceGrant, yaml, { external: ['ReferenceGrant other/from-routes'] })).toEqual([
    TO_ENTRY_REPORTED,
  ]);
});
