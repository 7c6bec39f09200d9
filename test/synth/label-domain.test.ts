import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Approval, EgressApp, EgressGovernance } from '../../lib';
import { checkManifests } from '../../lib/checks/check-manifests';
import { EgressValidation } from '../../lib/cli/validation-plugin';
import { approvalKeys } from '../../lib/core/labels';
import { Platform } from '../../lib/core/platform';
import type { Manifest } from '../../lib/manifests/manifest';
import { emitDocuments } from '../../lib/manifests/write/emit';
import { check } from '../cli/terminal';
import { verdict } from '../constructs/governance/admission-verdict';
import { asRows, findings, refusals } from '../findings';
import { egress, exit, host, NOW } from '../kit';
import { manifests } from '../manifests';

const DOMAIN = 'acme.io';

/** An app with an approved host and a pending one under its own label domain. */
function acme(props: ConstructorParameters<typeof EgressApp>[0] = {}) {
  const { app, chart } = egress({ labelDomain: DOMAIN, ...props });
  const through = exit(chart);
  host(chart, through);
  const approval = Approval.pending({ owner: 'team-b', ticket: 'SEC-13', reason: 'search' });
  host(chart, through, { host: 'search.example.com', approval }, 'search');
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [through] });
  return app;
}

test('the label and all annotations of approvals have the domain of the app, and no object has the default one', () => {
  const all = manifests(acme());
  expect(all.get('ServiceEntry', 'api.example.com').metadata).toMatchObject({
    labels: { 'acme.io/egress-approved': 'true' },
    annotations: {
      'acme.io/egress-owner': 'team-a',
      'acme.io/egress-ticket': 'SEC-12',
      'acme.io/egress-reason': 'weather data',
      'acme.io/egress-approved-by': 'security@example.com',
      'acme.io/egress-from': '2026-01-01T00:00:00Z',
      'acme.io/egress-until': '2027-03-01T00:00:00Z',
    },
  });
  expect(all.get('HTTPRoute', 'search.example.com').metadata.labels).toEqual({ 'acme.io/egress-approved': 'pending' });
  expect(JSON.stringify(all.all)).not.toContain('security.corp');
});

test('the admission policy accepts what the app makes', () => {
  const all = manifests(acme());
  const spec = all.get('ValidatingPolicy', 'egress-approval').spec as Parameters<typeof verdict>[0];
  expect(verdict(spec, all.get('ServiceEntry', 'api.example.com'), NOW)).toBe('accepted');
});

test('the checks read the domain: with it there is nothing to report, and without it the approval is missing', () => {
  const all = manifests(acme()).all as unknown as Manifest[];
  const rules = (domain?: string) => {
    const keys = domain === undefined ? {} : { approvalKeys: approvalKeys(domain) };
    return checkManifests(all, {
      platform: Platform.for({}),
      now: NOW,
      external: ['NetworkPolicy team-a/egress'],
      ...keys,
    }).findings.map(({ rule }) => rule);
  };
  expect(rules(DOMAIN)).toEqual(['egress/approval-pending']);
  expect(rules()).toEqual(['egress/unapproved-host']);
});

test('files of the layout by owner are named after the owner under the domain', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'label-domain-'));
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  acme({ layout: 'owner', outdir }).synth();
  write.mockRestore();
  expect(readdirSync(outdir)).toEqual(expect.arrayContaining([expect.stringMatching(/owner-team-a/)]));
  rmSync(outdir, { recursive: true });
});

test('reports malformed domains, and goes on with the default', () => {
  const refuse = (labelDomain: unknown) => {
    const app = new EgressApp({ now: NOW, labelDomain: labelDomain as string });
    host(new Chart(app, 'egress'), exit(new Chart(app, 'exit')));
    return findings(app);
  };
  const given = [
    '',
    'Acme.io',
    'acme.io/',
    'https://acme.io',
    'acme_io',
    ' acme.io',
    'k8s.io',
    'egress.kubernetes.io',
    7,
    ['acme.io'],
  ];
  expect(refusals(asRows<unknown>(given), refuse)).toMatchInlineSnapshot(`
"input/label-domain  labelDomain
  allowed: a DNS subdomain such as acme.io (a-z, 0-9, - and ., at most 253 characters), other than kubernetes.io and k8s.io
  fix: write the domain without a scheme and without a slash, or remove it
  - '': got ''
  - 'Acme.io': got Acme.io
  - 'acme.io/': got acme.io/
  - 'https://acme.io': got https://acme.io
  - 'acme_io': got acme_io
  - ' acme.io': got " acme.io" (with blanks)
  - 'k8s.io': got k8s.io
  - 'egress.kubernetes.io': got egress.kubernetes.io
  - 7: got 7 (a number)
  - [ 'acme.io' ]: got ["acme.io"]"
`);
});

test('cdk8s-egress check reads it as an option', async () => {
  const yaml = emitDocuments(manifests(acme()).all as unknown as Manifest[]).toString();
  const at = ['--now', NOW.toISOString(), '--external', 'NetworkPolicy team-a/egress'];
  expect((await check(yaml, ...at, '--label-domain', DOMAIN)).stdout).toMatch(/^no errors, 1 warning in/m);
  expect((await check(yaml, ...at)).stdout).toMatch(
    /error egress\/unapproved-host .*metadata\.labels\['security\.corp\/egress-approved'\]/,
  );
  expect((await check(yaml, ...at, '--label-domain', 'Acme.io')).stderr).toMatchInlineSnapshot(`
"--label-domain  error input/argument
  got Acme.io; allowed: a DNS subdomain such as acme.io (a-z, 0-9, - and ., at most 253 characters), other than kubernetes.io and k8s.io
  fix: write the domain without a scheme and without a slash
  see cdk8s-egress/docs/rules/input.md#inputargument

"
`);
});

test('the validation of cdk8s.yaml reads it as a property', async () => {
  const validate = (labelDomain: string) =>
    new EgressValidation({ labelDomain }).validate({ manifests: [], report: { addViolation: () => {}, submit: () => {} } });
  await expect(validate('acme.io')).resolves.toBeUndefined();
  await expect(validate('acme.io/')).rejects.toThrow(/^labelDomain: got acme\.io\/; allowed: a DNS subdomain/);
});
