import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativeSpec } from '../../../lib/constructs/governance/engines';
import { GOVERNANCE_POLICIES, type Governed } from '../../../lib/constructs/governance/governance-policies';
import type { Guard } from '../../../lib/constructs/governance/policy-parts';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { ROOT } from '../../child';

const none = () => ({});
const SETTINGS: Governed = {
  keys: DEFAULT_APPROVAL_KEYS,
  limits: {},
  exempt: { users: ['argo'] },
  approvers: {},
  excludedNamespaces: [],
  gateways: { 'egress-system': ['exit'] },
  clients: ['team-a'],
  namespaces: ['egress-system', 'team-a'],
  restricted: [],
  denied: ['pastebin.com'],
  policies: ['egress-approval'],
  claims: {},
  hosts: () => [],
  captured: () => [],
  named: () => [],
  aliases: none,
  declared: none,
  attached: none,
};

const guide = readFileSync(join(ROOT, 'docs/guide.md'), 'utf8');
const table = guide.slice(guide.indexOf('| policy | native policies | only Kyverno |')).split('\n\n')[0] as string;
const documented = [...table.matchAll(/^\| `([a-z]+)` \| ([^|]*) \| ?([^|]*?) ?\|$/gm)].map(([, name, native, kyverno]) => ({
  name,
  native: native !== 'nothing',
  needs: (kyverno as string).split(':')[0],
}));

test('the guide says which rules only Kyverno can evaluate, for each policy', () => {
  const known = GOVERNANCE_POLICIES.map(({ suffix, guard }) => {
    const needs = new Set(guard(SETTINGS).validations.flatMap(({ needs: need }) => need ?? []));
    const native = nativeSpec(guard(SETTINGS), { engine: 'native', mode: 'enforce' }) !== undefined;
    return { name: suffix, native, needs: [...needs].join(', ') };
  });
  expect(documented).toEqual(known);
});

/** What only Kyverno knows: functions of its own, and what the API server calls in another way. */
const OF_KYVERNO = /time[.]now|sha256\(|resource[.](Get|List)/;

test('a rule that uses the clock, a look-up or a hash says so, and no condition uses one', () => {
  for (const { guard } of GOVERNANCE_POLICIES) {
    const { matchConditions, validations } = guard(SETTINGS);
    for (const { expression } of matchConditions) expect(expression).not.toMatch(OF_KYVERNO);
    for (const { expression, needs } of validations)
      expect([expression, OF_KYVERNO.test(expression)]).toEqual([expression, needs !== undefined]);
  }
});

test('a native policy has only the variables that its rules use, also by other variables', () => {
  const guard: Guard = {
    background: true,
    matchConstraints: { resourceRules: [] },
    matchConditions: [],
    variables: [
      { name: 'used', expression: '1' },
      { name: 'by', expression: 'variables.used' },
      { name: 'use', expression: 'time.now()' },
    ],
    validations: [
      { expression: 'variables.by == 1', message: 'a' },
      { expression: 'variables.use == 2', message: 'b', needs: 'clock' },
    ],
  };
  const spec = nativeSpec(guard, { engine: 'both', mode: 'enforce' });
  expect(spec?.variables?.map(({ name }) => name)).toEqual(['used', 'by']);
  expect(spec?.validations).toEqual([{ expression: 'variables.by == 1', message: 'a' }]);
});
