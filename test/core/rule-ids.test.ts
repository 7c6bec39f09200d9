import { readdirSync, readFileSync } from 'node:fs';
import { RULES } from '../../lib/checks/rules';
import { FIXED_RULES, ruleProblem, WAIVABLE_RULES } from '../../lib/core/rule-ids';
import { isWaivable } from '../../lib/manifests/waivers';

const ID = /'((?:egress|input|invariant|istio|kgateway|kyverno|schema|ztunnel)\/[a-z-]+)'/g;

test('the lists contain each rule of the library once, sorted', () => {
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('rule-ids.ts'),
  );
  const used = files.flatMap((file) => [...readFileSync(`lib/${file}`, 'utf8').matchAll(ID)].map(([, id]) => id as string));
  const listed = [...WAIVABLE_RULES, ...FIXED_RULES];
  expect([...listed].sort()).toEqual([...new Set([...used, ...RULES.map(({ id }) => id)])].sort());
  expect([...WAIVABLE_RULES]).toEqual([...WAIVABLE_RULES].sort());
  expect([...FIXED_RULES]).toEqual([...FIXED_RULES].sort());
});

test('those that can be waived are the ones that waivers of manifests have an effect on', () => {
  expect(WAIVABLE_RULES.filter((rule) => !isWaivable(rule))).toEqual([]);
  expect(FIXED_RULES.filter(isWaivable).filter((rule) => !rule.startsWith('istio/'))).toEqual([]);
});

test('of the rules of Istio, those with the page entry Warning or Info can be waived', () => {
  const sections = readFileSync('docs/rules/istio.md', 'utf8').split(/^### /m).slice(1);
  const errors = sections.filter((section) => /^\S+\n\nError/.test(section)).map((section) => section.split('\n')[0]);
  expect(FIXED_RULES.filter((rule) => rule.startsWith('istio/'))).toEqual(errors.sort());
});

test.each([
  ['egress/retry-buget', 'egress/retry-budget'],
  ['retry-budget', 'egress/retry-budget'],
  ['Egress/Retry-Budget', 'egress/retry-budget'],
  ['kgateway/retry-budget', 'egress/retry-budget'],
  ['egress/reserved-prot', 'kgateway/reserved-port'],
  ['istio/selects-everthing', 'istio/selects-everything'],
])('for %s, %s is proposed', (given, proposed) => {
  expect(ruleProblem(given)).toEqual({
    got: given,
    allowed: 'the id of a rule (docs/rules/)',
    message: 'there is no such rule',
    fix: `did you mean ${proposed}?`,
  });
});

test.each(['', 'x', 'egress/', '__proto__', 'constructor', 'egress/something-else'])('for %j, nothing is proposed', (given) => {
  expect(ruleProblem(given)?.fix).toBe('use the rule id of the finding');
});

test.each(['input/port', 'schema/type', 'istio/host'])('%s exists, but cannot be changed', (given) => {
  expect(ruleProblem(given)?.fix).toBe('correct the reported value instead');
});

test.each(['egress/retry-budget', 'schema/unknown-field', 'istio/selects-everything', 'egress/two-policies'])(
  '%s can be changed',
  (given) => {
    expect(ruleProblem(given)).toBeUndefined();
  },
);
