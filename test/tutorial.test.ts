import { readdirSync, readFileSync } from 'node:fs';
import { checkManifests } from '../lib/checks/check-manifests';
import { Platform } from '../lib/core/platform';
import { readManifests } from '../lib/manifests/read/read-manifests';
import { printed } from './findings';
import { NOW } from './kit';

const files = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ file: name, text: readFileSync(`${folder}/${name}`, 'utf8') }));

/** What is told of manifests, as `severity rule object`. */
function told(sources: ReturnType<typeof files>): string[] {
  const { objects, problems } = readManifests(sources);
  expect(problems).toEqual([]);
  const manifests = objects.map(({ manifest }) => manifest);
  const { findings } = checkManifests(manifests, { platform: Platform.for({}), now: NOW });
  return findings.map(printed).map(({ severity, rule, object }) => `${severity} ${rule} ${object}`);
}

const published = files('test/fixtures/tutorial');
const GATEWAY = 'Gateway default/egress-kgateway';
const ENTRY = 'ServiceEntry default/ollama-external-host';
const POLICY = 'TrafficPolicy default/ollama-external-auth-policy';
const EXTENSION = 'GatewayExtension default/kyverno-authz-server';
const APPROVAL = 'ClusterPolicy enforce-serviceentry-egress-label';
const CLIENT = 'Deployment default/curl-test-client';

/** The defects of the tutorial that its six manifests show: number, what is wrong, what is told. */
const SHOWN: readonly (readonly [number, string, string])[] = [
  [1, 'no access log', `error egress/access-log ${GATEWAY}`],
  [2, 'a retry on status codes alone never fires', `error egress/retry-never-fires ${POLICY}`],
  [3, 'four tries of 10 s in 30 s', `error egress/retry-budget ${POLICY}`],
  [6, 'a server that the manifests do not describe', `warning egress/authorization-server-missing ${EXTENSION}`],
  [9, 'an egress proxy behind a LoadBalancer', `error egress/exposed-gateway ${GATEWAY}`],
  [9, 'routes of every namespace', `error egress/foreign-routes ${GATEWAY}`],
  [10, 'an approval asked of one name', `error kyverno/approval-by-name ${APPROVAL}`],
  [10, '"false" approves', `error kyverno/any-value-approves ${APPROVAL}`],
  [10, 'nothing stops direct egress', `error egress/direct-exit ${CLIENT}`],
  [11, 'the client authorizes itself', 'info egress/client-asserted-header AuthorizationPolicy default/demo-policy.example.com'],
  [12, '200 ms for a decision', `error egress/authorization-timeout ${EXTENSION}`],
  [13, 'an old version', `info istio/deprecated-version ${ENTRY}`],
];

/** Defects that show once the cluster around the manifests is among them, or the one thing that covers them is gone. */
const SHOWN_WITH: readonly (readonly [number, string, (text: string) => string, string])[] = [
  [
    6,
    'a Service whose port has another name',
    also(service()),
    'error egress/authorization-protocol Service default/kyverno-authz-server',
  ],
  [8, 'the Namespace, not in ambient', also(namespace()), `error ztunnel/uncaptured-gateway ${GATEWAY}`],
  [14, 'no label on the pods', withoutPodLabel, `error ztunnel/dataplane-mode ${CLIENT}`],
];

/** Defects that no manifest shows, and why. */
const NOT_SHOWN: Readonly<Record<number, string>> = {
  4: 'a sentence of the text: retries do not ask for authorization again',
  5: 'the text contradicts the manifest, which is right',
  7: 'an environment variable of the controller, set by its chart',
};

/** What is told beyond the list. */
const BEYOND = [
  `error kyverno/existing-violations ${APPROVAL}`,
  `error egress/unapproved-host ${ENTRY}`,
  `warning egress/retry-limit ${POLICY}`,
  `warning egress/unsafe-retry ${POLICY}`,
];

test.each(SHOWN)('defect %d: %s', (_, __, finding) => {
  expect(told(published)).toContain(finding);
});

test.each(SHOWN_WITH)('defect %d shows with %s', (_, __, change, finding) => {
  expect(told(published)).not.toContain(finding);
  expect(told(published.map(({ file, text }) => ({ file, text: change(text) })))).toContain(finding);
});

test('nothing else is told of the tutorial', () => {
  expect(told(published).sort()).toEqual([...SHOWN.map(([, , finding]) => finding), ...BEYOND].sort());
});

test('each of the fourteen defects is shown, or said to show in no manifest', () => {
  const numbers = new Set([...SHOWN, ...SHOWN_WITH].map(([number]) => number).concat(Object.keys(NOT_SHOWN).map(Number)));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
});

test('of the reference app, which does what the tutorial promises, only the header is told and the retry is waived', () => {
  expect(told(files('dist')).sort()).toEqual([
    'info egress/client-asserted-header ConfigMap egress-system/kyverno-authz-server-policy',
    'waived egress/unsafe-retry TrafficPolicy egress-system/ollama',
  ]);
});

/** An object more, in the file of the client. */
function also(object: string): (text: string) => string {
  return (text) => (text.includes('kind: Deployment') ? `${text}\n---\n${object}` : text);
}

/** Without appProtocol, as chart 0.1.0 makes it; but there the port is named `grpc`, which kgateway 2.4 takes for HTTP/2 (measured). */
function service(): string {
  return `apiVersion: v1
kind: Service
metadata: { name: kyverno-authz-server, namespace: default }
spec: { selector: { app: kyverno-authz-server }, ports: [{ name: authz, port: 9081 }] }
`;
}

function namespace(): string {
  return '{ apiVersion: v1, kind: Namespace, metadata: { name: default } }\n';
}

/** The label of the Deployment stays, that of its template goes. */
function withoutPodLabel(text: string): string {
  return text.replace(/(template:.*?)\n *istio\.io\/dataplane-mode: ambient/s, '$1');
}
