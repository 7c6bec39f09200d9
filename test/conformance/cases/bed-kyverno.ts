import assert from 'node:assert/strict';
import { group, type KubeObject, sampleHost } from '../bed';
import { problemsOf } from '../bed/health';

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

/** The policy with the status that Kyverno leaves when its webhook could not be written. */
function outsideTheWebhook(generated: boolean): KubeObject {
  const conditions = [
    { type: 'WebhookConfigured', status: 'False', message: 'Policy is not configured in the webhook.' },
    { type: 'RBACPermissionsGranted', status: 'True' },
  ];
  return { ...policy, status: { generated, conditionStatus: { ready: false, conditions } } };
}

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
    'a policy that the API server applies is healthy outside the webhook, and no other is': async () => {
      assert.deepEqual(problemsOf(outsideTheWebhook(true)), []);
      assert.match(problemsOf(outsideTheWebhook(false)).join('\n'), /not ready\n.*WebhookConfigured: Policy is not configured/);
    },
    'its webhook rejects policies of the authorization server': async (bed) => {
      const validations = [{ expression: 'envoy.Denied(403).Response()' }];
      const envoy = { ...policy, metadata: { name: 'envoy' }, spec: { evaluation: { mode: 'Envoy' }, validations } };
      assert.match((await bed.cluster.tryApply(envoy)).stderr, /undeclared reference to 'envoy'/);
    },
  },
});
