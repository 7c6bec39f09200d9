// Requests about approvals: who gives them, and what was approved.
import { createHash } from 'node:crypto';
import type { KubeObject } from '../bed';
import { NAMESPACE } from '../manifests';
import { CONTROLLER, ROOT } from './answers';
import { GATEWAY } from './attempts';
import {
  APPROVER,
  accepted,
  approved,
  backend,
  DEPLOYER,
  entryFor,
  objectOf,
  type Refusal,
  type Row,
  refused,
  route,
} from './rows';

const GIVES: Refusal = ['approvers', 'only approvers may give, change or remove an approval'];
const CHANGES: Refusal = ['approvers', 'only approvers may change what is approved'];
const UNAPPROVED: Refusal = ['approval', 'egress destination without approval'];

const old = (name: string, marks: object) => ({ ...entryFor({ hosts: [`${name}.example.org`] }, { name, ...marks }) });

/** Objects from before the policies. */
export const EXISTING: readonly KubeObject[] = [
  old('approved', approved()),
  old('unapproved', {}),
  old('ended', approved({ until: '2026-01-02T00:00:00Z' })),
  route(
    { backendRefs: [{ name: 'orders', port: 80 }] },
    { name: 'attached' },
    { parentRefs: [{ name: GATEWAY, namespace: NAMESPACE }] },
  ),
];

/** A change of one of these. */
function change(index: number, parts: { readonly metadata?: object; readonly spec?: object }): KubeObject {
  const { apiVersion, kind, metadata } = EXISTING[index] as KubeObject;
  return {
    apiVersion,
    kind,
    ...parts,
    metadata: { name: metadata.name, namespace: metadata.namespace, ...parts.metadata },
  } as KubeObject;
}

const annotate = (key: string, value: string | null) => ({
  metadata: { annotations: { [`security.corp/egress-${key}`]: value } },
});
const label = (value: string | null) => ({ metadata: { labels: { 'security.corp/egress-approved': value } } });
const patch = { how: 'patch' } as const;
const team = { metadata: { labels: { team: 'a' } } };
const hosts = { spec: { hosts: ['other.example.org'] } };

/** Who gives approvals, and objects from before. */
const APPROVERS: readonly Row[] = [
  refused('an approved ServiceEntry from a developer', entryFor({}, approved()), GIVES),
  refused(
    'an approved Service from a developer',
    objectOf('v1', 'Service', { spec: { type: 'ExternalName', externalName: 'pastebin.com' } }, approved()),
    GIVES,
  ),
  refused('a later end from a developer', change(0, annotate('until', '2101-01-01T00:00:00Z')), GIVES, patch),
  refused('another ticket from a developer', change(0, annotate('ticket', 'T-2')), GIVES, patch),
  refused('another approver from a developer', change(0, annotate('approved-by', 'second@example.com')), GIVES, patch),
  refused('the approval, removed by a developer', change(0, label(null)), [GIVES, UNAPPROVED], patch),
  refused('another host from a developer', change(0, hosts), CHANGES, patch),
  accepted('another label from a developer', change(0, team), patch),
  accepted('an approved object, deleted by a developer', change(0, {}), { how: 'delete' }),
  accepted('the status of an approved object, by a developer', { ...change(0, {}), status: {} }, { how: 'status' }),
  accepted('a later end from an approver', change(0, annotate('until', '2101-01-01T00:00:00Z')), { ...patch, as: APPROVER }),
  accepted('a later end from whoever deploys', change(0, annotate('until', '2101-01-01T00:00:00Z')), { ...patch, as: DEPLOYER }),
  accepted('another host from an approver', change(0, hosts), { ...patch, as: APPROVER }),
  accepted('another host from an administrator', change(0, hosts), { ...patch, as: ROOT }),
  refused(
    'the label on an object from before, by a developer',
    change(1, label('true')),
    [GIVES, ['approval', 'incomplete approval']],
    patch,
  ),
  refused('another label on an object without approval', change(1, team), UNAPPROVED, patch),
  accepted('an object without approval, deleted', change(1, {}), { how: 'delete' }),
  accepted('the status of an object without approval', { ...change(1, {}), status: {} }, { how: 'status' }),
  refused('another label after the approval has ended', change(2, team), ['approval', 'whose approval has ended'], {
    ...patch,
    beyondNative: 'clock',
  }),
  accepted('a renewal by an approver', change(2, annotate('until', '2101-01-01T00:00:00Z')), { ...patch, as: APPROVER }),
  accepted('an object whose approval has ended, deleted by a controller', change(2, {}), { how: 'delete', as: CONTROLLER }),
  accepted('another label on a route that was attached before', change(3, team), patch),
  refused(
    'another rule of a route that was attached before',
    change(3, { spec: { hostnames: ['x.example.org'] } }),
    ['routes', 'attaches to an egress gateway'],
    patch,
  ),
];

