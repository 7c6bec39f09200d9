import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changed } from '../checks/invariants/company';
import { ROOT } from '../child';
import { type Block, blocksOf } from '../docs-code';
import { command } from './terminal';

const INVARIANTS = `invariants:
  - name: payments-only-bank
    because: payments has the data of customers
    callers: { namespaces: [payments] }
    only: { hosts: ['*.bank.example'] }
`;
const VIOLATING = changed(['serviceAccounts: [reports/job]', 'serviceAccounts: [payments/batch]']);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'invariants-'));
  process.chdir(folder);
  writeFileSync('invariants.yaml', INVARIANTS);
  writeFileSync('company.yaml', VIOLATING);
});
afterAll(() => {
  process.chdir(ROOT);
  rmSync(folder, { recursive: true });
});

const check = (...args: readonly string[]) =>
  command(['check', 'company.yaml', '--invariants', 'invariants.yaml', '--now', '2026-11-23', ...args]);

/** The finding of the text format, without the others. */
const ofInvariants = (text: string) =>
  text
    .split('\n\n')
    .filter((finding) => finding.includes('invariant/'))
    .join('\n\n');

test('a violated invariant is an error, with the file and the line of each step of the path', async () => {
  const { code, stdout } = await check();
  expect(code).toBe(1);
  expect(ofInvariants(stdout)).toMatchInlineSnapshot(`
"company.yaml:121:17  error invariant/violated  ServiceEntry exit/stats  spec.hosts[0]
  violates the invariant payments-only-bank (invariants.yaml:2:5): payments has the data of customers
    1. service account payments/batch: AuthorizationPolicy exit/job spec.rules[0].from[0].source.serviceAccounts[0] (company.yaml:85:50)
    2. listener batch, port 8081: Gateway exit/gw spec.listeners[1] (company.yaml:59:59)
    3. route: HTTPRoute exit/stats spec.rules[0] (company.yaml:136:11)
    4. destination stats.example.com, port 443: ServiceEntry exit/stats (company.yaml:118:1)
  got stats.example.com; allowed: *.bank.example
  fix: remove the callers from the AuthorizationPolicy, or the route to the destination
  see cdk8s-egress/docs/rules/invariant.md#invariantviolated"
`);
});

test('the page shows what the command prints', async () => {
  const [example] = blocksOf('docs/invariants.md').filter(({ language }) => language === 'yaml');
  const printed = blocksOf('docs/invariants.md').find(({ language }) => language === 'text');
  writeFileSync('invariants.yaml', (example as Block).code);
  const { stdout } = await check();
  writeFileSync('invariants.yaml', INVARIANTS);
  expect(stdout).toContain((printed as Block).code);
});

test('the path is in JSON, SARIF and the commands of GitHub', async () => {
  const json = JSON.parse((await check('--format', 'json')).stdout);
  const [finding] = json.findings.filter(({ rule }: { rule: string }) => rule === 'invariant/violated');
  expect(finding.trail[0]).toEqual({
    text: 'service account payments/batch',
    object: 'AuthorizationPolicy exit/job',
    path: 'spec.rules[0].from[0].source.serviceAccounts[0]',
    file: 'company.yaml',
    line: expect.any(Number),
    column: expect.any(Number),
  });
  expect(finding.trail).toHaveLength(4);
  const { runs } = JSON.parse((await check('--format', 'sarif')).stdout);
  const result = runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === 'invariant/violated');
  expect(result.message.text).toContain('path: 1. service account payments/batch: AuthorizationPolicy exit/job');
  expect(result.relatedLocations).toHaveLength(4);
  expect(result.relatedLocations[0].physicalLocation.artifactLocation).toEqual({ uri: 'company.yaml' });
  const { stdout } = await check('--format', 'github');
  expect(stdout).toMatch(/^::error file=company\.yaml,.*title=invariant\/violated::.*%0A1\. service account payments\/batch/m);
});

test('an app cannot waive an invariant, and a flag cannot disable it', async () => {
  const waiver = 'cdk8s-egress/waive.invariant.violated: because we like it';
  writeFileSync('company.yaml', VIOLATING.replaceAll('annotations: {', `annotations: { ${waiver},`));
  const { code, stdout } = await check();
  writeFileSync('company.yaml', VIOLATING);
  expect(code).toBe(1);
  expect(stdout).toContain('error invariant/violated');
  expect(stdout).toContain('warning egress/unknown-waiver');
  const { code: refused, stderr } = await check('--severity', 'invariant/violated=off');
  expect(refused).toBe(2);
  expect(stderr).toContain('got invariant/violated; allowed: rules other than input/…, invariant/…');
});

test('a selector without effect is a warning, which a repository that lacks it can turn off', async () => {
  writeFileSync('invariants.yaml', INVARIANTS.replace('[payments]', '[paymets]'));
  const { stdout } = await check();
  expect(ofInvariants(stdout)).toMatchInlineSnapshot(`
"invariants.yaml:2:5  warning invariant/unused  callers.namespaces[0]
  the invariant payments-only-bank is about something that is not in the manifests
  got paymets; allowed: a namespace in the manifests
  fix: did you mean payments? Else correct it, or remove it; in a repository that cannot have it, turn invariant/unused off
  see cdk8s-egress/docs/rules/invariant.md#invariantunused"
`);
  const off = await check('--severity', 'invariant/unused=off');
  expect(ofInvariants(off.stdout)).toBe('');
  writeFileSync('invariants.yaml', INVARIANTS);
});

test('a malformed file exits with 2, and so does a missing one', async () => {
  writeFileSync('invariants.yaml', INVARIANTS.replace('only:', 'onlly:'));
  const { code, stdout } = await check();
  expect(code).toBe(2);
  expect(stdout).toContain('invariants.yaml:5:5  error input/invariants  invariants[0].onlly\n');
  expect(stdout).toContain('did you mean only?');
  rmSync('invariants.yaml');
  const missing = await check();
  expect(missing.code).toBe(2);
  expect(missing.stdout).toContain(
    'invariants.yaml  error input/invariants\n  got no such file or folder; allowed: a readable file or folder\n',
  );
  writeFileSync('invariants.yaml', INVARIANTS);
});

test('two files are refused: neither may be ignored', async () => {
  const { code, stderr } = await check('--invariants', 'more.yaml');
  expect(code).toBe(2);
  expect(stderr).toContain('got invariants.yaml, more.yaml; allowed: one file');
});
