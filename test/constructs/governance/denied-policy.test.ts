import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance } from '../../../lib';
import { deniedGuard } from '../../../lib/constructs/governance/denied-policy';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { asRows, findings, refusals } from '../../findings';
import { egress, gateway, host, NOW, policy } from '../../kit';
import { manifests } from '../../manifests';
import { verdict } from './admission-verdict';
import { alone } from './alone';

const DENIED = ['pastebin.com', 'files.share.example', 'evil.example'];

const judge = (kind: string, spec: object, denied = DENIED) =>
  verdict(alone(deniedGuard({ keys: DEFAULT_APPROVAL_KEYS, denied })), { kind, metadata: { name: 'x' }, spec }, NOW);

const REFUSED = /^the security team denies the host [^ ]+ \(owner: [^)]+\), or a name above it/;
const byEntry = (name: string, denied = DENIED) => judge('ServiceEntry', { hosts: [name] }, denied);

test.each([
  'pastebin.com',
  'PasteBin.com',
  'pastebin.com.',
  'www.pastebin.com',
  'a.b.c.d.e.f.pastebin.com',
  '*.pastebin.com',
  '*.www.pastebin.com',
  '*.com',
  '*.example',
  '*.share.example',
  '*',
  'files.share.example',
  `${'x.'.repeat(18)}pastebin.com`,
  `${'x.'.repeat(30)}harmless.org`,
])('refuses %s', (name) => {
  expect(byEntry(name)).toMatch(REFUSED);
});

test.each([
  'example.com',
  'com',
  'notpastebin.com',
  'pastebin.com.example.org',
  'pastebin.co',
  'share.example',
  '*.org',
  '*.other.example',
  'files.share.example.com',
  '198.51.100.7',
])('accepts %s', (name) => {
  expect(byEntry(name)).toBe('accepted');
});

test.each<[string, string, object]>([
  ['the second host of a ServiceEntry', 'ServiceEntry', { hosts: ['api.example.com', 'pastebin.com'] }],
  ['an endpoint of a ServiceEntry', 'ServiceEntry', { hosts: ['a.example.com'], endpoints: [{}, { address: 'pastebin.com' }] }],
  ['a WorkloadEntry', 'WorkloadEntry', { address: 'pastebin.com' }],
  [
    'a Backend',
    'Backend',
    {
      static: {
        hosts: [
          { host: 'a.example.com', port: 443 },
          { host: 'pastebin.com', port: 443 },
        ],
      },
    },
  ],
  ['a Service of type ExternalName', 'Service', { type: 'ExternalName', externalName: 'pastebin.com' }],
  ['an HTTPRoute', 'HTTPRoute', { hostnames: ['a.example.com', 'pastebin.com'] }],
  ['a TLSRoute', 'TLSRoute', { hostnames: ['pastebin.com'] }],
  [
    'a route that rewrites the host',
    'HTTPRoute',
    { rules: [{ filters: [{ type: 'URLRewrite', urlRewrite: { hostname: 'pastebin.com' } }] }] },
  ],
  [
    'a mirror of a backend',
    'HTTPRoute',
    {
      rules: [
        {
          backendRefs: [{ name: 'x', filters: [{ requestMirror: { backendRef: { kind: 'Hostname', name: 'pastebin.com' } } }] }],
        },
      ],
    },
  ],
  ['a route to a host', 'HTTPRoute', { rules: [{}, { backendRefs: [{ kind: 'Hostname', name: 'pastebin.com' }] }] }],
])('reads %s', (_, kind, spec) => {
  expect(judge(kind, spec)).toMatch(REFUSED);
});

test.each<[string, object]>([
  ['ServiceEntry', { hosts: ['api.example.com'], endpoints: [{ address: '10.1.2.3' }] }],
  ['ServiceEntry', {}],
  ['WorkloadEntry', {}],
  ['Backend', { dynamicForwardProxy: { enableTls: true } }],
  ['Service', { ports: [{ port: 80 }] }],
  ['HTTPRoute', {}],
  [
    'HTTPRoute',
    {
      hostnames: ['api.example.com'],
      rules: [{ filters: [{ type: 'URLRewrite', urlRewrite: { path: {} } }], backendRefs: [{ name: 'pastebin.com' }] }],
    },
  ],
])('accepts another %s', (kind, spec) => {
  expect(judge(kind, spec)).toBe('accepted');
});

const MANY = Array.from({ length: 10_000 }, (_, i) => `n${i}.long-enough-for-a-real-name.example`);

test('10,000 names are in expressions that the parser of CEL reads', () => {
  const { variables = [], validations } = deniedGuard({ keys: DEFAULT_APPROVAL_KEYS, denied: MANY });
  expect(variables.filter(({ name }) => /^denied\d+$/.test(name)).length).toBeGreaterThan(5);
  for (const { expression } of [...variables, ...(validations ?? [])]) expect([...expression].length).toBeLessThan(100_000);
});

test('looks up each of them', () => {
  const denied = MANY.filter((_, i) => i % 8 === 0);
  expect(byEntry(`www.${denied[0]}`, denied)).toMatch(REFUSED);
  expect(byEntry(denied.at(-1) as string, denied)).toMatch(REFUSED);
  expect(byEntry('n1.long-enough-for-a-real-name.example', denied)).toBe('accepted');
});

