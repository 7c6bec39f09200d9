import { approvalOutdated } from '../../../../lib/checks/rules/egress/approval-outdated';
import { digestOf } from '../../../../lib/core/approval-text';
import { objections } from '../objections';
import { backend, entry, route, spec, traffic } from '../way-out';

const RULES = '{"allow":"reads","when":[{"methods":["GET"]}]}';
const CONTENT = [
  'host api.example.com:443 http',
  'destination ServiceEntry',
  'tls originate',
  'callers http=8080',
  'identities http team-a/agent',
  `requests ${RULES}`,
  'ways alias=api',
];
const KEYS = ['security.corp/egress-content', 'security.corp/egress-digest'] as const;

/** An object with the approved content on it. */
function bound(yaml: string, content = CONTENT.join('\n'), digest = digestOf(content)): string {
  const [text, hash] = KEYS;
  const annotations = `annotations: { ${text}: ${JSON.stringify(content)}, ${hash}: ${JSON.stringify(digest)} }`;
  return yaml.replace('namespace: egress }', `namespace: egress, ${annotations} }`);
}

const port = (number: number) => spec(`{ number: ${number}, name: http, protocol: HTTP }`);
const extensions = (changes: Record<string, string> = {}) => {
  const all = { host: 'api.example.com', callers: 'http=8080', rules: `[${RULES}]`, ...changes };
  const texts = Object.entries(all).map(([key, text]) => `egress.${key}: ${JSON.stringify(text)}`);
  return traffic(`extAuth: { extensionRef: { name: authz }, contextExtensions: { ${texts.join(', ')} } }`);
};
const named = (hostname: string) => route().replace('hostnames: [', `hostnames: [${hostname}, `);

test.each([
  ['without a content', entry(port(8443))],
  ['a ServiceEntry', bound(entry(port(443)))],
  ['a Backend, whose name has a dot at the end', bound(backend('{ host: api.example.com., port: 443 }'))],
  ['a route', bound(route())],
  ['a route with the Service of its alias', bound(named('api.egress.svc'))],
  ['a TrafficPolicy', bound(extensions())],
  ['a route at the listener of its callers', bound(route().replace('{ name: exit }', '{ name: exit, sectionName: http }'))],
  ['an approved report mode', bound(extensions({ report: '1798761600' }), `${CONTENT.join('\n')}\nreport 2027-01-01T00:00:00Z`)],
  ['a TrafficPolicy for all requests', bound(traffic('retry: { attempts: 1 }'))],
])('%s that is as approved is not reported', (_, yaml) => {
  expect(objections(approvalOutdated, yaml)).toEqual([]);
});

test.each([
  ['another port', bound(entry(port(8443))), 'ServiceEntry egress/api spec.hosts[0]: api.example.com:8443'],
  [
    'another host',
    bound(backend('{ host: b.example.com, port: 443 }')),
    'Backend egress/api spec.static.hosts[0]: b.example.com:443',
  ],
  ['another name', bound(named('example.org')), 'HTTPRoute egress/api spec.hostnames[0]: example.org'],
  ['the Service of another namespace', bound(named('api.other.svc')), 'HTTPRoute egress/api spec.hostnames[0]: api.other.svc'],
  [
    'another listener',
    bound(route().replace('{ name: exit }', '{ name: exit, sectionName: batch }')),
    'HTTPRoute egress/api spec.parentRefs[0].sectionName: batch',
  ],
  [
    'report mode',
    bound(extensions({ report: '1798761600' })),
    "TrafficPolicy egress/api spec.extAuth.contextExtensions['egress.report']: 1798761600",
  ],
  [
    'more callers',
    bound(extensions({ callers: 'http=8080,batch=8081' })),
    "TrafficPolicy egress/api spec.extAuth.contextExtensions['egress.callers']: http=8080,batch=8081",
  ],
  [
    'more methods',
    bound(extensions({ rules: '[{"allow":"reads","when":[]}]' })),
    `TrafficPolicy egress/api spec.extAuth.contextExtensions['egress.rules']: [{"allow":"reads","when":[]}]`,
  ],
])('%s than approved is reported', (_, yaml, expected) => {
  expect(objections(approvalOutdated, yaml)).toEqual([expected]);
});

test('a content that was changed without its digest is reported', () => {
  const digest = digestOf(CONTENT.join('\n'));
  expect(objections(approvalOutdated, bound(entry(port(8443)), CONTENT.join('\n').replace('443', '8443'), digest))).toEqual([
    `ServiceEntry egress/api metadata.annotations['${KEYS[1]}']: ${digest}`,
  ]);
});
