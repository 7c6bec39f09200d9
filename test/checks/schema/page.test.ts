import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkObject } from '../../../lib/checks/object/check-object';
import type { SchemaRule } from '../../../lib/checks/schema/issue';
import { formatFinding } from '../../../lib/core/format-finding';
import { Platform } from '../../../lib/core/platform';
import { NOW } from '../../kit';

const object = (apiVersion: string, kind: string, name: string, fields: string) =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name}, namespace: egress-system }, ${fields} }`;
const service = (port: string) => object('v1', 'Service', 'authz', `spec: { ports: [{ name: grpc, port: ${port} }] }`);
const entry = (spec: string, name = 'api') => object('networking.istio.io/v1', 'ServiceEntry', name, `spec: ${spec}`);
const route = (spec: string) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'api', `spec: ${spec}`);
const gateway = (listeners: string) =>
  object('gateway.networking.k8s.io/v1', 'Gateway', 'egress', `spec: { gatewayClassName: kgateway, listeners: ${listeners} }`);
const HTTP = '{ name: http, port: 8080, protocol: HTTP }';
const ANY_AND_ALL = '{ any: [{ resources: { kinds: [ServiceEntry] } }], all: [{ resources: { kinds: [Backend] } }] }';

/** For each rule, an object that has the issue of the example on the page. TypeScript reports a rule that is missing here. */
const EXAMPLES: Readonly<Record<SchemaRule, string>> = {
  'schema/type': service('"9081"'),
  'schema/required': entry('{ resolution: DNS }'),
  'schema/unknown-field': entry('{ hosts: [api.example.com], reslution: DNS }'),
  'schema/enum': entry('{ hosts: [api.example.com], resolution: Dns }'),
  'schema/pattern': route('{ rules: [{ timeouts: { request: 30 s } }] }'),
  'schema/format': object('v1', 'ConfigMap', 'policy', 'binaryData: { "policy.bin": "not base64" }'),
  'schema/range': gateway('[{ name: http, port: 80800, protocol: HTTP }]'),
  'schema/length': route('{ parentRefs: [{ name: "" }] }'),
  'schema/size': gateway('[]'),
  'schema/duplicate-item': gateway(`[${HTTP}, ${HTTP}]`),
  'schema/one-of': `{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: approval }, spec: { rules: [{ name: label, match: ${ANY_AND_ALL} }] } }`,
  'schema/rule': gateway('[{ name: http, port: 8080, protocol: HTTP, tls: { mode: Terminate } }]'),
  'schema/metadata': entry('{ hosts: [api.example.com], resolution: DNS }', 'API'),
  'schema/kubernetes': service('0'),
  'schema/newer-field': object(
    'gateway.kgateway.dev/v1alpha1',
    'TrafficPolicy',
    'api',
    'spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }], statPrefix: egress }',
  ),
  'schema/newer-value': entry('{ hosts: ["*.example.com"], resolution: DYNAMIC_DNS }'),
  'schema/unserved-version': object('gateway.networking.k8s.io/v1alpha2', 'TLSRoute', 'api', 'spec: {}'),
  'schema/unknown-kind': object('gateway.kgateway.dev/v1alpha1', 'TraficPolicy', 'api', 'spec: {}'),
};

/** The platform of the examples on the page. */
const OLDER = Platform.for({ kgateway: '2.3', gatewayApi: '1.6', istio: '1.27' });

const sections = new Map(
  readFileSync('docs/rules/schema.md', 'utf8')
    .split('\n### ')
    .map((section) => [section.split('\n')[0], section]),
);

test.each([...Object.keys(EXAMPLES), 'schema/duplicate-field'])('%s has a section with an example and a fix', (rule) => {
  expect(sections.get(rule)).toMatch(/^\S+\n\n.*```text\n.*```.*\n\*\*How to fix it\.\*\*/s);
});

test.each(Object.entries(EXAMPLES))('the example of %s is the message of the check', (rule, yaml) => {
  const { findings } = checkObject(parse(yaml), { platform: OLDER, now: NOW });
  const message = findings.filter((finding) => finding.rule === rule).map(formatFinding);
  expect(message).toHaveLength(1);
  expect(sections.get(rule)).toContain(`\`\`\`text\n${message[0]?.replace(/\n {2}see .*$/, '')}\n\`\`\``);
});
