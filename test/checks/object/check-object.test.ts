import { type CheckOptions, checkObject } from '../../../lib/checks/object/check-object';
import { Platform } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { waiverAnnotation } from '../../../lib/manifests/waivers';
import { NOW } from '../../kit';

const REFUSED = 'istio/export-to';
const WARNED = 'istio/selects-everything';

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
const BAD = { exportTo: ['team_a'] };
const ODD = { workloadSelector: {} };
const findings = (object: Manifest, options: Partial<CheckOptions> = {}) =>
  checkObject(object, { platform: Platform.for({}), now: NOW, ...options }).findings.map(
    ({ rule, severity }) => `${severity} ${rule}`,
  );

test('what Istio refuses is an error that neither a waiver nor a severity changes', () => {
  const refused = [`error ${REFUSED}`];
  expect(findings(entry(BAD))).toEqual(refused);
  expect(findings(entry(BAD, [REFUSED]))).toEqual(refused);
  expect(findings(entry(BAD), { severities: { [REFUSED]: 'off' } })).toEqual(refused);
  expect(findings(entry(BAD), { severities: { [REFUSED]: 'info' } })).toEqual(refused);
});

test('what Istio warns of can be waived, set to another severity, and turned off', () => {
  expect(findings(entry(ODD))).toEqual([`warning ${WARNED}`]);
  expect(findings(entry(ODD, [WARNED]))).toEqual([`waived ${WARNED}`]);
  expect(findings(entry(ODD), { severities: { [WARNED]: 'error' } })).toEqual([`error ${WARNED}`]);
  expect(findings(entry(ODD), { severities: { [WARNED]: 'off' } })).toEqual([]);
});
