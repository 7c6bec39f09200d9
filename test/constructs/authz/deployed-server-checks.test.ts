import { AuthorizationServer, type DeployedServerProps, type PlatformVersions } from '../../../lib';
import { deployedServerChecks } from '../../../lib/constructs/authz/deployed-server-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, gateway, policy } from '../../kit';

const digest = `sha256:${'0a'.repeat(32)}`;
const apiServer = { addresses: ['10.0.0.1'] };

/** What a program without types can pass. */
const wrong = (props: object) => props as DeployedServerProps;

const ofImage: readonly Row<[DeployedServerProps, PlatformVersions?]>[] = [
  ['an image with a space', { image: 'registry.corp/my authz:v1' }],
  ['an image without a tag', { image: 'registry.corp:5000/authz' }],
  ['a tag twice', { image: 'registry.corp/authz:v1', version: 'v2' }],
  ['a digest twice', { image: `registry.corp/authz@${digest}`, digest }],
  ['a short digest', { digest: 'sha256:0a' }],
  ['a tag with a space', { version: 'v0.4 .1' }],
  ['an older release', { version: 'v0.3.0' }],
  ['a release without its v', { version: '0.4.1' }],
  ['a later release of the plugin', { version: 'v0.4.0', apiServer }, { kyvernoAuthz: '0.3' }],
];

const ofPods: readonly Row<[DeployedServerProps]>[] = [
  ['a budget for one pod', { replicas: 1, disruptionBudget: true }],
  ['a budget as a text', wrong({ disruptionBudget: 'yes' })],
  ['memory in MB', { resources: { limits: { memory: '512 MB' } } }],
  ['resources as a text', wrong({ resources: 'small' })],
  ['requests as a list', wrong({ resources: { requests: ['1'] } })],
  ['a node by its name', wrong({ nodeSelector: 'node-1' })],
  ['a label that is a number', wrong({ nodeSelector: { pool: 1 } })],
  ['affinity as a list', wrong({ affinity: [] })],
  ['a toleration that is not in a list', wrong({ tolerations: { key: 'egress' } })],
  ['a toleration as a text', wrong({ tolerations: ['egress'] })],
  ['a spread by name', wrong({ topologySpread: ['kubernetes.io/hostname'] })],
  ['an invalid priority class', { priorityClassName: 'System Critical' }],
  ['half a second', { drainSeconds: 0.5 }],
  ['two hours', { drainSeconds: 7200 }],
];

function refuse(props: DeployedServerProps, platform: PlatformVersions = {}) {
  const { app, chart } = egress({ platform });
  policy(chart, gateway(chart), { server: AuthorizationServer.deploy(props) });
  return findings(app);
}

test('reports images that are not one certain release', () => {
  expect(refusals(ofImage, refuse)).toMatchInlineSnapshot(`
"input/server  server.image
  allowed: the name of an image
  fix: correct the image, or remove it for the released one
  - an image with a space: got "registry.corp/my authz:v1" (a string)
input/server  server.image
  allowed: an image with a tag or a digest: without one, it is whatever was pushed last
  fix: add version: 'v0.4.0', or digest: 'sha256:…'
  - an image without a tag: got registry.corp:5000/authz
input/server  server.version
  allowed: a version only for an image without a tag and a digest
  fix: remove version, or the tag of the image
  - a tag twice: got v2 and the image registry.corp/authz:v1
input/server  server.digest
  allowed: one digest
  fix: remove digest, or the digest of the image
  - a digest twice: got sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0… (177 characters)
input/server  server.digest
  allowed: sha256: and 64 hexadecimal digits in lower case
  fix: copy the digest of the image, or remove it
  - a short digest: got "sha256:0a" (a string)
input/server  server.version
  allowed: a tag, such as v0.4.1
  fix: correct the version, or remove it for the tested release
  - a tag with a space: got "v0.4 .1" (a string)
input/server  server.version
  allowed: a release of kyverno-authz from v0.4.0 on, as v0.4.1
  fix: correct the version; for another minor version, select it by kyvernoAuthz of the platform
  - an older release: got v0.3.0
  - a release without its v: got 0.4.1
input/server  server.version
  allowed: a release of kyverno-envoy-plugin 0.3, as v0.3.0
  fix: correct the version; for another minor version, select it by kyvernoAuthz of the platform
  - a later release of the plugin: got v0.4.0"
`);
});

