import { unapprovedHost } from '../../../../lib/checks/rules/egress/unapproved-host';
import { objections } from '../objections';
import { approval, BACKEND, backend, documents, entry, gateway, route, spec } from '../way-out';

const LABEL = "metadata.labels['security.corp/egress-approved']";
const annotation = (key: string) => `metadata.annotations['security.corp/egress-${key}']`;
const service = (type: string) => `
apiVersion: v1
kind: Service
metadata: { name: api, namespace: egress }
spec: { type: ${type}, externalName: api.example.com }`;
const workload = (labels: string) => `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: vm, namespace: egress, labels: ${labels} }
spec: { address: 192.0.2.1 }`;

test.each([
  ['a complete approval', entry(undefined, approval())],
  ['an expired approval, which another rule reports', entry(undefined, approval({ until: '2026-02-01T00:00:00Z' }))],
  ['a Service of another type', service('ClusterIP')],
  ['a destination that is being deleted', entry(undefined, 'deletionTimestamp: 2026-11-23T11:59:00Z')],
])('%s is not reported', (_, yaml) => {
  expect(objections(unapprovedHost, yaml)).toEqual([]);
});

test.each([
  ['ServiceEntry egress/api', entry(), 'undefined'],
  ['ServiceEntry egress/api', entry(undefined, approval({}, 'pending')), 'pending'],
  ['ServiceEntry egress/api', entry(undefined, approval({}, "'yes'")), 'yes'],
  ['Backend egress/api', backend(), 'undefined'],
  ['Service egress/api', service('ExternalName'), 'undefined'],
  ['WorkloadEntry egress/vm', workload('null'), 'undefined'],
])('%s is not approved: %#', (object, yaml, got) => {
  expect(objections(unapprovedHost, yaml)).toEqual([`${object} ${LABEL}: ${got}`]);
});

test.each([
  [{ owner: undefined }, 'owner', 'undefined'],
  [{ ticket: '' }, 'ticket', ''],
  [{ reason: undefined, from: undefined }, 'reason', 'undefined'],
  [{ 'approved-by': undefined }, 'approved-by', 'undefined'],
  [{ from: undefined }, 'from', 'undefined'],
  [{ from: '2026-01-01' }, 'from', '2026-01-01'],
  [{ until: 'next year' }, 'until', 'next year'],
  [{ until: '2027-02-31T00:00:00Z' }, 'until', '2027-02-31T00:00:00Z'],
  [{ until: '2027-03-01T00:00:00+01:00' }, 'until', '2027-03-01T00:00:00+01:00'],
])('an incomplete approval is reported: %j', (changes, key, got) => {
  expect(objections(unapprovedHost, entry(undefined, approval(changes)))).toEqual([
    `ServiceEntry egress/api ${annotation(key)}: ${got}`,
  ]);
});

test('the location of a ServiceEntry makes no difference, as at admission', () => {
  expect(objections(unapprovedHost, entry('hosts: [api.example.com], location: MESH_INTERNAL'))).toHaveLength(1);
});

const SELECTOR = (name: string) =>
  `resolution: STATIC, workloadSelector: { labels: { gateway.networking.k8s.io/gateway-name: ${name} } }`;
const capture = (name: string, location = 'MESH_INTERNAL', namespace = 'egress') =>
  entry(
    `hosts: [www.example.com], location: ${location}, ${SELECTOR(name)}, ports: [{ number: 80, name: http }]`,
    '',
    'www',
    namespace,
  );
const exit = documents(gateway(), route(), entry(spec('{ number: 443, name: https, protocol: HTTPS }'), approval()));

test('a ServiceEntry that sends the connections of applications to an egress gateway needs no approval', () => {
  expect(objections(unapprovedHost, documents(exit, capture('exit')))).toEqual([]);
});

test.each([
  ['another gateway', capture('other')],
  ['a gateway elsewhere', capture('exit', 'MESH_INTERNAL', 'team-a')],
  ['pods outside the mesh', capture('exit', 'MESH_EXTERNAL')],
])('a ServiceEntry that sends them to %s does', (_, yaml) => {
  expect(objections(unapprovedHost, documents(exit, yaml))).toMatchObject(
    [/ServiceEntry .*www .*: undefined/].map(expect.stringMatching),
  );
});

const shared = (tls: boolean, marks = '') => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: api, namespace: egress${marks && `, ${marks}`} }
spec: { dynamicForwardProxy: { enableTls: ${tls} } }`;
/** A route with the approval in its labels and annotations, or in its annotations only. */
const marked = (marks: string) => route(BACKEND).replace('namespace: egress }', `namespace: egress, ${marks} }`);
const approvedRoute = marked(approval({ approved: 'true' }).replace(/^labels: .*?}, /, ''));

test('the hosts of a Backend that several routes share are approved by their routes', () => {
  expect(objections(unapprovedHost, documents(gateway(), shared(true), approvedRoute))).toEqual([]);
  for (const unmarked of [route(BACKEND), marked(approval())])
    expect(objections(unapprovedHost, documents(gateway(), shared(true), unmarked))).toEqual([
      `HTTPRoute egress/api ${annotation('approved')}: undefined`,
    ]);
});

test('a Backend with an approval of its own is judged by it, and so is one without TLS', () => {
  expect(objections(unapprovedHost, documents(gateway(), shared(true, approval()), route(BACKEND)))).toEqual([]);
  expect(objections(unapprovedHost, documents(gateway(), shared(true, approval({}, 'pending')), route(BACKEND)))).toEqual([
    `Backend egress/api ${LABEL}: pending`,
  ]);
  expect(objections(unapprovedHost, documents(gateway(), shared(false), approvedRoute))).toEqual([
    `Backend egress/api ${LABEL}: undefined`,
  ]);
});
