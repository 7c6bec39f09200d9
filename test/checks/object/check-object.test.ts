import { type CheckOptions, checkObject, type Severities } from '../../../lib/checks/object/check-object';
import { Platform } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { waiverAnnotation } from '../../../lib/manifests/waivers';
import { NOW } from '../../kit';

const REJECTED = 'istio/export-to';
const WARNING = 'istio/selects-everything';

/** A ServiceEntry, with waivers of rules. */
const entry = (spec: object, waived: readonly string[] = []): Manifest => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: {
    name: 'api',
    namespace: 'egress',
    annotations: Object.fromEntries(waived.map((rule) => [waiverAnnotation(rule), 'a test bed'])),
  },
  spec: { hosts: ['api.example.com'], resolution: 'STATIC', ...spec },
});
const INVALID = { exportTo: ['team_a'] };
const SUSPECT = { workloadSelector: {} };
const findings = (object: Manifest, options: Partial<CheckOptions> = {}) =>
  checkObject(object, { platform: Platform.for({}), now: NOW, ...options }).findings.map(
    ({ rule, severity }) => `${severity} ${rule}`,
  );

test('a rejection by Istio is an error that neither a waiver nor a severity changes', () => {
  const rejected = [`error ${REJECTED}`];
  expect(findings(entry(INVALID))).toEqual(rejected);
  expect(findings(entry(INVALID, [REJECTED]))).toEqual(rejected);
  expect(findings(entry(INVALID), { severities: { [REJECTED]: 'off' } as Severities })).toEqual(rejected);
  expect(findings(entry(INVALID), { severities: { [REJECTED]: 'info' } as Severities })).toEqual(rejected);
});

test('a warning of Istio can be waived, set to another severity, and turned off', () => {
  expect(findings(entry(SUSPECT))).toEqual([`warning ${WARNING}`]);
  expect(findings(entry(SUSPECT, [WARNING]))).toEqual([`waived ${WARNING}`]);
  expect(findings(entry(SUSPECT), { severities: { [WARNING]: 'error' } })).toEqual([`error ${WARNING}`]);
  expect(findings(entry(SUSPECT), { severities: { [WARNING]: 'off' } })).toEqual([]);
});
