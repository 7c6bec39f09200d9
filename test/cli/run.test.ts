import { VERSION } from '../../lib/cli/formats/version';
import { check, command } from './terminal';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: a, namespace: b}
spec:
  ports: [{port: 80}]
`;
const BROKEN = SERVICE.replace('80', '"80"');
const UNKNOWN = 'apiVersion: example.com/v1\nkind: Other\nmetadata: {name: a}\n';

test('clean manifests exit with 0', async () => {
  expect(await check(SERVICE)).toEqual({ code: 0, stdout: 'no errors, no warnings in 1 object\n', stderr: '' });
});

test('a finding exits with 1, and has the place, the value and the fix', async () => {
  const { code, stdout, stderr } = await check(BROKEN);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/^<stdin>:5:12 {2}error schema\/type {2}Service b\/a {2}spec\.ports\[0\]\.port\n/);
  expect(stdout).toMatch(
    /\n {2}got 80; allowed: .+\n {2}fix: .+\n {2}see cdk8s-egress\/docs\/rules\/schema\.md#schematype\n\n1 error, no warnings in 1 object\n$/,
  );
});

test('unknown kinds are skipped and counted', async () => {
  const { code, stdout } = await check(`${SERVICE}---\n${UNKNOWN}`);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'no errors, no warnings in 2 objects, 1 of them of unknown kinds, which were not checked against a schema\n',
  });
});

test('unusable input exits with 2, and is reported with the findings of the rest', async () => {
  const { code, stdout, stderr } = await check(`a: b: c\n---\n${BROKEN}---\n5\n`);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(stdout.replace(/^ {2}see .+\n/gm, '')).toMatchInlineSnapshot(`
"<stdin>:1:5  error input/document
  got malformed YAML: a colon without a key before it; allowed: YAML or JSON
  fix: correct the syntax on this line or the line before

<stdin>:7:12  error schema/type  Service b/a  spec.ports[0].port
  the value is a string, but must be a whole number
  got 80; allowed: a whole number from -2147483648 to 2147483647
  fix: remove the quotes

<stdin>:9:1  error input/document
  got a number; allowed: a Kubernetes object
  fix: add apiVersion and kind, or exclude the file with --exclude

