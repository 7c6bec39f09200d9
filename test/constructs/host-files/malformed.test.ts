import { EgressError, type EgressGateway, ExternalHosts, type ExternalHostsProps, formatFinding } from '../../../lib';
import { show } from '../../../lib/core/format-finding';
import { findings, refusal } from '../../findings';
import { AGENTS, egress, exit, gateway, host, set } from '../../kit';
import { APPROVED, inFolder } from './files';
import { cases } from './malformed-files';
import type { Files } from './malformed-host';
import { TYPESCRIPT } from './typescript-words';

/** What an app reports for files, without the lines that are the same for all findings of a rule. */
function reported(
  files: Files,
  props: (gateway: EgressGateway) => Partial<ExternalHostsProps> = (gateway) => ({ gateway }),
): string {
  return inFolder(files, () => {
    const { app, chart } = egress();
    const gateway = exit(chart, { callerSets: [AGENTS, set('batch', 8081)] });
    const known = { files: 'hosts/**/*.yaml', callerSets: [AGENTS, set('batch', 8081)] };
    ExternalHosts.fromFiles(chart, 'hosts', { ...known, ...props(gateway) });
    try {
      app.synthYaml();
      return 'nothing';
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      for (const { got, allowed, fix, message } of error.findings.filter(({ file }) => file !== undefined))
        expect([show(got), allowed, fix, message].join('\n')).not.toMatch(TYPESCRIPT);
      const lines = error.findings
        .filter(({ severity }) => severity === 'error')
        .flatMap((one) => formatFinding(one).split('\n'));
      return lines.filter((line) => !line.startsWith('  see ')).join('\n');
    }
  });
}

test('there are at least 40 malformed files', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
});

test.each(cases)('%s', (_, files, expected) => {
  expect(reported(files)).toBe(expected);
});

test('mistakes of several files and documents are reported at once, in their order, and nothing is written', () => {
  const lines = reported({
    'hosts/b.yaml': 'host: b.example.com\nport: 443\ncallers: http\napproval: {}\n',
    'hosts/a.yaml': 'host: [\n---\nhost: a.example.com\nport: 0\ncallers: htp\napproval: granted\n',
  });
  expect(lines.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
    'input/document  hosts/a.yaml:2:1',
    'input/callers  hosts/a.yaml:5:1  callers',
    'input/approval  hosts/a.yaml:6:1  approval',
    'input/approval  hosts/b.yaml:4:1  approval',
    'input/port  egress/hosts/a.example.com (ExternalHost)  hosts/a.yaml:4:1  port',
  ]);
});

test('the content of an approval that is missing can be pasted into the file', () => {
  const file = (content: string) =>
    `host: api.example.com\nport: 443\ncallers: http\n${APPROVED}    ${content}\nrequests:\n  - allow:\n      name: reads\n      paths: ["/it's"]\n`;
  const lines = reported({ 'hosts/a.yaml': file('content: []') }).split('\n');
  expect(lines[0]).toBe(
    'egress/approval-outdated  egress/hosts/api.example.com (ExternalHost)  hosts/a.yaml:12:5  approval.granted.content',
  );
  expect(reported({ 'hosts/a.yaml': file(lines.slice(lines.indexOf('    content:')).join('\n').trim()) })).toBe('nothing');
});

test('what the rules find in the objects of a host has the words of documents, and the place of its field', () => {
  const file = `host: '*.example.com'\nport: 443\ncallers: http\n${APPROVED}`;
  const found = inFolder({ 'hosts/a.yaml': file }, () => {
    const { app, chart } = egress({ approvals: { longestDays: 30 } });
    ExternalHosts.fromFiles(chart, 'hosts', { gateway: exit(chart), files: 'hosts/a.yaml', callerSets: [AGENTS] });
    return findings(app).filter(({ file }) => file !== undefined);
  });
  expect(found.map(({ rule, line, column, fix }) => `${rule} ${line}:${column} ${fix}`)).toEqual([
    'egress/approval-too-long 11:5 set an earlier end, and renew the approval then',
    "egress/wildcard-memory 1:1 write tls: { originate: { caSecret: '…' } } with the CAs that sign the certificates below the wildcard",
  ]);
});

