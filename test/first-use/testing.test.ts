import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { EgressApp, EgressError } from '../../lib';
import { egress, exit, gateway, grant, host, NOW, policy } from '../kit';

/** An app with one host of this name, and its chart. */
function withHost(name: string): Chart {
  const { chart } = egress();
  host(chart, exit(chart), { host: name });
  return chart;
}
const reported = (run: () => unknown): string => {
  try {
    run();
    return 'nothing';
  } catch (error) {
    return String(error);
  }
};

describe.each([
  ['Testing.synth(chart)', (chart: Chart) => Testing.synth(chart)],
  ['chart.toJson()', (chart: Chart) => chart.toJson()],
])('%s in an EgressApp', (_, synth) => {
  test('reports what app.synth() reports', () => {
    const chart = withHost('NOT A HOST');
    expect(() => synth(chart)).toThrow(EgressError);
    expect(reported(() => synth(chart))).toBe(reported(() => (chart.node.root as EgressApp).synthYaml()));
  });

  test('reports findings over several objects', () => {
    const { chart } = egress();
    host(chart, gateway(chart));
    expect(reported(() => synth(chart))).toContain('egress/no-decision');
  });

  test('reports findings of the other charts of the app', () => {
    const { app, chart } = egress();
    host(chart, exit(chart), { port: 0 });
    expect(reported(() => synth(new Chart(app, 'other')))).toContain('input/port');
  });

  test('returns the objects of the chart if there is no error', () => {
    const kinds = synth(withHost('api.example.com')).map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['ServiceEntry', 'HTTPRoute', 'Gateway']));
  });

  test('reports the validation errors of constructs of other libraries once', () => {
    const { chart } = egress();
    new Construct(chart, 'other').node.addValidation({ validate: () => ['no owner'] });
    expect(reported(() => synth(chart)).match(/no owner/g)).toHaveLength(1);
  });

  test('reports nothing for warnings', () => {
    const { chart } = egress();
    host(chart, exit(chart), { approval: grant({ until: '2026-11-25' }) });
    expect(reported(() => synth(chart))).toBe('nothing');
  });
});

test('app.synthYaml() reports validation errors once, and an app can be synthesized again', () => {
  const { app, chart } = egress();
  host(chart, exit(chart));
  expect(app.synthYaml()).toBe(app.synthYaml());
  Testing.synth(chart);
  new ApiObject(chart, 'broken', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'A B' } });
  expect(reported(() => app.synthYaml())).toContain('schema/');
  expect(reported(() => Testing.synth(chart))).toContain('schema/');
});

describe('Testing.chart()', () => {
  beforeEach(() => jest.useFakeTimers({ now: NOW }));
  afterEach(() => jest.useRealTimers());

  test('works: the constructs check themselves', () => {
    const chart = Testing.chart();
    const through = gateway(chart);
    policy(chart, through);
    host(chart, through);
    expect(Testing.synth(chart).length).toBeGreaterThan(10);
    host(chart, through, { host: 'NOT A HOST' }, 'wrong');
    expect(() => Testing.synth(chart)).toThrow('input/host');
  });

  test('works with Testing.app()', () => {
    const chart = new Chart(Testing.app(), 'c');
    host(chart, exit(chart), { port: 0 });
    expect(() => Testing.synth(chart)).toThrow('input/port');
    expect(App.of(chart)).not.toBeInstanceOf(EgressApp);
  });
});
