import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EgressValidation, type EgressValidationProps, type Violation } from '../../lib/cli/validation-plugin';
import { appFields } from '../../lib/synth/app-shapes';
import { COMPANY } from '../checks/invariants/company';
import { ROOT } from '../child';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {ports: [{port: 80}]}\n';

/** Runs the real `cdk8s synth` on an app that writes this text, with the validation. */
function synth(manifest: string, properties = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  try {
    const plugin = {
      package: join(ROOT, 'lib/cli/validation-plugin.ts'),
      version: '0.1.0',
      class: 'EgressValidation',
      properties,
    };
    writeFileSync(join(folder, 'in.yaml'), manifest);
    writeFileSync(
      join(folder, 'app.js'),
      `require('fs').mkdirSync('dist', { recursive: true }); require('fs').copyFileSync('in.yaml', 'dist/a.yaml')`,
    );
    writeFileSync(
      join(folder, 'cdk8s.yaml'),
      JSON.stringify({ app: 'node app.js', language: 'typescript', output: 'dist', validations: [plugin] }),
    );
    const args = ['--import', require.resolve('tsx'), join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth'];
    const more = ['--check-upgrade=false', '--validation-reports-output-file', 'report.json'];
    const { status, stderr } = spawnSync(process.execPath, [...args, ...more], { cwd: folder, encoding: 'utf8' });
    return { status, stderr, report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).reports[0] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('cdk8s synth fails on an object that the cluster would reject, and names it', () => {
  const { status, report } = synth(SERVICE.replace('80', '"80"'));
  expect(status).toBe(2);
  expect(report.summary).toMatchObject({ status: 'failure', metadata: { Objects: '1' } });
  expect(report.violations).toMatchObject([
    {
      ruleName: 'schema/type',
      violatingConstructs: [{ resourceName: 'a', locations: ['4:17: Service b/a spec.ports[0].port: got 80'] }],
    },
  ]);
}, 30_000);

test('cdk8s synth succeeds on correct objects', () => {
  const { status, report } = synth(SERVICE, { platform: { kgateway: '2.3' } });
  expect({ status, violations: report.violations }).toEqual({ status: 0, violations: [] });
}, 30_000);

/** The violations for a manifest, without cdk8s. */
async function violations(properties: unknown, manifest = SERVICE) {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  try {
    writeFileSync(join(folder, 'a.yaml'), manifest);
    const found: Violation[] = [];
    const report = { addViolation: (violation: Violation) => found.push(violation), submit: () => {} };
    await new EgressValidation(properties as EgressValidationProps).validate({ manifests: [join(folder, 'a.yaml')], report });
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ENTRY = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: api
  namespace: egress
  labels: { security.corp/egress-approved: "true" }
  annotations:
    cdk8s-egress/waive.self-approved: one person
    security.corp/egress-owner: team-a
    security.corp/egress-ticket: SEC-1
    security.corp/egress-reason: maps
    security.corp/egress-approved-by: team-a
    security.corp/egress-from: "2026-01-01T00:00:00Z"
    security.corp/egress-until: "9999-12-31T00:00:00Z"
spec: { hosts: [api.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
`;

test('it has the limits of an app', async () => {
  const limits = { approvals: { longestDays: 366 }, noWaivers: ['egress/self-approved'] };
  expect(await violations({}, ENTRY)).toEqual([]);
  expect((await violations(limits, ENTRY)).map(({ ruleName }) => ruleName).sort()).toEqual([
    'egress/approval-too-long',
    'egress/self-approved',
  ]);
});

test('a fix names the property, not the option of the command', async () => {
  const route = `${ENTRY}---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: egress }
spec:
  hostnames: [api.example.com]
  parentRefs: [{ name: gw, namespace: ingress }]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }] }]
`;
  const missing = (await violations({}, route)).find(({ ruleName }) => ruleName === 'egress/route-without-gateway');
  expect(missing?.fix).toContain(
    "add 'Gateway ingress/gw' to the property external of EgressValidation if another repository owns it",
  );
  const known = await violations({ external: ['Gateway ingress/gw'] }, route);
  expect(known.map(({ ruleName }) => ruleName)).not.toContain('egress/route-without-gateway');
});

test('all malformed properties are reported together', async () => {
  const wrong = {
    platform: { istio: '0.9' },
    severities: { 'egress/retry-buget': 'off' },
    external: 'x',
    approvals: { longestDays: '9' },
  };
  await expect(violations({ ...wrong, noWaivers: false, lableDomain: 'acme.io', gatewayClasses: ['A B'] })).rejects.toThrow(
    /^severities\['egress\/retry-buget'\]: got .*; fix: did you mean egress\/retry-budget\?\nexternal: got "x" \(a string\).*\napprovals\.longestDays: .*\nnoWaivers: .*\ngatewayClasses\[0\]: .*\nlableDomain: .*did you mean labelDomain\?\nplatform.istio: got 0.9; .*$/,
  );
});

test.each([null, true, 0, 'x', [], [null], {}, { a: null }])('a value %j is a finding, or is accepted', async (value) => {
  for (const property of [...Object.keys(appFields), 'other']) {
    const result = await violations({ [property]: value }).catch((error: Error) => error);
    if (result instanceof Error) expect(result.message).toMatch(new RegExp(`^${property}.*: got .*; allowed: .*; fix: `));
  }
  await expect(violations(value).then(() => 'accepted', String)).resolves.toMatch(/^(accepted|Error: (properties|a): got )/);
});

test('a violated invariant is reported with its path, and a malformed file with its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  const invariants = join(folder, 'invariants.yaml');
  const ofInvariants = async () => {
    const found = await violations({ invariants }, COMPANY);
    return found.filter(({ ruleName }) => /invariants?/.test(ruleName));
  };
  try {
    writeFileSync(invariants, 'invariants: [{ name: rule, deny: { hosts: [api.bank.example] } }]');
    const [violated] = await ofInvariants();
    expect(violated).toMatchObject({ ruleName: 'invariant/violated', violatingResources: [{ resourceName: 'bank' }] });
    expect(violated?.recommendation).toMatch(
      /^error: violates the invariant rule .*; 1\. service account payments\/web: .*; 4\. destination /,
    );
    writeFileSync(invariants, 'invariants: [{ name: rule, deny: { host: [api.bank.example] } }]');
    expect((await ofInvariants()).map(({ ruleName, violatingResources: [where] }) => [ruleName, where?.locations[0]])).toEqual([
      ['input/invariants', '1:28: only host'],
      ['input/invariants', '1:36: ["api.bank.example"]'],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
