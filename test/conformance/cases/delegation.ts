import assert from 'node:assert/strict';
import { group, type KubeObject } from '../bed';
import { NAMESPACE, variant } from '../manifests';
import * as open from '../open-route';

const { conditions, DENIED, disable, envoyRoute, leaves, openRoute, policy, refused, target, toBackend, under } = open;

const TEAM = 'team-b';
const path = '/v1/x';
const matching = (value: string, match: object = {}) => ({ matches: [{ path: { type: 'PathPrefix', value }, ...match }] });
const decided = { headers: [{ name: 'x-egress-decision', value: open.OPEN_HOST }] };

/** The route on the gateway. It delegates to another route, whose kind and name may be those of a label. */
const parent = (ref: object = {}, match: object = {}): KubeObject =>
  openRoute([{ ...matching('/v1', match), backendRefs: [{ ...target('child'), ...ref }] }]);

/** A route that is on no gateway. */
const child = (namespace = NAMESPACE, spec: object = {}, match: object = {}): KubeObject => ({
  apiVersion: open.GATEWAY_API,
  kind: 'HTTPRoute',
  metadata: { name: 'child', namespace, labels: { 'delegation.kgateway.dev/label': 'team' } },
  spec: { rules: [{ ...matching('/v1/x', match), backendRefs: [toBackend()] }], ...spec },
});

const off = (name: string, namespace = NAMESPACE) => policy('off', disable, [target(name)], namespace);
const times = (name: string, spec: object) => policy(`times-${name}`, spec, [target(name)]);

export default group({
  name: 'delegation',
  title: 'A route whose backend is another route: what leads outside, and which policies count',
  setup: async (bed) => {
    const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: TEAM } };
    await bed.apply([...variant(), namespace, open.backend(), open.backend('outside', TEAM)]);
    await bed.healthy();
  },
  cases: {
    'a delegated route is under the authorization of the Gateway': (bed) =>
      under(bed, [parent(), child()], () => refused(bed, DENIED, { path })),
    'extAuth.disable on the parent: the request of the child leaves without a decision': (bed) =>
      under(bed, [parent(), child(), off('open')], () => leaves(bed, { path })),
    'extAuth.disable on the child: the request leaves without a decision': (bed) =>
      under(bed, [parent(), child(), off('child')], () => leaves(bed, { path })),
    'the child and the policy in another namespace, without a ReferenceGrant: the request leaves': (bed) =>
      under(bed, [parent({ namespace: TEAM }), child(TEAM), off('child', TEAM)], () => leaves(bed, { path })),
    'delegation to all routes of a namespace, by the name *: the request leaves': (bed) =>
      under(bed, [parent({ namespace: TEAM, name: '*' }), child(TEAM), off('child', TEAM)], () => leaves(bed, { path })),
    'delegation to routes by a label: the request leaves': (bed) => {
      const byLabel = { group: 'delegation.kgateway.dev', kind: 'label', name: 'team', namespace: TEAM };
      return under(bed, [parent(byLabel), child(TEAM), off('child', TEAM)], () => leaves(bed, { path }));
    },
    'a child with hostnames, or with a parentRef to another object, is not delegated to: an error': async (bed) => {
      const gateway = { name: 'egress-kgateway', sectionName: 'http' };
      for (const spec of [{ hostnames: [open.OPEN_HOST] }, { parentRefs: [gateway], hostnames: ['other.example.com'] }]) {
        await under(bed, [parent(), child(NAMESPACE, spec), off('open')], async () => {
          await open.replaced(bed, path);
          assert.ok((await conditions(bed, parent())).includes('ResolvedRefs=False/BackendNotFound'));
        });
      }
    },
    'a child that does not match all that the parent matches is not delegated to': (bed) =>
      under(bed, [parent({}, decided), child(), off('open')], async () => {
        assert.equal((await bed.request({ host: open.OPEN_HOST, path })).status, 404);
        assert.ok((await conditions(bed, parent())).includes('ResolvedRefs=False/BackendNotFound'));
      }),
    'a parent and a child that want a decision: without one the request finds no route, even with extAuth.disable': (bed) =>
      under(bed, [parent({}, decided), child(NAMESPACE, {}, decided), off('child')], async () => {
        const headers = { 'x-egress-decision': open.OPEN_HOST };
        assert.equal((await bed.request({ host: open.OPEN_HOST, path })).status, 404);
        assert.equal((await bed.request({ host: open.OPEN_HOST, path, headers })).status, 404);
      }),
    "policies merge field by field: the child's time-out, the parent's retries": async (bed) => {
      const retry = { attempts: 4, retryOn: ['reset'] };
      const policies = [times('open', { timeouts: { request: '1s' }, retry }), times('child', { timeouts: { request: '2s' } })];
      await under(bed, [parent(), child(), ...policies], async () => {
        const { route } = await envoyRoute(bed, 'child');
        assert.deepEqual([route?.timeout, route?.retry_policy?.num_retries], ['2s', 4]);
      });
    },
    "with inherited-policy-priority ShallowMergePreferParent on the parent, the parent's policies win": async (bed) => {
      const annotations = { 'kgateway.dev/inherited-policy-priority': 'ShallowMergePreferParent' };
      const preferred = { ...parent(), metadata: { ...parent().metadata, annotations } };
      const policies = [times('open', { timeouts: { request: '1s' } }), times('child', { timeouts: { request: '2s' } })];
      await under(bed, [preferred, child(), ...policies], async () => {
        assert.equal((await envoyRoute(bed, 'child')).route?.timeout, '1s');
      });
    },
    "a rule's own timeouts on the parent win over a TrafficPolicy on the child": async (bed) => {
      const rules = [{ ...matching('/v1'), timeouts: { request: '1s' }, backendRefs: [target('child')] }];
      await under(bed, [openRoute(rules), child(), times('child', { timeouts: { request: '2s' } })], async () => {
        assert.equal((await envoyRoute(bed, 'child')).route?.timeout, '1s');
      });
    },
    'a GRPCRoute cannot delegate: its backendRef to a route is InvalidKind': (bed) => {
      const route = openRoute([{ backendRefs: [target('child')] }], {}, 'GRPCRoute');
      return under(bed, [route, child()], async () => {
        assert.ok((await conditions(bed, route)).includes('ResolvedRefs=False/InvalidKind'));
      });
    },
  },
});
