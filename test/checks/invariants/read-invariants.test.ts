import { readInvariants } from '../../../lib/checks/invariants/read-invariants';
import { formatFinding } from '../../../lib/core/format-finding';
import { blocksOf } from '../../docs-code';

const read = (text: string) => readInvariants({ file: 'invariants.yaml', text });

/** What is reported, without the rule, which is the same, and the page. */
function mistakes(text: string): string {
  const lines = read(text).problems.flatMap((problem) => formatFinding(problem).split('\n'));
  const shown = lines.filter((line) => !line.startsWith('  see '));
  return shown.map((line) => line.replace('input/invariants  invariants.yaml:', '')).join('\n');
}

test('all mistakes of a file are reported at once, each with its place, the allowed values and the fix', () => {
  const text = `# the rules of the company
invariants:
  - name: No Metadata
    deny: { addresses: [169.254.0.0/33, metadata.example.com], host: [a.example.com] }
  - name: bank
    callers: { namespaces: payments }
    only: { hosts: ['https://api.bank.example/', 10.0.0.1], ports: ['443', 70000], methods: [get] }
  - name: bank
    ways: [passthru]
    require: []
  - name: approvals
    approval: { maxDays: 0, tickets: '(?=x)', owners: [], ownerIsCaller: false }
    limit: { hosts: 3 }
  - because: nothing
    except: {}
  - deny
exceptions: []
`;
  expect(mistakes(text)).toMatchInlineSnapshot(`
"3:5  invariants[0].name
  got No Metadata; allowed: a name of a-z, 0-9 and -, at most 63 characters
  fix: write name: no-metadata
4:25  invariants[0].deny.addresses[0]
  got 169.254.0.0/33; allowed: an address or a network, such as 169.254.0.0/16 or fd00::/8
  fix: correct the address, or write host names into the list hosts
4:41  invariants[0].deny.addresses[1]
  got metadata.example.com; allowed: an address or a network, such as 169.254.0.0/16 or fd00::/8
  fix: correct the address, or write host names into the list hosts
4:64  invariants[0].deny.host
  got ["a.example.com"]; allowed: the properties addresses, hosts, ports
  fix: rename it: did you mean hosts?
6:16  invariants[1].callers.namespaces
  got "payments" (a string); allowed: a list with at least one entry: the name of a namespace, or a pattern such as team-*
  fix: correct the name
7:21  invariants[1].only.hosts[0]
  got https://api.bank.example/; allowed: a host such as api.example.com, a wildcard such as *.example.com, or * in quotes for every host
  fix: write only the DNS name, in lower case, without scheme, port and path; addresses belong into the list addresses
7:50  invariants[1].only.hosts[1]
  got 10.0.0.1; allowed: a host such as api.example.com, a wildcard such as *.example.com, or * in quotes for every host
  fix: write only the DNS name, in lower case, without scheme, port and path; addresses belong into the list addresses
7:69  invariants[1].only.ports[0]
  got "443" (a string); allowed: a whole number from 1 to 65535
  fix: correct the port
7:76  invariants[1].only.ports[1]
  got 70000; allowed: a whole number from 1 to 65535
  fix: correct the port
7:94  invariants[1].only.methods[0]
  got get; allowed: a method in upper case, such as GET
  fix: write methods: [GET, HEAD]
9:12  invariants[2].ways[0]
  got passthru; allowed: http, dynamic, passthrough, direct
  fix: correct the way, or remove ways for all of them
10:5  invariants[2].require
  got []; allowed: a list of tls, decision, enforced, exact-host
  fix: write require: [tls]
12:17  invariants[3].approval.maxDays
  got 0; allowed: a whole number of days, at least 1
  fix: correct the number
12:29  invariants[3].approval.tickets
  got (?=x); allowed: a regular expression of RE2, in quotes
  fix: write tickets: '^SEC-[0-9]+$'
12:47  invariants[3].approval.owners
  got []; allowed: a list with at least one entry: the name of an owner
  fix: write owners: [team-a]
12:59  invariants[3].approval.ownerIsCaller
  got false (a boolean); allowed: true
  fix: write ownerIsCaller: true, or remove it
13:5  invariants[3].limit.hostsPerNamespace
  got nothing; allowed: a whole number, at least 1
  fix: write limit: { hostsPerNamespace: 20 }
13:14  invariants[3].limit.hosts
  got 3; allowed: the properties hostsPerNamespace
  fix: remove the property
14:5  invariants[4].name
  got nothing; allowed: a name of a-z, 0-9 and -, at most 63 characters
  fix: write name: no-metadata
14:5  invariants[4]
  got only because, except; allowed: at least one of deny, only, require, approval, limit
  fix: write what it demands, such as deny: { hosts: ['*.example.com'] }
15:5  invariants[4].except
  got {}; allowed: at least one of callers, hosts, ways
  fix: write except: { hosts: [legacy.example.com] }
16:5  invariants[5]
  got "deny" (a string); allowed: an object with a name
  fix: write - name: no-metadata
17:1  exceptions
  got []; allowed: the properties invariants
  fix: remove the property"
`);
});

test.each([
  ['an empty file', '# nothing yet\n'],
  ['a list in place of the object', '- name: a\n'],
  ['no list', 'invariants: { name: a }\n'],
  ['an empty list', 'invariants: []\n'],
  ['malformed YAML', 'invariants:\n  - name: a\n  deny: {\n'],
  ['a field that occurs twice', 'invariants:\n  - name: a\n    deny: { ports: [25] }\n    deny: { ports: [26] }\n'],
  ['two documents', 'invariants: [{ name: a, deny: { ports: [25] } }]\n---\ninvariants: [{ name: b, deny: { ports: [25] } }]\n'],
  [
    'two invariants with one name',
    'invariants:\n  - { name: a, deny: { ports: [25] } }\n  - { name: a, deny: { ports: [26] } }\n',
  ],
  ['a demand that is empty', 'invariants:\n  - name: a\n    deny:\n'],
])('%s', (_, text) => {
  expect(mistakes(text)).toMatchSnapshot();
});

test('sound invariants are read, also if others are malformed', () => {
  const { invariants } = read('invariants:\n  - name: a\n    deny: { ports: [25] }\n  - name: b\n    deny: { ports: [0] }\n');
  expect(invariants).toEqual([{ name: 'a', deny: { ports: [25] }, place: { file: 'invariants.yaml', line: 2, column: 5 } }]);
});

test.each([
  "callers: { namespaces: [payments, 'team-*'], serviceAccounts: ['team-a/*'] }, deny: { hosts: ['*'] }",
  "hosts: ['*.bank.example', '*.com'], ways: [http, dynamic, passthrough, direct], require: [tls, decision, enforced, exact-host]",
  "only: { addresses: [10.0.0.0/8, 'fd00::/8', 203.0.113.7], ports: [443], methods: [GET] }",
  "approval: { maxDays: 365, tickets: '^SEC-[0-9]+$', owners: [team-a], ownerIsCaller: true }, undecided: error",
  'approval: {}, because: each destination has an approval',
  'limit: { hostsPerNamespace: 20 }, except: { ways: [direct] }, undecided: info',
])('well-formed: %s', (fields) => {
  expect(mistakes(`invariants: [{ name: a, ${fields} }]`)).toBe('');
});

test.each(blocksOf('docs/invariants.md').filter(({ language }) => language === 'yaml'))(
  'the example at $place is well-formed',
  ({ code }) => {
    expect(mistakes(code)).toBe('');
    expect(read(code).invariants.length).toBeGreaterThan(3);
  },
);
