import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { approvalGuard, decisionGuard } from '../../../lib/constructs/governance/admission';
import { deniedGuard } from '../../../lib/constructs/governance/denied-policy';
import { deployersGuard } from '../../../lib/constructs/governance/deployers-policy';
import { endpointsGuard } from '../../../lib/constructs/governance/endpoints-policy';
import { identitiesGuard } from '../../../lib/constructs/governance/identities-policy';
import { isolationGuard } from '../../../lib/constructs/governance/isolation-policy';
import { podsGuard } from '../../../lib/constructs/governance/pods-policy';
import { routesGuard } from '../../../lib/constructs/governance/routes-policy';
import { targetsGuard } from '../../../lib/constructs/governance/targets-policy';
import { DEFAULT_APPROVAL_KEYS as keys } from '../../../lib/core/labels';
import { written } from './admission-request';
import { alone } from './alone';

const gateways = { 'egress-system': ['exit'] };
const destinations = { keys, limits: {}, excludedNamespaces: [], gateways };
const policies = {
  approval: approvalGuard(destinations),
  endpoints: endpointsGuard(destinations),
  decision: decisionGuard({ gateways }),
  deployers: deployersGuard({ exempt: { users: ['argo'] }, gateways }),
  routes: routesGuard({ exempt: {}, gateways, attached: () => ({}) }),
  pods: podsGuard({ namespaces: ['egress-system', 'team-a'], gateways }),
  identities: identitiesGuard({ exempt: {}, gateways, restricted: [], aliases: () => ({}) }),
  isolation: isolationGuard({ exempt: {}, clients: ['team-a'], namespaces: ['egress-system', 'team-a'], declared: () => ({}) }),
  denied: deniedGuard({ keys, denied: ['pastebin.com'] }),
};

/** An object that waits for its finalizers. */
function object(apiVersion: string, kind: string, { metadata = {}, ...body }: { readonly metadata?: object }) {
  const waiting = { deletionTimestamp: '2026-11-23T00:00:00Z', finalizers: ['example.com/stay'] };
  const namespace = ['Pod', 'TrafficPolicy'].includes(kind) ? 'egress-system' : 'team-a';
  return { apiVersion, kind, metadata: { name: 'x', namespace, ...waiting, ...metadata }, ...body };
}
type Body = { readonly metadata?: object; readonly [field: string]: unknown };

const INSIDE = { hosts: ['vm.corp'], location: 'MESH_INTERNAL', resolution: 'STATIC', endpoints: [{ address: '10.1.2.3' }] };
const pod = (labels: object) => ({ metadata: { labels }, spec: { containers: [] } });
const route = (namespace: string) => ({ spec: { parentRefs: [{ name: 'exit', namespace }] } });
const slice = (address: string) => ({ addressType: 'IPv4', endpoints: [{ addresses: [address] }] });
const egress = { podSelector: {}, policyTypes: ['Egress'], egress: [{}] };

/** What is accepted before its deletion, and what it becomes after. */
const ROWS: readonly (readonly [policy: keyof typeof policies, apiVersion: string, kind: string, before: Body, after: Body])[] = [
  ['approval', 'networking.istio.io/v1', 'ServiceEntry', { spec: INSIDE }, { spec: { hosts: ['pastebin.com'] } }],
  ['denied', 'networking.istio.io/v1', 'ServiceEntry', { spec: INSIDE }, { spec: { hosts: ['pastebin.com'] } }],
  ['endpoints', 'discovery.k8s.io/v1', 'EndpointSlice', slice('10.1.2.3'), slice('203.0.113.7')],
  ['decision', 'gateway.kgateway.dev/v1alpha1', 'TrafficPolicy', { spec: {} }, { spec: { extAuth: { disable: {} } } }],
  ['deployers', 'gateway.kgateway.dev/v1alpha1', 'TrafficPolicy', { spec: {} }, { spec: { timeouts: {} } }],
  ['routes', 'gateway.networking.k8s.io/v1', 'HTTPRoute', route('team-a'), route('egress-system')],
  ['pods', 'v1', 'Pod', pod({}), pod({ 'istio.io/dataplane-mode': 'none' })],
  ['identities', 'v1', 'Pod', pod({}), pod({ 'gateway.networking.k8s.io/gateway-name': 'exit' })],
  ['isolation', 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { policyTypes: ['Ingress'] } }, { spec: egress }],
  ['isolation', 'cilium.io/v2', 'CiliumNetworkPolicy', { specs: [{ ingress: [] }] }, { specs: [{ egress: [{}] }] }],
];

test.each(ROWS)(
  '%s: a change after the deletion is judged, the removal of a finalizer is not',
  (policy, version, kind, ...bodies) => {
    const spec: ValidatingPolicySpec = alone(policies[policy]);
    const [before, after] = bodies.map((body) => object(version, kind, body));
    expect(written(spec, after ?? {}, { before })).not.toMatch(/^(accepted|not matched)/);
    const released = { ...after, metadata: { ...after?.metadata, finalizers: [] } };
    expect(written(spec, released, { before: after })).toMatch(/^(accepted|not matched)/);
  },
);

test('targets: the same condition selects such changes', () => {
  const spec = alone(targetsGuard({ keys, gateways }));
  const [before, after] = [{}, { rules: [{ backendRefs: [{ kind: 'Backend', name: 'everywhere' }] }] }].map((given) =>
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', { spec: given } as Body),
  );
  expect(() => written(spec, after ?? {}, { before })).toThrow(/resource/);
  expect(written(spec, after ?? {}, { before: after })).toBe('not matched: changes-a-target');
});
