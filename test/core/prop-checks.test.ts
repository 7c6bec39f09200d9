import { type Finding, formatFinding } from '../../lib';
import { applyWaivers } from '../../lib/constructs/base/construct-waivers';
import { type PropCheck, runChecks } from '../../lib/core/prop-checks';

interface Subject {
  readonly props: { readonly size?: number; readonly nested?: { readonly name: string } };
}
const check = (over: Partial<PropCheck<Subject>>): PropCheck<Subject> => ({
  rule: 'input/size',
  path: 'size',
  breaks: () => true,
  allowed: 'something else',
  fix: 'change it',
  ...over,
});
const run = (props: Subject['props'], ...checks: PropCheck<Subject>[]) => runChecks('app/it (It)', { props }, checks);

describe('a table of checks', () => {
  test('reports nothing if no check fails', () => {
    expect(run({ size: 1 }, check({ breaks: ({ props }) => props.size !== 1 }))).toEqual([]);
  });

  test('reports the path, the value, the allowed values and the fix', () => {
    expect(run({ size: 3 }, check({}))).toEqual([
      {
        rule: 'input/size',
        severity: 'error',
        construct: 'app/it (It)',
        path: ['size'],
        got: 3,
        allowed: 'something else',
        fix: 'change it',
      },
    ]);
  });

  test('reports one finding per path, from the first row that fails', () => {
    const rows = [
      check({ breaks: () => false, fix: 'not this' }),
      check({ fix: 'drop the scheme' }),
      check({ fix: 'correct the name' }),
      check({ path: 'nested.name', fix: 'and this' }),
    ];
    expect(run({}, ...rows).map(({ fix }) => fix)).toEqual(['drop the scheme', 'and this']);
  });

  test('skips the remaining rows of a path, which may rely on the first', () => {
    const later = jest.fn(() => true);
    run({}, check({}), check({ breaks: later }));
    expect(later).not.toHaveBeenCalled();
  });

  test('finds values that the object of the properties inherits', () => {
    class Props {
      get size() {
        return 3;
      }
    }
    expect(run(new Props(), check({}))[0]?.got).toBe(3);
  });

  test('finds the value by the path, or by the function of the row', () => {
    const row = check({ path: 'nested.name' });
    expect(run({ nested: { name: 'x' } }, row)[0]?.got).toBe('x');
    expect(run({ nested: { name: '' } }, row)[0]?.got).toBe('');
    expect(run({}, row)[0]?.got).toBeUndefined();
    expect(run({}, check({ got: () => ['a', 1] }))[0]?.got).toEqual(['a', 1]);
  });

  test('describes the allowed values for the given props', () => {
    const row = check({ allowed: ({ props }) => `less than ${props.size}`, fix: ({ props }) => `take ${(props.size ?? 0) - 1}` });
    expect(run({ size: 5 }, row)).toMatchObject([{ allowed: 'less than 5', fix: 'take 4' }]);
  });

  test('can report a warning', () => {
    expect(run({}, check({ severity: 'warning' }))).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('waivers', () => {
  const finding = (rule: string, severity: Finding['severity'] = 'error'): Finding => ({
    ...{ rule, severity, construct: 'app/it (It)', path: ['size'], got: 3, allowed: '2', fix: 'change it' },
  });

  test('waive a finding, with the reason', () => {
    const [waived, other] = applyWaivers('app/it (It)', [finding('egress/retry-budget'), finding('egress/retry-limit')], {
      'egress/retry-budget': 'a test bed',
    });
    expect(waived).toEqual({ ...finding('egress/retry-budget'), severity: 'waived', reason: 'a test bed' });
    expect(other).toEqual(finding('egress/retry-limit'));
  });

  test('waive every finding of the rule', () => {
    const all = applyWaivers('app/it (It)', [finding('egress/retry-budget'), finding('egress/retry-budget', 'warning')], {
      'egress/retry-budget': 'why',
    });
    expect(all.map(({ severity }) => severity)).toEqual(['waived', 'waived']);
  });

  test("cannot waive what Istio's webhook rejects, only its warnings", () => {
    const [error, bad] = applyWaivers('app/it (It)', [finding('istio/host')], { 'istio/host': 'a test bed' });
    expect([error, bad]).toMatchObject([{ severity: 'error' }, { rule: 'input/waive', severity: 'error', got: 'istio/host' }]);
    const [waived, ...more] = applyWaivers('app/it (It)', [finding('istio/partial-wildcard', 'warning')], {
      'istio/partial-wildcard': 'a test bed',
    });
    expect([waived?.severity, ...more]).toEqual(['waived']);
  });

  test.each(['', '   '])('need a reason, which %j is not', (reason) => {
    const [, bad] = applyWaivers('app/it (It)', [finding('egress/retry-budget')], { 'egress/retry-budget': reason });
    expect(bad).toMatchObject({ rule: 'input/waive', severity: 'error', path: ['waive', 'egress/retry-budget'] });
  });

  test('without a reason are reported', () => {
    const [, bad] = applyWaivers('app/it (It)', [finding('egress/retry-budget')], { 'egress/retry-budget': '' });
    expect(formatFinding(bad as Finding)).toMatchInlineSnapshot(`
"input/waive  app/it (It)  waive['egress/retry-budget']
  got ''; allowed: a reason
  fix: state why the rule does not apply
  see cdk8s-egress/docs/rules/input.md#inputwaive"
`);
  });

  test('do not apply to malformed input', () => {
    const [kept, bad, ...more] = applyWaivers('app/it (It)', [finding('input/host')], { 'input/host': 'it works here' });
    expect([kept, more]).toEqual([finding('input/host'), []]);
    expect(formatFinding(bad as Finding)).toMatchInlineSnapshot(`
"input/waive  app/it (It)  waive['input/host']
  got input/host; allowed: rules other than input/…, invariant/…, schema/… (except those that depend on CRDs), and those of Istio's webhook that reject
  fix: correct the reported value instead
  see cdk8s-egress/docs/rules/input.md#inputwaive"
`);
  });

  test('that waive nothing are reported as a warning', () => {
    const [bad, ...more] = applyWaivers('app/it (It)', [], { 'egress/retry-budget': 'no longer true' });
    expect(more).toEqual([]);
    expect(formatFinding(bad as Finding)).toMatchInlineSnapshot(`
"warning input/waive  app/it (It)  waive['egress/retry-budget']
  got no longer true; allowed: rules that this construct breaks
  fix: remove the waiver, which has no effect
  see cdk8s-egress/docs/rules/input.md#inputwaive"
`);
  });
});