describe('the program', () => {
  const HOST = {
    'hosts/a.yaml':
      'host: api.example.com\nport: 443\ncallers: http\napproval: { pending: { owner: a, ticket: T, reason: r } }\n',
  };
  const other = { 'hosts/a.yaml': `gateway: other\n${HOST['hosts/a.yaml']}` };

  test.each<[string, Files, (gateway: EgressGateway) => Partial<ExternalHostsProps>, string]>([
    [
      'a glob without files',
      HOST,
      (gateway) => ({ gateway, files: 'hosts/*/*.yaml' }),
      'input/file  hosts/*/*.yaml\n  got no files; allowed',
    ],
    [
      'a folder that does not exist',
      HOST,
      (gateway) => ({ gateway, files: 'host/*.yaml' }),
      'got no files: the folder host does not exist',
    ],
    [
      'a folder',
      HOST,
      (gateway) => ({ gateway, files: 'hosts' }),
      "input/file  hosts\n  got a folder; allowed: files\n  fix: write files: 'hosts/**/*.yaml'",
    ],
    [
      'a file that does not exist',
      HOST,
      (gateway) => ({ gateway, files: 'hosts/b.yaml' }),
      'input/file  hosts/b.yaml\n  got no such file or folder',
    ],
    [
      'files of other types',
      { ...HOST, 'hosts/CODEOWNERS': '* @a' },
      (gateway) => ({ gateway, files: 'hosts/*' }),
      'input/file  hosts/CODEOWNERS\n  got a file of another type',
    ],
    ['an empty glob', HOST, (gateway) => ({ gateway, files: '' }), "input/hosts  egress/hosts (ExternalHosts)  files\n  got ''"],
    ['no globs', HOST, (gateway) => ({ gateway, files: [] }), 'input/hosts  egress/hosts (ExternalHosts)  files'],
    ['no gateway', HOST, () => ({}), 'input/hosts  egress/hosts (ExternalHosts)  gateway\n  got nothing'],
    [
      'a malformed gateway',
      HOST,
      () => ({ gateway: 'egress' as unknown as EgressGateway }),
      'input/gateway  egress/hosts (ExternalHosts)  gateway',
    ],
    [
      'a document without its gateway',
      HOST,
      (gateway) => ({ gateways: { a: gateway } }),
      'input/gateway  hosts/a.yaml:1:1  gateway\n  got nothing; allowed: gateways: a',
    ],
    [
      'a gateway of another name',
      other,
      (gateway) => ({ gateways: { default: gateway, others: gateway } }),
      'input/gateway  hosts/a.yaml:1:1  gateway\n  got other; allowed: gateways: default, others\n  fix: write others',
    ],
    [
      'sets that are none',
      HOST,
      (gateway) => ({ gateway, callerSets: ['http'] as never }),
      'input/callers  egress/hosts (ExternalHosts)  callerSets[0]',
    ],
    ['an unknown property', HOST, (gateway) => ({ gateway, file: 'a.yaml' }), 'did you mean files?'],
  ])('%s', (_, files, props, expected) => {
    expect(reported(files, props)).toContain(expected);
  });

  test('one mistake of the program is not one for each document', () => {
    expect(
      reported({ ...HOST, 'hosts/b.yaml': HOST['hosts/a.yaml'].replace('api', 'b') }, () => ({})).match(/^input/gm),
    ).toHaveLength(1);
  });
});

test('hosts of a file and of the program that are the same name the file', () => {
  const found = inFolder({ 'hosts/a.yaml': `host: api.example.com\nport: 443\ncallers: http\n${APPROVED}` }, () => {
    const { app, chart } = egress();
    const gateway = exit(chart);
    host(chart, gateway);
    ExternalHosts.fromFiles(chart, 'hosts', { gateway, files: 'hosts/a.yaml', callerSets: [AGENTS] });
    return refusal(app);
  });
  expect(found).toContain('egress/host, egress/hosts/api.example.com (hosts/a.yaml:1:1)');
});

test('documents that name gateways have hosts at these', () => {
  const text = (name: string, gateway = '') => `host: ${name}\nport: 443\ncallers: http\n${gateway}${APPROVED}`;
  const files = {
    'a.yaml': text('api.example.com'),
    'b.yaml': text('api.example.com', 'gateway: other\n'),
    'c.yml': text('c.example.com'),
  };
  const paths = inFolder(files, () => {
    const { chart } = egress();
    const other = gateway(chart, { name: 'other', namespace: 'other' }, 'other');
    const gateways = { default: exit(chart), other };
    const { hosts } = ExternalHosts.fromFiles(chart, 'hosts', { gateways, files: ['*.yml', './*.yaml'], callerSets: [AGENTS] });
    expect(other.hosts).toEqual([hosts[1]]);
    return hosts.map(({ node }) => node.path);
  });
  expect(paths).toEqual(['egress/hosts/api.example.com', 'egress/hosts/api.example.com@other', 'egress/hosts/c.example.com']);
});