test('makes the policy only with denied hosts, and the API server enforces it', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', deniedHosts: ['pastebin.com', 'evil.example', 'pastebin.com'] });
  new EgressGovernance(chart, 'none', { name: 'none', deniedHosts: [] });
  const all = manifests(app);
  expect(all.names).not.toContain('ValidatingPolicy/none-denied');
  expect(all.get('ValidatingPolicy', 'egress-denied').spec).toMatchObject({
    validationActions: ['Deny'],
    autogen: { validatingAdmissionPolicy: { enabled: true } },
    variables: expect.arrayContaining([{ name: 'denied1', expression: '{"evil.example": 1, "pastebin.com": 1}' }]),
  });
});

test('reports malformed names, too many, and hosts of gateways', () => {
  const refuse = (deniedHosts: unknown) => {
    const { app, chart } = egress();
    const through = gateway(chart);
    policy(chart, through);
    host(chart, through, { host: 'api.example.com' });
    new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [through], deniedHosts: deniedHosts as string[] });
    return findings(app);
  };
  const given = [
    'pastebin.com',
    ['https://pastebin.com', 'Pastebin.com', '*.pastebin.com', 'pastebin.com.', '', 7],
    ['198.51.100.7'],
    ['example.com'],
    ['api.example.com'],
    ['www.api.example.com'],
  ];
  expect(
    refusals(
      [
        ...asRows<unknown>(given),
        ['10,001 names', [...MANY, 'one.example']],
        ['long names', MANY.map((name) => `${'x'.repeat(50)}.${name}`)],
      ],

      refuse,
    ),
  ).toMatchInlineSnapshot(`
"input/host  deniedHosts
  allowed: a list of names, such as ['pastebin.com']
  fix: write the names as a list
  - 'pastebin.com': got "pastebin.com" (a string)
input/host  deniedHosts[0]
  allowed: a name in lower case, such as 'pastebin.com', which stands for itself and all names below it
  fix: write the name without a scheme, a port, a wildcard and a dot at the end
  - [ 'https://pastebin.com', 'Pastebin.com'… (84 characters): got https://pastebin.com
  - [ '198.51.100.7' ]: got 198.51.100.7
input/host  deniedHosts[1]
  allowed: a name in lower case, such as 'pastebin.com', which stands for itself and all names below it
  fix: write the name without a scheme, a port, a wildcard and a dot at the end
  - [ 'https://pastebin.com', 'Pastebin.com'… (84 characters): got Pastebin.com
input/host  deniedHosts[2]
  allowed: a name in lower case, such as 'pastebin.com', which stands for itself and all names below it
  fix: write the name without a scheme, a port, a wildcard and a dot at the end
  - [ 'https://pastebin.com', 'Pastebin.com'… (84 characters): got *.pastebin.com
input/host  deniedHosts[3]
  allowed: a name in lower case, such as 'pastebin.com', which stands for itself and all names below it
  fix: write the name without a scheme, a port, a wildcard and a dot at the end
  - [ 'https://pastebin.com', 'Pastebin.com'… (84 characters): got pastebin.com.
input/host  deniedHosts[4]
  allowed: a name in lower case, such as 'pastebin.com', which stands for itself and all names below it
  fix: write the name without a scheme, a port, a wildcard and a dot at the end
  - [ 'https://pastebin.com', 'Pastebin.com'… (84 characters): got ''
input/host  deniedHosts[5]
  allowed: a name in lower case, such as 'pastebin.com', which stands for itself and all names below it
  fix: write the name without a scheme, a port, a wildcard and a dot at the end
  - [ 'https://pastebin.com', 'Pastebin.com'… (84 characters): got 7 (a number)
input/host  deniedHosts
  allowed: names that no host of the gateways has or is below
  fix: remove the ExternalHost, or take the name off the list
  - [ 'example.com' ]: got the denied hosts api.example.com
  - [ 'api.example.com' ]: got the denied hosts api.example.com
not refused
  - [ 'www.api.example.com' ]
input/host  deniedHosts
  allowed: at most 10000 names with 400000 characters together, those of approvals.deniedSuffixes included
  fix: name a domain instead of the names below it
  - 10,001 names: got 10001 names with 408901 characters
  - long names: got 10000 names with 918890 characters"
`);
});

test('refuses the denied suffixes of the app too, without being asked', () => {
  const denied = (deniedSuffixes: string[], deniedHosts?: string[]) => {
    const app = new EgressApp({ approvals: { deniedSuffixes } });
    new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', ...(deniedHosts && { deniedHosts }) });
    const made = manifests(app).get('ValidatingPolicy', 'egress-denied');
    const { variables = [] } = (made?.spec ?? {}) as { readonly variables?: readonly { name: string; expression: string }[] };
    return variables.find(({ name }) => name === 'denied1')?.expression;
  };
  expect(denied(['.ru', 'pastebin.com'])).toBe('{"pastebin.com": 1, "ru": 1}');
  expect(denied(['ru'], ['pastebin.com', 'ru'])).toBe('{"pastebin.com": 1, "ru": 1}');
  expect(byEntry('mail.ru', ['ru'])).toMatch(REFUSED);
});

test('counts the denied suffixes of the app', () => {
  const app = new EgressApp({ approvals: { deniedSuffixes: ['one.example'] } });
  new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', deniedHosts: MANY });
  expect(findings(app)).toEqual([expect.objectContaining({ rule: 'input/host', path: 'deniedHosts' })]);
});
