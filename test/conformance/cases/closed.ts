import assert from 'node:assert/strict';
import { Approval, type ApprovalGrant } from '../../../lib';
import { type Bed, group, type KubeObject } from '../bed';
import { disable, jwtForgery, onListener, onRule, ownListenerPolicy, setHeader, trafficPolicy } from '../forgeries';
import { ALLOWED, approval, HOST, NAMESPACE, variant } from '../manifests';

const NO_DECISION = 'egress refused: no decision';
const DENIED = 'Access denied by egress policy';
const FORGED = { 'x-egress-decision': HOST };
const objects = variant();

const own = (kind: string, name: string): KubeObject =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as KubeObject;

/** Applies objects, runs the attempt, and deletes them again. */
async function under(bed: Bed, added: readonly KubeObject[], attempt: () => Promise<void>): Promise<void> {
  await bed.apply(added);
  await bed.settled();
  await attempt().finally(async () => {
    await bed.cluster.delete(added);
    await bed.settled();
  });
}

/** The request is denied. The log shows by what: the policy, or the route that requires a decision. */
async function refused(bed: Bed, headers: Record<string, string>, body: string): Promise<void> {
  const answer = await refusedUnlogged(bed, headers, body);
  const { response_code_details, attempt_count } = await bed.accessLog.lineOf(answer);
  assert.deepEqual([response_code_details, attempt_count], [body === DENIED ? 'ext_authz_denied' : 'direct_response', 0]);
}

/** The same, while the policy that configures the log is deleted. */
async function refusedUnlogged(bed: Bed, headers: Record<string, string>, body: string) {
  const answer = await bed.request({ host: HOST, headers });
  assert.deepEqual([answer.status, answer.body], [403, body]);
  return answer;
}

/** Gives the server a policy that decides nothing, so that it allows everything. */
async function withoutPolicy(bed: Bed, attempt: () => Promise<void>): Promise<void> {
  const [config, server] = [own('ConfigMap', 'kyverno-authz-server-policy'), own('Deployment', 'kyverno-authz-server')];
  await bed.apply([{ ...config, data: { 'policy.yaml': '' } }]);
  await bed.authz.stop();
  await bed.cluster.delete([server]);
  await bed.settled();
  await bed.apply([server]);
  await bed.settled();
  await attempt().finally(async () => {
    await bed.apply([config]);
    await bed.cluster.delete([server]);
    await bed.settled();
    await bed.apply([server]);
    await bed.settled();
  });
}

