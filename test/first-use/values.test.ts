import { Chart } from 'cdk8s';
import { Approval, EgressApp, EgressGovernance, type ExternalHostProps } from '../../lib';
import { asRows, findings, refusals } from '../findings';
import { egress, exit, grant, host } from '../kit';

/** The findings for a host with values from JavaScript, YAML or the environment. */
function refuse(props: object) {
  const { app, chart } = egress();
  host(chart, exit(chart), props as Partial<ExternalHostProps>);
  return findings(app);
}

const until = (value: unknown) => Approval.granted({ ...grant().fields, until: value } as never);

test('a value shows its type and its blanks where they matter, and the fix is specific (C2, C3, C4)', () => {
  const given = [
    { port: '443' },
    { port: 443.5 },
    { retries: '2' },
    { host: ' api.example.com ' },
    { host: 'api.example.com.' },
    { host: 'bücher.example' },
    { host: process.env.A_VARIABLE_THAT_IS_NOT_SET },
    { approval: until(new Date('2027-03-01')) },
    { approval: until(new Date('2027-03-01T09:30:00Z')) },
  ];
  expect(refusals(asRows<object>(given), refuse)).toMatchInlineSnapshot(`
"input/port  port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - { port: '443' }: got "443" (a string)
  - { port: 443.5 }: got 443.5
input/retries  retries
  allowed: a whole number from 0 to 100
  fix: correct the number, or remove retries for 2
  - { retries: '2' }: got "2" (a string)
input/host  host
  allowed: a host name in lower case, such as api.example.com, without blanks
  fix: write host: 'api.example.com'
  - { host: ' api.example.com ' }: got " api.example.com " (with blanks)
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a dot at the end
  fix: write host: 'api.example.com'
  - { host: 'api.example.com.' }: got api.example.com.
input/host  host
  allowed: a host name in lower case, such as api.example.com, in its ASCII form
  fix: write host: 'xn--bcher-kva.example', the punycode form
  - { host: 'bücher.example' }: got bücher.example
input/host  host
  allowed: a host name in lower case, such as api.example.com: labels of a-z, 0-9 and -, each at most 63 characters, in total at most 253
  fix: correct the name; if the value is that of an environment variable, set the variable
  - { host: undefined }: got nothing
input/approval  approval.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date as a string: '2027-03-01'
  - { approval: Approval { fields: { owner: … (246 characters): got 2027-03-01T00:00:00.000Z (a Date)
input/approval  approval.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date as a string: '2027-03-01T09:30:00Z'
  - { approval: Approval { fields: { owner: … (246 characters): got 2027-03-01T09:30:00.000Z (a Date)"
`);
});

test('a number as a text is a text, in a gateway too (C3)', () => {
  const { app, chart } = egress();
  exit(chart, { replicas: '2' as never });
  expect(findings(app).map(({ path, got }) => `${path}: ${got}`)).toEqual(['replicas: "2" (a string)']);
});

test('an approval of another copy of the package is an approval (C10)', () => {
  jest.isolateModules(() => {
    const other = require('../../lib') as typeof import('../../lib');
    expect(other.Approval).not.toBe(Approval);
    const { app, chart } = egress();
    const approval = other.Approval.granted(grant().fields as never);
    host(chart, exit(chart), { approval });
    expect(findings(app)).toEqual([]);
  });
});

test('a missing number of the environment is named as such (C4)', () => {
  const hint = expect.stringContaining('if the value is that of an environment variable, set the variable');
  for (const port of [undefined, Number(undefined)]) expect(refuse({ port })).toMatchObject([{ path: 'port', fix: hint }]);
});

test('a construct in a wrong place is named, not printed (C1)', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'governance', gateways: exit(chart) as never });
  host(chart, chart as never);
  expect(findings(app).map(({ path, got }) => `${path}: got ${got}`)).toEqual([
    'gateways: got the construct egress/gateway',
    'gateway: got the construct egress',
  ]);
});

test.each(['', 'tomorrow', '-1'])('SOURCE_DATE_EPOCH=%j is a finding among the others (C1)', (value) => {
  process.env.SOURCE_DATE_EPOCH = value;
  try {
    const app = new EgressApp();
    const chart = new Chart(app, 'egress');
    host(chart, exit(chart), { port: 0 });
    expect(findings(app)).toMatchObject([
      { rule: 'input/argument', construct: 'app', message: 'SOURCE_DATE_EPOCH is not a number' },
      { rule: 'input/port' },
    ]);
  } finally {
    delete process.env.SOURCE_DATE_EPOCH;
  }
});
