import { parseArguments } from '../../../lib/cli/arguments/parse-arguments';
import { command } from '../terminal';

/** The problems of a command line. */
const problems = (...args: string[]) => {
  const parsed = parseArguments(args, {});
  return 'problems' in parsed ? parsed.problems.map(({ argument, got, fix }) => `${argument} ${got}: ${fix}`) : [];
};

test('all options can be set', () => {
  const args = ['a.yaml', '--platform', 'kgateway=2.3,istio=1.29', '--severity', 'egress/unapproved-host=info', '-'];
  const more = [
    '--external',
    'Gateway egress-system/egress',
    '--external',
    'GatewayClass x',
    '--now',
    '2026-11-23',
    '--format=json',
    '--platform-namespace=openshift-*',
    '--gateway-class',
    'egress',
  ];
  expect(parseArguments([...args, ...more], {})).toMatchObject({
    paths: ['a.yaml', '-'],
    format: 'json',
    options: {
      platform: { versions: { kgateway: '2.3', istio: '1.29', kyverno: '1.19' } },
      now: new Date('2026-11-23T00:00:00Z'),
      severities: { 'egress/unapproved-host': 'info' },
      external: ['Gateway egress-system/egress', 'GatewayClass x'],
      platformNamespaces: ['openshift-*'],
      gatewayClasses: ['egress'],
    },
  });
});

test('a wrong argument is reported with the correct form', () => {
  const wrong = [
    ...['--fromat=json', '--format', '--format=yaml', '--format=jsn', '--platform=kgatway=2.3', '--platform=kgateway=1.0'],
    ...['--severity=egress/unapproved-hosts=off', '--severity=egress/unapproved-host=of', '--severity=schema/type=off'],
    ...['--severity=__proto__=off', '--external=Gateway', '--now=tomorrow', '--now=2026-13-45'],
    ...['--platform-namespace=Monitoring', '--platform-namespace=*', '--gateway-class=Egress'],
  ];
  expect(wrong.flatMap((arg) => [arg, ...problems(arg).map((text) => `  ${text}`)]).join('\n')).toMatchInlineSnapshot(`
"--fromat=json
  option --fromat: did you mean --format?
--format
  --format undefined: run cdk8s-egress check --help for the values
--format=yaml
  --format yaml: use one of these
--format=jsn
  --format jsn: did you mean json?
--platform=kgatway=2.3
  --platform kgatway: did you mean kgateway?
--platform=kgateway=1.0
  --platform kgateway= 1.0: set the minor version of kgateway in your cluster, or remove it for 2.4
--severity=egress/unapproved-hosts=off
  --severity egress/unapproved-hosts: did you mean egress/unapproved-host?
--severity=egress/unapproved-host=of
  --severity egress/unapproved-host= of: did you mean off?
--severity=schema/type=off
  --severity schema/type: correct the reported value instead
--severity=__proto__=off
  --severity __proto__: use the rule id of the finding
--external=Gateway
  --external Gateway: write it in quotes, as one argument
--now=tomorrow
  --now tomorrow: set the time for which approvals are checked, or remove it for the current time
--now=2026-13-45
  --now 2026-13-45: set the time for which approvals are checked, or remove it for the current time
--platform-namespace=Monitoring
  --platform-namespace Monitoring: repeat the option for each namespace
--platform-namespace=*
  --platform-namespace *: repeat the option for each namespace
--gateway-class=Egress
  --gateway-class Egress: specify one class per option"
`);
});

test('all wrong arguments are reported at once, and nothing is read', async () => {
  const { code, stdout, stderr } = await command(['check', '/nowhere', '--format=x', '--now=x', '--colour']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.match(/^\S+/gm)).toEqual(['option', '--format', '--now']);
});

test('SOURCE_DATE_EPOCH is the time, unless an option specifies it', () => {
  const env = { SOURCE_DATE_EPOCH: '1764000000' };
  expect(parseArguments([], env)).toMatchObject({ options: { now: new Date(1764000000000) } });
  expect(parseArguments(['--now=2026-01-01'], env)).toMatchObject({ options: { now: new Date('2026-01-01') } });
  expect(parseArguments([], { SOURCE_DATE_EPOCH: 'x' })).toMatchObject({
    problems: [{ argument: 'SOURCE_DATE_EPOCH', got: 'x' }],
  });
});

test('after -- everything is a file', () => {
  expect(parseArguments(['--', '--format'], {})).toMatchObject({ paths: ['--format'] });
});