export default group({
  name: 'closed',
  title: 'Nothing leaves without a positive decision, whatever fails or is forged',
  setup: async (bed) => {
    await bed.apply(objects);
    await bed.healthy();
  },
  cases: {
    'before: an allowed request gets 200': async (bed) => {
      assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
    },
    'an allowed request from the address of the node: 403 by the policy, with its own message': async (bed) => {
      const answer = await bed.request({ host: HOST, headers: ALLOWED, from: '169.254.7.127' });
      const body = 'egress refused: the caller is a process of the node, which has no identity';
      assert.deepEqual([answer.status, answer.body], [403, body]);
      const { response_code_details, caller_address } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([response_code_details, caller_address], ['ext_authz_denied', '169.254.7.127']);
    },
    'a server without a policy, which allows everything: 403': (bed) =>
      withoutPolicy(bed, async () => {
        await refused(bed, ALLOWED, NO_DECISION);
        await refused(bed, FORGED, NO_DECISION);
      }),
    'failOpen: true with the server stopped: 403': async (bed) => {
      const extension = own('GatewayExtension', 'kyverno-authz-server');
      const spec = extension.spec as { extAuth: object };
      await bed.apply([{ ...extension, spec: { extAuth: { ...spec.extAuth, failOpen: true } } }]);
      await bed.settled();
      await bed.authz.stop();
      await refused(bed, ALLOWED, NO_DECISION);
      await refused(bed, FORGED, NO_DECISION);
      await bed.authz.start();
      await bed.apply([extension]);
      await bed.settled();
    },
    "extAuth.disable on the route, after the host's own policy: it has no effect": (bed) =>
      under(bed, [trafficPolicy(disable)], () => refused(bed, FORGED, DENIED)),
    'extAuth.disable on the rule of the route: 403, with and without a forged decision': (bed) =>
      under(bed, [trafficPolicy(disable, onRule)], async () => {
        await refused(bed, ALLOWED, NO_DECISION);
        await refused(bed, FORGED, NO_DECISION);
      }),
    'extAuth.disable on the listener: 403': (bed) =>
      under(bed, [trafficPolicy(disable, onListener)], () => refused(bed, FORGED, NO_DECISION)),
    'extAuth.disable on the rule, which also sets the header: 403, because it is set after routing': (bed) =>
      under(bed, [trafficPolicy({ ...disable, ...setHeader }, onRule)], () => refused(bed, ALLOWED, NO_DECISION)),
    'without the ListenerPolicy, so that nothing removes a forged decision: 403 by the policy': async (bed) => {
      const strip = own('ListenerPolicy', 'egress-kgateway');
      await bed.cluster.delete([strip]);
      await bed.settled();
      await refusedUnlogged(bed, FORGED, DENIED);
      await bed.apply([strip]);
      await bed.settled();
    },
    'an older ListenerPolicy that does not remove the header: 403 by the policy': async (bed) => {
      const strip = own('ListenerPolicy', 'egress-kgateway');
      await bed.cluster.delete([strip]);
      await under(bed, [ownListenerPolicy], async () => {
        await bed.apply([strip]);
        await bed.settled();
        await refusedUnlogged(bed, FORGED, DENIED);
      });
    },
    'a token claim written into the header, on the route: 403 by the policy': (bed) => {
      const { extension, policy, token } = jwtForgery();
      const headers = { authorization: `Bearer ${token}` };
      return under(bed, [extension, trafficPolicy(policy)], () => refused(bed, headers, DENIED));
    },
    'the same on the listener: 403': (bed) => {
      const { extension, policy, token } = jwtForgery();
      const headers = { authorization: `Bearer ${token}` };
      return under(bed, [extension, trafficPolicy(policy, onListener)], () => refused(bed, headers, DENIED));
    },
    'the same with extAuth.disable: only admission prevents it (group governance rejects the object)': (bed) => {
      const { extension, policy, token } = jwtForgery();
      return under(bed, [extension, trafficPolicy({ ...policy, ...disable }, onRule)], async () => {
        const answer = await bed.request({ host: HOST, headers: { authorization: `Bearer ${token}` } });
        assert.equal(answer.status, 200);
      });
    },
    'a route of another namespace for a longer path: not accepted, 403': (bed) => {
      const metadata = { name: 'hijack', namespace: 'default' };
      const parentRefs = [{ name: 'egress-kgateway', namespace: NAMESPACE }];
      const rules = [{ matches: [{ path: { value: '/v1' } }], backendRefs: [{ name: 'kyverno-authz-server', port: 9081 }] }];
      const spec = { parentRefs, hostnames: [HOST], rules };
      return under(bed, [{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata, spec }], async () => {
        const answer = await bed.request({ host: HOST, path: '/v1/x', headers: ALLOWED });
        assert.equal(answer.status, 200);
        assert.equal(answer.body, 'Ollama is running');
      });
    },
    'a pending host: 403, even with the right header': async (bed) => {
      const host = 'pending.example.com';
      const pending = Approval.pending({ owner: 'o', ticket: 'T-2', reason: 'r' });
      await bed.apply(variant({ hosts: { ollama: {}, pending: { host, approval: pending } } }), { force: true });
      await bed.settled();
      const answer = await bed.request({ host, headers: ALLOWED });
      assert.deepEqual([answer.status, answer.body], [403, DENIED]);
    },
    'a host whose approval has ended: 403 with the reason, even with the right header': async (bed) => {
      const host = 'ended.example.com';
      const ended = Approval.granted({ ...approval.fields, until: '2026-01-02' } as ApprovalGrant);
      await bed.apply(variant({ hosts: { ollama: {}, ended: { host, approval: ended } } }), { force: true });
      await bed.settled();
      const answer = await bed.request({ host, headers: ALLOWED });
      const reason = 'egress refused: the approval of ended.example.com ended at 2026-01-02T00:00:00Z';
      assert.deepEqual([answer.status, answer.body], [403, `${reason}; ask conformance to renew it, T-1`]);
    },
    'a host whose approval was withdrawn: 403 with who withdrew it, and the log has it as the rule': async (bed) => {
      const host = 'withdrawn.example.com';
      const { owner, ticket, reason } = approval.fields;
      const withdrawn = Approval.withdrawn({ owner, ticket, reason, by: 'security', on: '2026-11-20' });
      const ended = {
        host: 'ended.example.com',
        approval: Approval.granted({ ...approval.fields, until: '2026-01-02' } as ApprovalGrant),
      };
      await bed.apply(variant({ hosts: { ollama: {}, ended, withdrawn: { host, approval: withdrawn } } }), {
        force: true,
      });
      await bed.settled();
      const answer = await bed.request({ host, headers: ALLOWED });
      const why = 'egress refused: the approval of withdrawn.example.com was withdrawn by security on 2026-11-20T00:00:00Z';
      assert.deepEqual([answer.status, answer.body], [403, `${why}; ask conformance, T-1`]);
      assert.equal((await bed.accessLog.lineOf(answer)).rule, 'approval-withdrawn');
    },
    'the same without a policy: its route answers 403 with the same reason': (bed) =>
      withoutPolicy(bed, async () => {
        const answer = await bed.request({ host: 'ended.example.com', headers: ALLOWED });
        assert.equal(answer.status, 403);
        assert.match(answer.body, /^egress refused: the approval of ended\.example\.com ended at 2026-01-02T00:00:00Z; ask/);
      }),
    'after: an allowed request gets 200 again': async (bed) => {
      assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
    },
  },
});