3 errors, no warnings in 1 object; 2 inputs could not be read: objects reported as missing may be in them
"
`);
});

test('findings in JSON have the fields that programs rely on', async () => {
  const { code, stdout } = await check(BROKEN, '--format', 'json');
  const { findings, ...counts } = JSON.parse(stdout);
  expect({ code, ...counts }).toEqual({ code: 1, objects: 1, unknown: 0, notJudged: 0, skipped: 0, unread: 0 });
  expect(Object.keys(findings[0])).toEqual([
    'rule',
    'severity',
    'object',
    'path',
    'message',
    'got',
    'allowed',
    'fix',
    'page',
    'file',
    'line',
    'column',
  ]);
  expect(findings[0]).toMatchObject({ rule: 'schema/type', object: 'Service b/a', path: 'spec.ports[0].port', file: '<stdin>' });
});

test('a duplicate field is an error', async () => {
  const { code, stdout } = await check(`${SERVICE}  type: ClusterIP\n  type: ClusterIP\n`);
  expect(code).toBe(1);
  expect(stdout).toContain('<stdin>:7:3  error schema/duplicate-field  Service b/a  spec.type\n');
});

test('findings have the order of the text', async () => {
  const { stdout } = await check(`${BROKEN}---\n${BROKEN.replace('ports', 'prots')}---\n${BROKEN}`, '--format', 'json');
  const lines = JSON.parse(stdout).findings.map(({ line }: { line: number }) => line);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(lines.length).toBeGreaterThan(2);
});

describe('severities and waivers', () => {
  const HOST = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: a, namespace: b}
spec: {hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}
`;
  const RULE = 'egress/unapproved-host';
  const rulesOf = async (text: string, ...args: string[]) => {
    const { code, stdout } = await check(text, '--format', 'json', ...args);
    const findings: { rule: string; severity: string }[] = JSON.parse(stdout).findings;
    return { code, severity: findings.find(({ rule }) => rule === RULE)?.severity };
  };

  test('a rule has its default severity, or the configured one', async () => {
    const only = (await rulesOf(HOST)).severity;
    expect(only).toBe('error');
    expect((await rulesOf(HOST, '--severity', `${RULE}=warning`)).severity).toBe('warning');
    expect((await rulesOf(HOST, '--severity', `${RULE}=off`)).severity).toBeUndefined();
    expect((await rulesOf(HOST, '--severity', `${RULE}=off`, '--severity', `${RULE}=info`)).severity).toBe('info');
  });

  test('infos and waived findings are not failures', async () => {
    const others = (await check(HOST, '--format', 'json', '--severity', `${RULE}=off`)).stdout;
    const off = [...new Set<string>(JSON.parse(others).findings.map(({ rule }: { rule: string }) => rule))];
    const quiet = off.flatMap((rule) => ['--severity', `${rule}=off`]);
    expect((await rulesOf(HOST, ...quiet)).code).toBe(1);
    expect((await rulesOf(HOST, ...quiet, '--severity', `${RULE}=info`)).code).toBe(0);
    const waived = HOST.replace('namespace: b', 'namespace: b, annotations: {cdk8s-egress/waive.unapproved-host: a test}');
    expect(await rulesOf(waived, ...quiet)).toEqual({ code: 0, severity: undefined });
    expect((await check(waived, ...quiet)).stdout).toContain('waived: a test');
    const sarif = JSON.parse((await check(waived, ...quiet, '--format', 'sarif')).stdout);
    expect(sarif.runs[0].results[0].suppressions).toEqual([{ kind: 'inSource', justification: 'a test' }]);
  });
});

describe('the command line', () => {
  test('--help and --version work whatever the other arguments are', async () => {
    expect(await command(['check', '--nonsense', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('usage:'),
    });
    expect(await command(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test.each([[[]], [['chek']], [['check']]])('%j on a terminal prints the usage', async (args) => {
    expect(await command(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('usage:') });
  });

  test('without files, standard input is checked if it is not a terminal', async () => {
    expect((await command(['check'], { stdin: SERVICE })).stdout).toContain('in 1 object\n');
  });

  test.each(['', '\n', '# nothing\n---\n', 'replicas: 1\n'])(
    'a standard input without objects (%j) is an error',
    async (stdin) => {
      const { code, stdout } = await command(['check', '-'], { stdin });
      expect(code).toBe(2);
      expect(stdout).toContain(
        '<stdin>  error input/file\n  got no Kubernetes objects in the standard input; allowed: manifests\n',
      );
    },
  );
});

describe('colours', () => {
  const coloured = async (env: NodeJS.ProcessEnv, isTTY: boolean) =>
    (await command(['check'], { stdin: BROKEN, env, isTTY })).stdout.includes('\u001b[31m');

  test.each<[boolean, string, NodeJS.ProcessEnv, boolean]>([
    [true, 'a terminal', {}, true],
    [false, 'a pipe', {}, false],
    [false, 'a terminal, with NO_COLOR', { NO_COLOR: '1' }, true],
    [true, 'a pipe, with FORCE_COLOR', { FORCE_COLOR: '1' }, false],
    [false, 'a terminal, with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true],
    [false, 'a dumb terminal', { TERM: 'dumb' }, true],
  ])('%p for %s', async (expected, _, env, isTTY) => {
    expect(await coloured(env, isTTY)).toBe(expected);
  });

  test('text in a manifest cannot control the terminal', async () => {
    const { stdout } = await check(SERVICE.replace('name: a', 'name: "\\e[2J\\u202e"'));
    expect(stdout).toContain('\\u001b[2J\\u202e');
    expect(stdout).not.toContain('\u001b');
  });
});