const RULE = '{"allow":"GET","when":[{"methods":["GET"]}]}';
const CONTENT = [
  'host api.example.org:443 http',
  'destination ServiceEntry',
  'tls originate',
  'callers reports=8081',
  'identities reports team-b/reports',
  `requests ${RULE}`,
  'ways alias=api',
].join('\n');
const hashOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Marks with approved content. */
function bound({ content = CONTENT, digest = hashOf(content) }: { readonly content?: string; readonly digest?: string } = {}) {
  return approved({ content, digest });
}

const beside = (marks: object) => ({ namespace: NAMESPACE, ...marks });
const extensions = {
  'egress.host': 'api.example.org',
  'egress.callers': 'reports=8081',
  'egress.rules': `[${RULE}]`,
};
const policy = (changes: Readonly<Record<string, string>> = {}, marks: object = bound()) =>
  objectOf(
    'gateway.kgateway.dev/v1alpha1',
    'TrafficPolicy',
    {
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'attempt' }],
        extAuth: { contextExtensions: { ...extensions, ...changes }, extensionRef: { name: 'kyverno-authz-server' } },
      },
    },
    beside(marks),
  );
const onListener = (sectionName: string, hostnames: readonly string[] = ['api.example.org']) =>
  route({ backendRefs: [{ name: 'orders', port: 80 }] }, beside(bound()), {
    parentRefs: [{ name: GATEWAY, sectionName }],
    hostnames,
  });
const other = (what: string): Refusal => ['content', `the approval of this object is for ${what}`];
const byDeployer = { as: DEPLOYER };
const ported = (number: number) => entryFor({ ports: [{ number, name: 'http', protocol: 'HTTP' }] }, beside(bound()));

/** Objects whose approval is for certain content. */
const CONTENTS: readonly Row[] = [
  accepted('a ServiceEntry as approved', ported(443), byDeployer),
  refused('another port', ported(8443), other('another host or port'), byDeployer),
  refused(
    'another endpoint',
    entryFor({ endpoints: [{ address: 'other.example.org.' }] }, beside(bound())),
    other('another host or port'),
    byDeployer,
  ),
  accepted('the host as its endpoint', entryFor({ endpoints: [{ address: 'api.example.org.' }] }, beside(bound())), byDeployer),
  refused('another host', entryFor({ hosts: ['other.example.org'] }, beside(bound())), other('another host or port'), byDeployer),
  refused(
    'another host from an administrator',
    entryFor({ hosts: ['other.example.org'] }, beside(bound())),
    other('another host or port'),
    { as: ROOT },
  ),
  accepted(
    'a Backend as approved',
    backend({ type: 'Static', static: { hosts: [{ host: 'api.example.org.', port: 443 }] } }, beside(bound())),
    byDeployer,
  ),
  refused(
    'a Backend for another host',
    backend({ type: 'Static', static: { hosts: [{ host: 'other.example.org', port: 443 }] } }, beside(bound())),
    other('another host or port'),
    byDeployer,
  ),
  accepted('a TrafficPolicy as approved', policy(), byDeployer),
  refused('other callers', policy({ 'egress.callers': 'reports=8081,http=8080' }), other('other callers'), byDeployer),
  refused('another method', policy({ 'egress.rules': '[{"allow":"any","when":[]}]' }), other('other requests'), byDeployer),
  refused('a further rule', policy({ 'egress.rules': `[${RULE},${RULE}]` }), other('other requests'), byDeployer),
  refused('a report mode', policy({ 'egress.report': '4102444800' }), other('another end of the report mode'), byDeployer),
  refused('the decision for another host', policy({ 'egress.host': 'other.example.org' }), other('another host'), byDeployer),
  accepted(
    'a route as approved, with its alias',
    onListener('reports', ['api.example.org', `api.${NAMESPACE}`, `api.${NAMESPACE}.svc`]),
    byDeployer,
  ),
  refused(
    'a route for another host too',
    onListener('reports', ['api.example.org', 'other.example.org']),
    other('another host'),
    byDeployer,
  ),
  refused('a route with another alias', onListener('reports', [`other.${NAMESPACE}`]), other('another host'), byDeployer),
  refused('a route at the listener of other callers', onListener('http'), other('other callers'), byDeployer),
  refused(
    'content without a digest',
    entryFor({}, beside(bound({ digest: '' }))),
    ['content', 'needs both annotations'],
    byDeployer,
  ),
  refused(
    'other content under the same digest',
    entryFor(
      { hosts: ['other.example.org'] },
      beside(bound({ content: CONTENT.replace('api.', 'other.'), digest: hashOf(CONTENT) })),
    ),
    ['content', 'is not the hash of'],
    { ...byDeployer, beyondNative: 'hash' },
  ),
  refused('other content under a new digest, from a developer', entryFor({}, bound()), GIVES),
  accepted('new content under a new digest, from an approver', entryFor({}, bound()), { as: APPROVER }),
];

export const APPROVALS: readonly Row[] = [...APPROVERS, ...CONTENTS];
