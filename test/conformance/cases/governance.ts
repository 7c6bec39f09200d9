import assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { type Bed, group, type KubeObject } from '../bed';
import { disable, jwtForgery, setHeader, trafficPolicy } from '../forgeries';
import { dist, NAMESPACE, parse } from '../manifests';

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

const externalName = (labels: Record<string, string>, name = 'pastebin.com') =>
  changed(
    { labels, namespace: 'default' },
    { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName', externalName: name } },
  );

const backend = (labels: Record<string, string>, host = 'pastebin.com') =>
  changed(
    { labels },
    {
      apiVersion: 'gateway.kgateway.dev/v1alpha1',
      kind: 'Backend',
      spec: { static: { hosts: [{ host, port: 443 }] } },
    },
  );

const workload = (labels: Record<string, string>, address = '198.51.100.7') =>
  changed({ labels }, { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry', spec: { address } });

/** A ServiceEntry of the mesh without an approval. */
const inMesh = (rest: object) =>
  changed(
    { labels: {} },
    {
      spec: {
        hosts: ['vm.mesh.example'],
        location: 'MESH_INTERNAL',
        ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
        resolution: 'STATIC',
        ...rest,
      },
    },
  );

/** Applies the policy for destinations of a governance with these properties, in place of that of dist/, for the attempt. */
async function governed(bed: Bed, props: Partial<EgressGovernanceProps>, attempt: () => Promise<void>): Promise<void> {
  const policies = dist().filter(({ kind }) => kind === 'ValidatingPolicy');
  const name = (policies.find(({ metadata }) => metadata.name.endsWith('-approval')) as KubeObject).metadata.name;
  const app = new EgressApp();
  new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: name.replace(/-approval$/, ''), ...props });
  const made = parse(app.synthYaml()).filter(({ kind }) => kind === 'ValidatingPolicy');
  await bed.apply(made, { force: true });
  await bed.healthy();
  await attempt().finally(async () => {
    await bed.apply(policies, { force: true });
    await bed.healthy();
  });
}

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
    'without an end date: rejected': (bed) =>
      refused(bed, changed({ annotations: { 'security.corp/egress-until': '' } }), INCOMPLETE),
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
    'a WorkloadEntry with a private address, as istiod registers it: accepted': async (bed) => {
      await enters(bed, workload({}, '10.1.2.3'));
      await enters(bed, workload({}, 'fd00:1::7'));
    },
    'a ServiceEntry of the mesh with private addresses or workloads: accepted': async (bed) => {
      await enters(bed, inMesh({ endpoints: [{ address: '10.1.2.3' }, { address: '192.168.7.7' }] }));
      await enters(bed, inMesh({ workloadSelector: { labels: { app: 'vm' } } }));
      await enters(bed, inMesh({ resolution: 'DNS', endpoints: [{ address: '10.1.2.3' }] }));
    },
    'a ServiceEntry of the mesh that names an address outside: rejected': async (bed) => {
      await refused(bed, inMesh({ endpoints: [{ address: '10.1.2.3' }, { address: '198.51.100.7' }] }), UNAPPROVED);
      await refused(bed, inMesh({ endpoints: [{ address: '169.254.169.254' }] }), UNAPPROVED);
      await refused(bed, inMesh({ resolution: 'DNS', endpoints: [{ address: 'pastebin.com' }] }), UNAPPROVED);
      await refused(bed, inMesh({ resolution: 'DNS', hosts: ['pastebin.com'] }), UNAPPROVED);
      await refused(bed, inMesh({ resolution: 'NONE', hosts: ['pastebin.com'] }), UNAPPROVED);
    },
    'a ServiceEntry of the mesh that takes over a host or an address of the Internet: rejected': async (bed) => {
      const endpoints = [{ address: '10.1.2.3' }];
      await refused(bed, inMesh({ endpoints, hosts: ['api.example.com'] }), UNAPPROVED);
      await refused(bed, inMesh({ endpoints, addresses: ['198.51.100.20'] }), UNAPPROVED);
    },
    'an alias or a Backend for the name of a Service: accepted': async (bed) => {
      await enters(bed, externalName({}, 'orders.shop.svc.cluster.local'));
      await enters(bed, backend({}, 'orders.shop.svc'));
      await refused(bed, externalName({}, 'orders.shop.svc.example.com'), UNAPPROVED);
    },
    'in an excluded namespace: accepted there, and rejected elsewhere': (bed) =>
      governed(bed, { excludedNamespaces: ['default'] }, async () => {
        await enters(bed, changed({ namespace: 'default', labels: {} }));
        await refused(bed, changed({ labels: {} }), UNAPPROVED);
      }),
    'in audit: accepted without an approval': (bed) =>
      governed(bed, { mode: 'audit' }, async () => {
        await enters(bed, changed({ labels: {} }));
        await enters(bed, backend({}));
      }),
    'after audit: rejected again': (bed) => refused(bed, changed({ labels: {} }), UNAPPROVED),
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
      assert.match(stderr, /undeclared reference to 'Unmarshal'/);
    },
    'a default installation ignores kube-system: a ServiceEntry without approval is accepted there': async (bed) => {
      await enters(bed, changed({ namespace: 'kube-system', labels: {} }));
    },
  },
});
