// Requests that name a destination outside the cluster.
import { CONTROLLER, ROOT } from './answers';
import {
  APPROVER,
  accepted,
  approved,
  backend,
  DEPLOYER,
  endpoints,
  entryFor,
  NODE,
  objectOf,
  type Refusal,
  type Row,
  refused,
  route,
  serviceOf,
  slice,
} from './rows';

const UNAPPROVED = 'egress destination without approval';
const INCOMPLETE = 'egress destination with an incomplete approval';
const by = (policy: Refusal[0], message: string): Refusal => [policy, message];
const unapproved = by('approval', UNAPPROVED);
const incomplete = by('approval', INCOMPLETE);
const ended = by('approval', '2027-01-01T00:00:00Z (host api.example.org, owner thief, ticket T-1)');

const inMesh = (spec: object) => entryFor({ hosts: ['vm.corp'], location: 'MESH_INTERNAL', resolution: 'STATIC', ...spec });
const external = (externalName: string, metadata: object = {}) => serviceOf({ type: 'ExternalName', externalName }, metadata);
const workload = (address: string) => objectOf('networking.istio.io/v1', 'WorkloadEntry', { spec: { address } });
const staticBackend = (host: string, metadata: object = {}) =>
  backend({ type: 'Static', static: { hosts: [{ host, port: 443 }] } }, metadata);
const aws = { type: 'AWS', aws: { accountId: '123456789012', lambda: { functionName: 'exit' } } };
const dynamic = { type: 'DynamicForwardProxy', dynamicForwardProxy: { enableTls: true } };

const asApprover = { as: APPROVER };

/** ServiceEntries and their approvals. */
const ENTRIES: readonly Row[] = [
  refused('a ServiceEntry without an approval', entryFor(), by('approval', '(host api.example.org, owner none, ticket none)')),
  refused('the same, created', entryFor(), unapproved, { how: 'create' }),
  refused('the same through v1beta1', entryFor({}, {}, 'networking.istio.io/v1beta1'), unapproved),
  refused('the same through v1alpha3', entryFor({}, {}, 'networking.istio.io/v1alpha3'), unapproved),
  refused('the same from whoever deploys', entryFor(), unapproved, { as: DEPLOYER }),
  refused('the same from an administrator', entryFor(), unapproved, { as: ROOT }),
  refused('the same from a node', entryFor(), unapproved, { as: NODE, beyondKyverno: 'nodes' }),
  refused('the same from a controller of Kubernetes', entryFor(), unapproved, { as: CONTROLLER }),
  refused('the same in kube-system', entryFor({}, { namespace: 'kube-system' }), unapproved, { beyondKyverno: 'kube-system' }),
  refused('the same in the namespace of Kyverno', entryFor({}, { namespace: 'kyverno' }), unapproved, {
    beyondKyverno: 'its own namespace',
  }),
  accepted('the same in an excluded namespace', entryFor({}, { namespace: 'machines' })),
  accepted('an approved ServiceEntry', entryFor({}, approved()), asApprover),
  accepted('the same from whoever deploys', entryFor({}, approved()), { as: DEPLOYER }),
  accepted('the same from an administrator', entryFor({}, approved()), { as: ROOT }),
  refused('the label "false"', entryFor({}, approved({}, 'false')), unapproved, asApprover),
  refused('the label "pending"', entryFor({}, approved({}, 'pending')), unapproved, asApprover),
  refused('the label "withdrawn"', entryFor({}, approved({}, 'withdrawn')), unapproved, asApprover),
  ...['owner', 'ticket', 'reason', 'approved-by', 'from', 'until'].map((key) =>
    refused(`an approval without ${key}`, entryFor({}, approved({ [key]: '' })), incomplete, asApprover),
  ),
  refused('an approval until a text', entryFor({}, approved({ until: 'tomorrow' })), incomplete, asApprover),
  refused(
    'a ticket of another form',
    entryFor({}, approved({ ticket: 'U-1' })),
    by('approval', 'must match ^T-[0-9]+$'),
    asApprover,
  ),
  refused(
    'a longer approval than permitted',
    entryFor({}, approved({ until: '2200-01-01T00:00:00Z' })),
    by('approval', 'it may last 40000 days'),
    asApprover,
  ),
  refused(
    'an approval by somebody else too',
    entryFor({}, approved({ 'approved-by': 'thief@example.com, me' })),
    by('approval', 'may only have'),
    asApprover,
  ),
  accepted(
    'an approval by two people',
    entryFor({}, approved({ 'approved-by': 'THIEF@example.com , second@example.com' })),
    asApprover,
  ),
  refused('an approval that has ended', entryFor({}, approved({ until: '2026-01-02T00:00:00Z' })), ended, {
    ...asApprover,
    beyondNative: 'clock',
  }),
  refused(
    'an approval that has not begun',
    entryFor({}, approved({ from: '2099-01-01T00:00:00Z' })),
    by('approval', 'whose approval has not begun'),
    { ...asApprover, beyondNative: 'clock' },
  ),
  refused('a wildcard', entryFor({ hosts: ['*.example.org'], resolution: 'DYNAMIC_DNS' }), unapproved),
  refused('MESH_INTERNAL with a public address', inMesh({ endpoints: [{ address: '203.0.113.7' }] }), unapproved),
  refused('MESH_INTERNAL with the metadata server', inMesh({ endpoints: [{ address: '169.254.169.254' }] }), unapproved),
  refused(
    'MESH_INTERNAL with a host of the Internet',
    inMesh({ hosts: ['api.example.org'], endpoints: [{ address: '10.1.2.3' }] }),
    unapproved,
  ),
  refused('MESH_INTERNAL for any address', inMesh({ resolution: 'NONE' }), unapproved),
  accepted('a virtual machine of the mesh', inMesh({ endpoints: [{ address: '10.1.2.3' }] })),
];

