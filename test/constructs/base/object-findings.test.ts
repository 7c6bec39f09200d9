import { App, Chart } from 'cdk8s';
import { Approval, Platform } from '../../../lib';
import { findings } from '../../findings';
import { egress, exit, grant, host } from '../../kit';
import { synth } from '../../manifests';

/** A plain cdk8s app, judged by the clock of the machine. */
function plain(): { app: App; chart: Chart } {
  const app = new App();
  return { app, chart: new Chart(app, 'egress') };
}

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-23T12:00:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('in a plain cdk8s app', () => {
  test('the constructs create the same objects', () => {
    const { app, chart } = plain();
    host(chart, exit(chart));
    const own = egress();
    host(own.chart, exit(own.chart));
    const byName = (all: ReturnType<typeof synth>) =>
      Object.fromEntries(all.manifests.all.map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));
    expect(byName(synth(app))).toEqual(byName(synth(own.app)));
  });

  test('invalid input is reported with the same messages, all at once', () => {
    const broken = { host: 'https://api.example.com', port: 0, approval: grant({ until: 'spring' }) };
    const own = egress();
    host(own.chart, exit(own.chart), broken);
    const expected = findings(own.app);
    expect(expected).toHaveLength(3);

    const { app, chart } = plain();
    host(chart, exit(chart), broken);
    for (const { rule, got, allowed, fix } of expected) {
      expect(() => app.synthYaml()).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(new RegExp([rule, got, allowed, fix].map(literally).join('[^]*'))),
        }),
      );
    }
  });

  test('warnings and waived findings do not stop synthesis', () => {
    const { app, chart } = plain();
    const approval = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
    host(chart, exit(chart), { approval, waive: { 'egress/approval-pending': 'known' } });
    expect(synth(app).manifests.names).toContain('HTTPRoute/api.example.com');
  });

  test('objects are created for the selected platform', () => {
    const { app, chart } = plain();
    Platform.select(chart, { kgateway: '2.2' });
    exit(chart);
    expect(synth(app).manifests.get('GatewayExtension', 'authz').spec).toHaveProperty('type', 'ExtAuth');
  });
});

test('an EgressApp checks each construct once', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { port: 0 });
  expect(findings(app)).toHaveLength(1);
  expect(chart.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