test('reports pods that cannot run so', () => {
  expect(refusals(ofPods, refuse)).toMatchInlineSnapshot(`
"input/server  server.disruptionBudget
  allowed: true only with at least 2 replicas: with one, the budget either has no effect or keeps its node from being drained
  fix: remove disruptionBudget, or replicas for 2
  - a budget for one pod: got true with one replica
input/server  server.disruptionBudget
  allowed: true or false
  fix: correct the value, or remove disruptionBudget for the default
  - a budget as a text: got "yes" (a string)
input/server  server.resources.limits.memory
  allowed: a quantity of Kubernetes, such as '500m' or '256Mi'
  fix: correct the quantity, or remove it for the default
  - memory in MB: got "512 MB" (a string)
input/server  server.resources
  allowed: an object { requests, limits }
  fix: write resources: { requests: { cpu: '500m' } }, or remove it for the default
  - resources as a text: got "small" (a string)
input/server  server.resources.requests
  allowed: an object such as { cpu: '500m', memory: '256Mi' }
  fix: correct the quantity, or remove it for the default
  - requests as a list: got ["1"]
input/server  server.nodeSelector
  allowed: labels of nodes, such as { 'node-role.kubernetes.io/egress': '' }
  fix: correct the labels, or remove nodeSelector
  - a node by its name: got "node-1" (a string)
input/server  server.nodeSelector.pool
  allowed: labels of nodes, such as { 'node-role.kubernetes.io/egress': '' }
  fix: correct the labels, or remove nodeSelector
  - a label that is a number: got 1 (a number)
input/server  server.affinity
  allowed: an affinity of Kubernetes, such as { nodeAffinity }
  fix: correct the affinity, or remove it
  - affinity as a list: got []
input/server  server.tolerations
  allowed: a list such as [{ key: 'egress', operator: 'Exists' }]
  fix: write tolerations: [{ key: 'egress', operator: 'Exists' }], or remove it for none
  - a toleration that is not in a list: got {"key":"egress"}
input/server  server.tolerations[0]
  allowed: an object such as { key: 'egress', operator: 'Exists' }
  fix: write tolerations: [{ key: 'egress', operator: 'Exists' }], or remove it for none
  - a toleration as a text: got "egress" (a string)
input/server  server.topologySpread[0]
  allowed: an object such as { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }
  fix: write topologySpread: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }], or remove it for a spread over the nodes
  - a spread by name: got "kubernetes.io/hostname" (a string)
input/server  server.priorityClassName
  allowed: the name of a PriorityClass
  fix: correct the name, or remove it for the default of the cluster
  - an invalid priority class: got "System Critical" (a string)
input/server  server.drainSeconds
  allowed: a whole number of seconds from 0 to 3600
  fix: correct the number, or remove drainSeconds for 10
  - half a second: got 0.5
  - two hours: got 7200"
`);
});

test('a field that pods do not have is reported with the Deployment', () => {
  const tolerations = [{ key: 'egress', operater: 'Exists' }];
  expect(refuse(wrong({ tolerations })).map(({ rule, path }) => [rule, path])).toMatchInlineSnapshot(`
[
  [
    "schema/unknown-field",
    "spec.template.spec.tolerations[0].operater",
  ],
]
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, ...given] of [...ofImage, ...ofPods]) refuse(...given);
  };
  expect(untested(deployedServerChecks, tried)).toEqual([]);
});
