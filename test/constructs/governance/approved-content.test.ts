import { EgressGovernance, type ExternalHostProps, RequestCondition, RequestRule, Tls, Way } from '../../../lib';
import { contentGuard } from '../../../lib/constructs/governance/content-policy';
import { approvalKeys, DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import type { Manifest } from '../../../lib/manifests/manifest';
import { refusal } from '../../findings';
import { egress, exit, grant, host, passthrough, set } from '../../kit';
import { manifests } from '../../manifests';
import { written } from './admission-request';
import { alone } from './alone';

const policy = alone(contentGuard({ keys: DEFAULT_APPROVAL_KEYS }));
const spec = { ...policy, validations: (policy.validations ?? []).filter(({ expression }) => !expression.includes('sha256(')) };
const JUDGED = ['ServiceEntry', 'Backend', 'Service', 'TrafficPolicy', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];
const { content, digest } = approvalKeys('security.corp');

/** The lines that synthesis shows for a host whose content is not written yet. */
function linesOf(refused: string): string[] {
  const texts = [...refused.matchAll(/^ {6}(['"].*['"]),$/gm)].map(([, text = '']) => text);
  return texts.map((text) => (text.startsWith('"') ? JSON.parse(text) : text.slice(1, -1).replaceAll('\\\\', '\\')));
}

function objectsOf(props: Partial<ExternalHostProps>, lines: readonly string[], make = host): readonly Manifest[] {
  const { app, chart } = egress();
  make(chart, exit(chart), { approval: grant({ content: lines }), ...props } as never);
  return lines.length === 0 ? [] : manifests(app).all;
}

function approvedLines(props: Partial<ExternalHostProps>, make = host): string[] {
  const { app, chart } = egress();
  make(chart, exit(chart), { approval: grant({ content: [] }), ...props } as never);
  return linesOf(refusal(app, 'egress/approval-outdated'));
}

/** What the policy says of each object of a host that it judges. */
function verdicts(objects: readonly Manifest[]): string[] {
  return objects.filter(({ kind }) => JUDGED.includes(kind)).map((object) => `${object.kind}: ${written(spec, object)}`);
}

const reads = RequestRule.allow({ name: 'reads', methods: ['GET'] });
const posts = RequestRule.deny({ name: 'posts', methods: ['POST'] });
const batch = set('batch', 8081);
const either = RequestCondition.any(RequestCondition.path('/a'), RequestCondition.header('x', 'y'));

const HOSTS: readonly (readonly [string, Partial<ExternalHostProps>])[] = [
  ['without further settings', {}],
  ['as a Backend', { destination: 'Backend' }],
  ['with addresses', { addresses: ['203.0.113.7'] }],
  [
    'with several callers and rules',
    { moreCallers: [batch], requests: [reads, RequestRule.allow({ name: 'batch', callers: [batch], when: [either] })] },
  ],
  ['with a report mode', { requests: [reads], reportUntil: '2027-01-01' }],
  ['by other ways', { ways: [Way.transparent(), Way.alias('api')] }],
  ['by a proxy', { ways: [Way.proxy()] }],
  ['with a wildcard', { host: '*.example.com' }],
  ['that is resolved for each request', { destination: 'dynamic' }],
  ['in plaintext', { tls: Tls.none(), port: 8080, host: 'plain.example.com' }],
];

test.each(HOSTS)('all objects of a host %s agree with its content', (_, props) => {
  const all = verdicts(objectsOf(props, approvedLines(props)));
  expect(all.length).toBeGreaterThan(2);
  expect(all.filter((one) => !/: (accepted|not matched: has-approved-content)$/.test(one))).toEqual([]);
  expect(all.filter((one) => one.endsWith(': accepted')).length).toBeGreaterThan(1);
});

test('all objects of a PassthroughHost agree with its content', () => {
  const all = verdicts(objectsOf({}, approvedLines({}, passthrough as never), passthrough as never));
  expect(all.filter((one) => !/: (accepted|not matched: has-approved-content)$/.test(one))).toEqual([]);
  expect(all.filter((one) => one.endsWith(': accepted')).length).toBeGreaterThan(1);
});

/** The objects of a host that has changed, with the content that was approved. */
function changed(before: Partial<ExternalHostProps>, after: Partial<ExternalHostProps>): readonly Manifest[] {
  const [approved] = objectsOf(before, approvedLines(before)).filter(({ metadata }) => metadata.annotations?.[content]);
  const marks = approved?.metadata.annotations ?? {};
  return objectsOf(after, approvedLines(after)).map((object) => {
    if (!object.metadata.annotations?.[content]) return object;
    const annotations = {
      ...object.metadata.annotations,
      [content]: marks[content] as string,
      [digest]: marks[digest] as string,
    };
    return { ...object, metadata: { ...object.metadata, annotations } };
  });
}

test.each<[string, Partial<ExternalHostProps>, Partial<ExternalHostProps>, RegExp]>([
  ['port', {}, { port: 8443 }, /another host or port/],
  ['host', {}, { host: 'other.example.com' }, /another host/],
  [
    'methods',
    { requests: [reads] },
    { requests: [RequestRule.allow({ name: 'reads', methods: ['GET', 'POST'] })] },
    /other requests/,
  ],
  ['order of rules', { requests: [reads, posts] }, { requests: [posts, reads] }, /other requests/],
  ['callers', {}, { moreCallers: [batch] }, /other callers/],
  [
    'end of the report mode',
    { requests: [reads], reportUntil: '2027-01-01' },
    { requests: [reads], reportUntil: '2027-02-01' },
    /report mode/,
  ],
  ['aliases', { ways: [Way.alias('api')] }, { ways: [Way.alias('other')] }, /another host/],
])('other %s than approved are refused', (_, before, after, message) => {
  expect(verdicts(changed(before, after)).filter((one) => message.test(one)).length).toBeGreaterThan(0);
});

const LINES = ['host api.example.org:443 http', 'destination ServiceEntry', 'callers reports=8081'].join('\n');
const PORT = { number: 443, name: 'http', protocol: 'HTTP' };
const HOST = { hosts: ['api.example.org'], ports: [PORT], resolution: 'DNS' };

/** An object with the approval of api.example.org. */
function approvedObject(apiVersion: string, kind: string, given: object): object {
  const annotations = { [content]: LINES, [digest]: `sha256:${'0'.repeat(64)}` };
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'egress-system', annotations }, spec: given };
}
const entry = (changes: object) => approvedObject('networking.istio.io/v1', 'ServiceEntry', { ...HOST, ...changes });
const workload = (address: string) => approvedObject('networking.istio.io/v1', 'WorkloadEntry', { address });
const service = (given: object) => approvedObject('v1', 'Service', given);
const kgateway = (kind: string, given: object) => approvedObject('gateway.kgateway.dev/v1alpha1', kind, given);
const route = (given: object, kind = 'HTTPRoute') => approvedObject('gateway.networking.k8s.io/v1', kind, given);
const extensions = (given: object) => kgateway('TrafficPolicy', { extAuth: { contextExtensions: given } });

test.each<[string, object]>([
  ['a ServiceEntry', entry({ endpoints: [{ address: 'api.example.org.' }] })],
  ['a ServiceEntry without ports', entry({ ports: undefined })],
  ['a ServiceEntry that names the port twice', entry({ ports: [{ ...PORT, targetPort: 443 }] })],
  ['a WorkloadEntry', workload('api.example.org.')],
  ['an ExternalName', service({ type: 'ExternalName', externalName: 'api.example.org' })],
  ['a Service of pods', service({ selector: { app: 'a' } })],
  ['a TCPRoute, which has no hostnames', route({}, 'TCPRoute')],
  ['a TrafficPolicy without a decision', kgateway('TrafficPolicy', {})],
])('what leads to the approved host is accepted: %s', (_, given) => {
  expect(written(spec, given)).toBe('accepted');
});

test.each<[string, object, RegExp]>([
  [
    'a ServiceEntry of another host that selects workloads',
    entry({ hosts: ['x.example.org'], workloadSelector: {} }),
    /host or port/,
  ],
  ['a ServiceEntry that resolves its workloads', entry({ workloadSelector: { labels: { a: 'b' } } }), /host or port/],
  ['a ServiceEntry for any address', entry({ resolution: 'NONE', addresses: ['0.0.0.0/0'] }), /host or port/],
  ['a ServiceEntry for any address, by default', entry({ resolution: undefined }), /host or port/],
  ['another targetPort', entry({ ports: [{ ...PORT, targetPort: 22 }] }), /host or port/],
  ['another port of its endpoint', entry({ endpoints: [{ address: 'api.example.org', ports: { http: 22 } }] }), /host or port/],
  ['a WorkloadEntry', workload('203.0.113.7'), /host or port/],
  ['an ExternalName', service({ type: 'ExternalName', externalName: 'x.example.org' }), /host or port/],
  ['a Backend of AWS', kgateway('Backend', { aws: {} }), /host or port/],
  ['a route for every host', route({ rules: [] }), /another host/],
  ['a TrafficPolicy without a host, for other callers', extensions({ 'egress.callers': 'http=8080' }), /other callers/],
  ['a TrafficPolicy with an empty host', extensions({ 'egress.host': '', 'egress.callers': 'reports=8081' }), /another host/],
])('what leads elsewhere is refused: %s', (_, given, message) => {
  expect(written(spec, given)).toMatch(message);
});

test('is made with every governance', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress' });
  expect(manifests(app).get('ValidatingPolicy', 'egress-content').kind).toBe('ValidatingPolicy');
});
