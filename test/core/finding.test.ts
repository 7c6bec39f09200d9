import { EgressError, type Finding, formatFinding } from '../../lib';
import { plain, show } from '../../lib/core/format-finding';

const finding: Finding = {
  rule: 'egress/retry-budget',
  severity: 'error',
  construct: 'egress/ollama (ExternalHost)',
  path: ['timeout'],
  got: '30s',
  allowed: 'at least 40.175s for 4 tries of 10s and the pauses',
  fix: 'raise timeout, or lower perTryTimeout or retries',
};

test('a finding is printed as: what and where; got and allowed; the fix', () => {
  expect(formatFinding(finding)).toBe(
    [
      'egress/retry-budget  egress/ollama (ExternalHost)  timeout',
      '  got 30s; allowed: at least 40.175s for 4 tries of 10s and the pauses',
      '  fix: raise timeout, or lower perTryTimeout or retries',
      '  see cdk8s-egress/docs/rules/egress-retry-budget.md',
    ].join('\n'),
  );
});

test('characters that nobody sees are printed as escapes', () => {
  expect(plain('bob\u200b@example\u00ad.com\ufeff \u200e')).toBe('bob\\u200b@example\\u00ad.com\\ufeff \\u200e');
});

test('a finding that is not an error begins with its severity', () => {
  expect(formatFinding({ ...finding, severity: 'warning' })).toMatch(/^warning egress\/retry-budget {2}/);
});

test('a waived finding has the reason in place of the fix', () => {
  const text = formatFinding({ ...finding, severity: 'waived', reason: 'the client gives up anyway' });
  expect(text).toMatch(/^waived egress\/retry-budget {2}/);
  expect(text).toMatch(/\n {2}waived: the client gives up anyway\n/);
  expect(text).not.toContain('fix:');
});

test('a long value is shortened if it is from an object, but not if it is from a construct, a file or an argument', () => {
  const long = { ...finding, got: 'x'.repeat(1000) };
  const object = { kind: 'ConfigMap', metadata: { name: 'a' } };
  expect(formatFinding(long)).toContain(`got ${'x'.repeat(1000)}; allowed`);
  expect(formatFinding({ ...long, object })).toContain(`got ${'x'.repeat(200)}…; allowed`);
});

describe('the error of a failed synthesis', () => {
  const other: Finding = { ...finding, rule: 'input/host' };
  const warning: Finding = { ...finding, rule: 'input/waive', severity: 'warning' };

  test('reports all errors and their number', () => {
    expect(new EgressError([finding, other]).message).toBe(
      `2 errors, nothing was written\n\n${formatFinding(finding)}\n\n${formatFinding(other)}\n`,
    );
    expect(new EgressError([finding]).message).toMatch(/^1 error, nothing was written\n/);
  });

  test('contains the other findings too, but does not print them', () => {
    const error = new EgressError([warning, finding]);
    expect(error.findings).toEqual([finding, warning]);
    expect(error.message).not.toContain('input/waive');
  });

  test('has no stack trace of this library', () => {
    const error = new EgressError([finding]);
    expect(error.stack).toBe(`EgressError: ${error.message}`);
  });
});

test.each([
  ['text', 'text'],
  ['', "''"],
  [0, '0'],
  [Number.NaN, 'NaN'],
  [undefined, 'nothing'],
  [null, 'null'],
  [true, 'true'],
  [['a', 1], '["a",1]'],
  [{ a: 1 }, '{"a":1}'],
])('%p is shown as %s', (value, text) => {
  expect(show(value)).toBe(text);
});
