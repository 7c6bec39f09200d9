import assert from 'node:assert/strict';
import { authzManifests, group, type KubeObject } from '../bed';
import { HOST } from '../manifests';
import { published } from '../published';

// The tutorial's rule as published, for the current server: that of its AuthorizationPolicy, 0.1.0, can't be had.
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
  title: 'The tutorial as published does what it says, and has the defects that we mend',
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
    'defect: a host without a route is a bare 404, which nobody decided': async (bed) => {
      assert.equal((await bed.request({ host: 'example.com', headers: authorized })).status, 404);
    },
    'defect: the upstream gets the header that authorized': async (bed) => {
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
