import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { EgressApp, type ExternalHostProps } from '../../lib';
import { findings } from '../findings';
import { egress, exit, gateway, host, NOW, policy } from '../kit';

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

const rules = (app: App): string[] => {
  if (app instanceof EgressApp) return findings(app).map(({ rule }) => rule);
  try {
    app.synthYaml();
    return [];
  } catch (error) {
    return [...String(error).matchAll(/^ {2}\[\S+\] (\S+)/gm)].map(([, rule]) => rule as string);
  }
};

describe.each([
  ['an EgressApp', () => new EgressApp({ now: NOW }) as App],
  ['a plain App', () => new App()],
])('in %s, one cause is one finding', (_, make) => {
  const withHosts = (...hosts: Partial<ExternalHostProps>[]) => {
    const app = make();
    const chart = new Chart(app, 'egress');
    const through = exit(chart);
    for (const [index, props] of hosts.entries()) host(chart, through, props, `host${index}`);
    return rules(app);
  };

  test.each<[string, string, Partial<ExternalHostProps>[]]>([
    ['a wrong host', 'input/host', [{ host: 'NOT A HOST' }]],
    ['a wrong host among others', 'input/host', [{ host: 'NOT A HOST' }, { host: 'b.example.com' }]],
    ['a wrong name', 'input/name', [{ name: 'a_b' }]],
    ['a wrong time-out', 'input/timeout', [{ timeout: 'soon' }]],
    ['the same host twice', 'input/duplicate-host', [{}, {}]],
    ['the same host three times', 'input/duplicate-host', [{}, {}, {}]],
    ['the same host twice, as Backend', 'input/duplicate-host', [{ destination: 'Backend' }, { destination: 'Backend' }]],
    ['the same name twice', 'input/duplicate-name', [{ name: 'x' }, { name: 'x', host: 'b.example.com' }]],
  ])('%s', (__, rule, hosts) => {
    expect(withHosts(...hosts)).toEqual([rule]);
  });

  test('a wrong name of a gateway, which its policy and hosts use', () => {
    const app = make();
    const chart = new Chart(app, 'egress');
    host(chart, exit(chart, { name: 'NOT OK' }));
    expect(rules(app)).toEqual(['input/name']);
  });

  test('but two causes are two findings', () => {
    expect(withHosts({ host: 'NOT A HOST' }, { host: 'b.example.com', port: 0 })).toEqual(['input/host', 'input/port']);
    expect(withHosts({}, {}, { name: 'x', host: 'b.example.com' }, { name: 'x', host: 'c.example.com' }).sort()).toEqual([
      'input/duplicate-host',
      'input/duplicate-name',
    ]);
  });
});

test('the same host on two gateways is one finding', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), {}, 'a');
  const other = gateway(chart, { name: 'other', namespace: 'elsewhere' }, 'other');
  policy(chart, other, { name: 'other-authz' }, 'other-policy');
  host(chart, other, {}, 'b');
  expect(rules(app)).toEqual(['egress/duplicate-host']);
});

test('the same host on two gateways of a namespace is one finding, which names all objects', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), {}, 'a');
  const other = gateway(chart, { name: 'other' }, 'other');
  policy(chart, other, { name: 'other-authz' }, 'other-policy');
  host(chart, other, {}, 'b');
  expect(findings(app)).toMatchObject([
    { rule: 'input/duplicate-object', construct: 'egress/a, egress/b', got: expect.stringContaining('BackendTLSPolicy') },
  ]);
});

test('in a plain app, a broken object of a sound construct is still reported', () => {
  const app = new App();
  const chart = new Chart(app, 'egress');
  ApiObject.of(host(chart, exit(chart))).addJsonPatch(JsonPatch.add('/spec/hostname', 'x'));
  expect(rules(app)).toEqual(['schema/unknown-field']);
});
