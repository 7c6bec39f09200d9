import assert from 'node:assert/strict';
import { authzManifests, group, type KubeObject } from '../bed';
import { HOST } from '../manifests';
import { published } from '../published';

// The published rule, for the current server. The server of its AuthorizationPolicy (0.1.0) cannot be downloaded.
const rule: KubeObject = {
  apiVersion: 'policies.kyverno.io/v1alpha1',
  kind: 'ValidatingPolicy',
  metadata: { name: 'demo-policy.example.com' },
  spec: {
    evaluation: { mode: 'Envoy' },
    failurePolicy: 'Fail',
    variables: [
      { name: 'force_authorized', expression: 'object.attributes.request.http.headers[?"x-force-authorized"].orValue("")' },
      { name: 'allowed', expression: 'variables.force_authorized in ["enabled", "true"]' },
    ],
    validations: [
      {
        expression:
          'variables.allowed ? envoy.Allowed().Response()' +
          ' : envoy.Denied(403).WithBody("Access denied by Kyverno policy").Response()',
      },
    ],
  },
};

const authorized = { 'x-force-authorized': 'true' };

export default group({
  name: 'published',
  title: 'The published tutorial works as described, and has the defects that this library corrects',
  setup: async (bed) => {
    const objects = published().filter(({ kind }) => kind !== 'ClusterPolicy');
    await bed.apply([...objects, ...authzManifests({ policies: [rule] })]);
    await bed.healthy();
  },
  cases: {
    'with the header: 200': async (bed) => {
      const answer = await bed.request({ host: HOST, headers: authorized });
      assert.deepEqual([answer.status, answer.body], [200, 'Ollama is running']);
    },
    'without the header: 403 with the message': async (bed) => {
      const answer = await bed.request({ host: HOST });
      assert.deepEqual([answer.status, answer.body], [403, 'Access denied by Kyverno policy']);
    },
    'defect: a host without a route gets a plain 404, without a decision': async (bed) => {
      assert.equal((await bed.request({ host: 'example.com', headers: authorized })).status, 404);
    },
    'defect: the upstream receives the header that authorized the request': async (bed) => {
      bed.ollama.forget();
      await bed.request({ host: HOST, headers: authorized });
      assert.equal(bed.ollama.requests[0]?.headers['x-force-authorized'], 'true');
    },
    'defect: a paused upstream is tried once, then 504': async (bed) => {
      bed.ollama.pause();
      const answer = await bed.request({ host: HOST, headers: authorized });
      bed.ollama.resume();
      assert.equal(answer.status, 504);
      assert.ok(answer.ms > 9_900 && answer.ms < 12_000, `504 after ${answer.ms} ms`);
      const retries = await bed.envoy.stats('cluster\\.istio-se.*upstream_rq_retry$');
      assert.deepEqual(Object.values(retries), [0]);
    },
    'defect: no access log': async (bed) => {
      assert.equal(bed.accessLog.count(), 0);
    },
  },
});
