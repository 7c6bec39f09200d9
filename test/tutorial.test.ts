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

/** The findings for manifests, as `severity rule object`. */
function reported(sources: ReturnType<typeof files>): string[] {
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

/** The defects that the tutorial's six manifests show: number, defect, finding. */
const SHOWN: readonly (readonly [number, string, string])[] = [
  [1, 'no access log', `error egress/access-log ${GATEWAY}`],
  [2, 'a retry on status codes alone never fires', `error egress/retry-never-fires ${POLICY}`],
  [3, 'four attempts of 10 s in 30 s', `error egress/retry-budget ${POLICY}`],
  [6, 'a server that the manifests do not describe', `warning egress/authorization-server-missing ${EXTENSION}`],
  [9, 'an egress proxy behind a LoadBalancer', `error egress/exposed-gateway ${GATEWAY}`],
  [9, 'routes of every namespace', `error egress/foreign-routes ${GATEWAY}`],
  [10, 'an approval required for one name only', `error kyverno/approval-by-name ${APPROVAL}`],
  [10, '"false" approves', `error kyverno/any-value-approves ${APPROVAL}`],
  [10, 'nothing stops direct egress', `error egress/direct-exit ${CLIENT}`],
  [11, 'the client authorizes itself', 'info egress/client-asserted-header AuthorizationPolicy default/demo-policy.example.com'],
  [12, '200 ms for a decision', `error egress/authorization-timeout ${EXTENSION}`],
  [13, 'an old version', `info istio/deprecated-version ${ENTRY}`],
];

/** Defects that show only with more manifests of the cluster, or without the setting that hides them. */
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
  4: 'a claim in the text: retries do not ask for authorization again',
  5: 'the text contradicts the manifest, and the manifest is right',
  7: 'an environment variable of the controller, which its chart sets',
};

/** Findings that the list of defects does not contain. */
const BEYOND = [
  // A request policy in the form of plugin 0.1.
  'info egress/not-judged AuthorizationPolicy default/demo-policy.example.com',
  `error kyverno/existing-violations ${APPROVAL}`,
  `error egress/unapproved-host ${ENTRY}`,
  `error egress/unguarded-listener ${GATEWAY}`,
  `warning egress/gateway-reach ${GATEWAY}`,
  `warning egress/retry-limit ${POLICY}`,
  `warning egress/search-domain ${ENTRY}`,
  `warning egress/unsafe-retry ${POLICY}`,
];

test.each(SHOWN)('defect %d: %s', (_, __, finding) => {
  expect(reported(published)).toContain(finding);
});

test.each(SHOWN_WITH)('defect %d shows with %s', (_, __, change, finding) => {
  expect(reported(published)).not.toContain(finding);
  expect(reported(published.map(({ file, text }) => ({ file, text: change(text) })))).toContain(finding);
});

test('nothing else is reported for the tutorial', () => {
  expect(reported(published).sort()).toEqual([...SHOWN.map(([, , finding]) => finding), ...BEYOND].sort());
});

test('each of the fourteen defects has a finding, or a reason why no manifest shows it', () => {
  const numbers = new Set([...SHOWN, ...SHOWN_WITH].map(([number]) => number).concat(Object.keys(NOT_SHOWN).map(Number)));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
});

test('in the reference app, which follows the tutorial, only the header is reported, and the retry is waived', () => {
  expect(reported(files('dist')).sort()).toEqual([
    'info egress/client-asserted-header ConfigMap egress-system/kyverno-authz-server-policy',
    'waived egress/unsafe-retry TrafficPolicy egress-system/ollama',
  ]);
});

/** Adds an object to the file of the client. */
function also(object: string): (text: string) => string {
  return (text) => (text.includes('kind: Deployment') ? `${text}\n---\n${object}` : text);
}

/** Without appProtocol, as in chart 0.1.0. There the port is named `grpc`, which kgateway 2.4 treats as HTTP/2 (measured). */
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

/** Removes the label from the Deployment's pod template, but not from the Deployment. */
function withoutPodLabel(text: string): string {
  return text.replace(/(template:.*?)\n *istio\.io\/dataplane-mode: ambient/s, '$1');
}
