import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject } from '../bed';
import { disable, jwtForgery, setHeader, trafficPolicy } from '../forgeries';
import { dist, NAMESPACE } from '../manifests';

const UNAPPROVED = 'label security.corp/egress-approved must be "true"';
const INCOMPLETE = 'incomplete approval';
const NOT_BEGUN = 'approval has not begun';
const ENDED = 'approval has ended';

const approved = dist().find(({ kind }) => kind === 'ServiceEntry') as KubeObject;

interface Change {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** The approved object of dist/, with changes. */
function changed(
  { name = 'other', namespace = NAMESPACE, labels, annotations }: Change,
  base: Partial<KubeObject> = {},
): KubeObject {
  const before = approved.metadata as { labels: Record<string, string>; annotations: Record<string, string> };
  const metadata = { name, namespace, labels: labels ?? before.labels, annotations: { ...before.annotations, ...annotations } };
  return { ...approved, ...base, metadata };
}

async function refused(bed: Bed, object: KubeObject, message: string): Promise<void> {
  const { status, stderr } = await bed.cluster.tryApply([object]);
  assert.notEqual(status, 0, `${object.kind} entered`);
  assert.ok(stderr.includes(message), stderr);
}

async function enters(bed: Bed, object: KubeObject): Promise<void> {
  await bed.apply([object]);
  await bed.cluster.delete([object]);
}

const externalName = (labels: Record<string, string>) =>
  changed(
    { labels, namespace: 'default' },
    { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName', externalName: 'pastebin.com' } },
  );

const backend = (labels: Record<string, string>) =>
  changed(
    { labels },
    {
      apiVersion: 'gateway.kgateway.dev/v1alpha1',
      kind: 'Backend',
      spec: { static: { hosts: [{ host: 'pastebin.com', port: 443 }] } },
    },
  );

const workload = (labels: Record<string, string>) =>
  changed({ labels }, { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', spec: { address: '198.51.100.7' } });

export default group({
  name: 'governance',
  title: "What Kyverno's admission controller accepts, with the default configuration of its chart",
  kyverno: true,
  timeoutMs: 120_000,
  setup: async (bed) => {
    await bed.apply(dist());
    await bed.healthy();
  },
  cases: {
    'the approved ServiceEntry of dist/ is accepted': (bed) => enters(bed, changed({})),
    'without the label: rejected': (bed) => refused(bed, changed({ labels: {} }), UNAPPROVED),
    'with "false": rejected': (bed) =>
      refused(bed, changed({ labels: { 'security.corp/egress-approved': 'false' } }), UNAPPROVED),
    'with "pending": rejected': (bed) =>
      refused(bed, changed({ labels: { 'security.corp/egress-approved': 'pending' } }), UNAPPROVED),
    'with the name of the approved one, in any namespace: rejected': (bed) =>
      refused(bed, changed({ name: approved.metadata.name, namespace: 'default', labels: {} }), UNAPPROVED),
    'through an older version of the API: rejected': (bed) =>
      refused(bed, changed({ labels: {} }, { apiVersion: 'networking.istio.io/v1beta1' }), UNAPPROVED),
    'without its ticket: rejected': (bed) =>
      refused(bed, changed({ annotations: { 'security.corp/egress-ticket': '' } }), INCOMPLETE),
    'with an expired approval: rejected': (bed) =>
      refused(bed, changed({ annotations: { 'security.corp/egress-until': '2026-01-01T00:00:00Z' } }), ENDED),
    'without an end date: rejected': (bed) => refused(bed, changed({ annotations: { 'security.corp/egress-until': '' } }), ENDED),
    'with a malformed end date: rejected': (bed) =>
      refused(bed, changed({ annotations: { 'security.corp/egress-until': '2099-13-01T00:00:00Z' } }), 'egress'),
    'with an approval that has not begun: rejected': (bed) =>
      refused(bed, changed({ annotations: { 'security.corp/egress-from': '2099-01-01T00:00:00Z' } }), NOT_BEGUN),
    'removing the label of an approved one: rejected': async (bed) => {
      const { name } = approved.metadata;
      await refused(bed, changed({ name, labels: { 'security.corp/egress-approved': 'false' } }), UNAPPROVED);
    },
    'a Service of type ExternalName: only with an approval': async (bed) => {
      await refused(bed, externalName({}), UNAPPROVED);
      await enters(bed, externalName({ 'security.corp/egress-approved': 'true' }));
    },
    'a Backend of kgateway: only with an approval': async (bed) => {
      await refused(bed, backend({}), UNAPPROVED);
      await enters(bed, backend({ 'security.corp/egress-approved': 'true' }));
    },
    'a WorkloadEntry: only with an approval': (bed) => refused(bed, workload({}), UNAPPROVED),
    'an ordinary Service is accepted': async (bed) => {
      const spec = { ports: [{ port: 80 }] };
      await enters(bed, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'plain', namespace: 'default' }, spec });
    },
    "extAuth.disable in the gateway's namespace: rejected": async (bed) => {
      const message = 'switches off the authorization of the egress gateway';
      await refused(bed, trafficPolicy(disable), message);
      await refused(bed, trafficPolicy({ ...disable, ...setHeader }), message);
      await refused(bed, trafficPolicy({ ...jwtForgery().policy, ...disable }), message);
    },
    'extAuth.disable in other namespaces: accepted': async (bed) => {
      const elsewhere = trafficPolicy(disable);
      await enters(bed, { ...elsewhere, metadata: { name: 'elsewhere', namespace: 'default' } });
    },
    'the request policy as an object of the cluster: rejected by Kyverno, therefore it is a file': async (bed) => {
      const config = dist().find(({ kind }) => kind === 'ConfigMap') as KubeObject & { data: Record<string, string> };
      const { status, stderr } = await bed.cluster.tryApply(config.data['policy.yaml'] as string);
      assert.notEqual(status, 0);
      assert.match(stderr, /undeclared reference to 'envoy'/);
    },
    'a default installation ignores kube-system: a ServiceEntry without approval is accepted there': async (bed) => {
      await enters(bed, changed({ namespace: 'kube-system', labels: {} }));
    },
  },
});
