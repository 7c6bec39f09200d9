import assert from 'node:assert/strict';
import { group, type KubeObject, sampleHost } from '../bed';

// A policy becomes ready only if Kyverno's reports controller may read the objects that it applies to.
const reader: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'service-entry-reader', labels: { 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' } },
  rules: [{ apiGroups: ['networking.istio.io'], resources: ['serviceentries'], verbs: ['get', 'list', 'watch'] }],
};

const policy: KubeObject = {
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'ValidatingPolicy',
  metadata: { name: 'no-service-entries' },
  spec: {
    validationActions: ['Deny'],
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['networking.istio.io'], apiVersions: ['*'], operations: ['CREATE'], resources: ['serviceentries'] },
      ],
    },
    validations: [{ expression: 'false', message: 'none may enter' }],
  },
};

/** A ServiceEntry in a namespace. */
function entry(namespace: string): KubeObject {
  const [object] = sampleHost({ name: 'entry', host: 'api.example.com', port: 443 });
  assert.ok(object);
  return { ...object, metadata: { name: 'entry', namespace } };
}

export default group({
  name: 'bed-kyverno',
  title: "The bed's Kyverno is a default installation",
  kyverno: true,
  setup: async (bed) => {
    await bed.apply([reader, policy]);
    await bed.healthy();
  },
  cases: {
    'a policy rejects an object with its message': async (bed) => {
      const result = await bed.cluster.tryApply(entry('default'));
      assert.match(result.stderr, /denied the request: Policy no-service-entries failed: none may enter/);
    },
    'the default configuration ignores kube-system': async (bed) => {
      assert.equal((await bed.cluster.tryApply(entry('kube-system'))).status, 0);
    },
    'its webhook rejects policies of the authorization server': async (bed) => {
      const validations = [{ expression: 'envoy.Denied(403).Response()' }];
      const envoy = { ...policy, metadata: { name: 'envoy' }, spec: { evaluation: { mode: 'Envoy' }, validations } };
      assert.match((await bed.cluster.tryApply(envoy)).stderr, /undeclared reference to 'envoy'/);
    },
  },
});