/** Other kinds that name a destination. */
const OTHERS: readonly Row[] = [
  refused('a WorkloadEntry with a public address', workload('203.0.113.7'), unapproved),
  accepted('a WorkloadEntry with a private one', workload('10.1.2.3')),
  refused('a Service of type ExternalName', external('pastebin.com'), unapproved),
  accepted('the same with an approval', external('pastebin.com', approved()), asApprover),
  accepted('an ExternalName for a Service', external('orders.shop.svc.cluster.local')),
  accepted('an ordinary Service', serviceOf({ ports: [{ port: 80 }] })),
  accepted('a Service without a selector', serviceOf({ ports: [{ port: 80 }], clusterIP: 'None' })),
  refused('a static Backend', staticBackend('pastebin.com'), unapproved),
  accepted('the same with an approval', staticBackend('pastebin.com', approved()), asApprover),
  accepted('a static Backend for a Service', staticBackend('orders.shop.svc')),
  refused('a Backend of AWS', backend(aws), unapproved),
  accepted('the same with an approval', backend(aws, approved()), asApprover),
  refused('a dynamic forward proxy', backend(dynamic), unapproved),
  refused('the same with an approval', backend(dynamic, approved()), by('approval', 'leads to every host'), asApprover),
];

const unapprovedSlice = by('endpoints', UNAPPROVED);
const unapprovedHostname = by('hostnames', UNAPPROVED);

/** Addresses of Services without a selector. */
const ENDPOINTS: readonly Row[] = [
  refused('an EndpointSlice with a public address', slice('203.0.113.7'), unapprovedSlice),
  refused('the same, created', slice('203.0.113.7'), unapprovedSlice, { how: 'create' }),
  refused('the same in kube-system', slice('203.0.113.7', { namespace: 'kube-system' }), unapprovedSlice, {
    beyondKyverno: 'kube-system',
  }),
  refused('the same from a node', slice('203.0.113.7'), unapprovedSlice, { as: NODE, beyondKyverno: 'nodes' }),
  accepted('the same from a controller of Kubernetes', slice('203.0.113.7'), { as: CONTROLLER }),
  accepted('the same from the API server', slice('203.0.113.7'), {
    as: { user: 'system:apiserver', groups: ['system:masters'] },
  }),
  accepted('the same with an approval', slice('203.0.113.7', approved()), asApprover),
  refused(
    'the same with an approval that has ended',
    slice('203.0.113.7', approved({ until: '2026-01-02T00:00:00Z' })),
    by('endpoints', 'whose approval has ended'),
    { ...asApprover, beyondNative: 'clock' },
  ),
  accepted('an EndpointSlice with a private address', slice('10.1.2.3')),
  accepted('an EndpointSlice without endpoints', { ...slice('10.1.2.3'), endpoints: [] }),
  refused('Endpoints with a public address', endpoints('203.0.113.7'), unapprovedSlice),
  accepted('Endpoints with a private address', endpoints('10.1.2.3')),
];

const hostname = (name: string) => ({ group: 'networking.istio.io', kind: 'Hostname', name, port: 443 });
const mirror = (name: string) => ({ type: 'RequestMirror', requestMirror: { backendRef: hostname(name) } });
const internal = [{ name: 'orders', port: 80 }];

/** Routes to hostnames. */
const HOSTNAMES: readonly Row[] = [
  refused('a route to a hostname', route({ backendRefs: [hostname('api.example.org')] }), unapprovedHostname),
  refused(
    'the same through v1beta1',
    { ...route({ backendRefs: [hostname('api.example.org')] }), apiVersion: 'gateway.networking.k8s.io/v1beta1' },
    unapprovedHostname,
  ),
  refused('a mirror to a hostname', route({ backendRefs: internal, filters: [mirror('api.example.org')] }), unapprovedHostname),
  refused(
    'a mirror of a backend',
    route({ backendRefs: [{ ...internal[0], filters: [mirror('api.example.org')] }] }),
    unapprovedHostname,
  ),
  refused(
    'a GRPCRoute to a hostname',
    route({ backendRefs: [hostname('api.example.org')] }, {}, {}, 'GRPCRoute'),
    unapprovedHostname,
  ),
  refused(
    'a TLSRoute to a hostname',
    route({ backendRefs: [hostname('api.example.org')] }, {}, { hostnames: ['api.example.org'] }, 'TLSRoute'),
    unapprovedHostname,
  ),
  accepted(
    'a route to a hostname with an approval',
    route({ backendRefs: [hostname('api.example.org')] }, approved()),
    asApprover,
  ),
  accepted('a route to the hostname of a Service', route({ backendRefs: [hostname('orders.shop.svc.cluster.local')] })),
  accepted('a route to a Service', route({ backendRefs: internal })),
];

export const DESTINATIONS: readonly Row[] = [...ENTRIES, ...OTHERS, ...ENDPOINTS, ...HOSTNAMES];
