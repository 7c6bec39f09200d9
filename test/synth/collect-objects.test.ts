import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { findings, refusal } from '../findings';
import { egress, exit, gateway, host, policy } from '../kit';
import { Manifests } from '../manifests';

describe('files', () => {
  /** The constructs of an app, made in this order. */
  function made(order: readonly number[]): string {
    const { app } = egress();
    const charts = new Map<string, Chart>();
    const chart = (id: string) => {
      const known = charts.get(id) ?? new Chart(app, id);
      charts.set(id, known);
      return known;
    };
    const through = gateway(chart('m-egress'));
    const steps = [
      () => policy(chart('m-egress'), through),
      () => host(chart('a-hosts'), through, { host: 'b.example.com' }, 'b'),
      () => host(chart('a-hosts'), through, { host: 'a.example.com' }, 'a'),
      () => {
        const last = new Construct(chart('z-client'), 'zz');
        new ApiObject(last, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } });
      },
      () => host(chart('z-client'), through, { host: 'c.example.com' }, 'c'),
    ];
    for (const step of order) steps[step]?.();
    return app.synthYaml();
  }

  test.each([[[4, 3, 2, 1, 0]], [[2, 0, 4, 1, 3]], [[1, 2, 3, 4, 0]]])(
    'have the same names and contents for any order of constructs: %j',
    (order) => {
      const sorted = (yaml: string) => yaml.split(/^---\n/m).sort();
      expect(sorted(made(order))).toEqual(sorted(made([0, 1, 2, 3, 4])));
    },
  );

  test('are ordered: namespaces first, then as the constructs were created', () => {
    const names = new Manifests(made([0, 1, 2, 3, 4])).names;
    expect(names.indexOf('Namespace/team-a')).toBeLessThan(names.indexOf('BackendTLSPolicy/c.example.com'));
    expect(names.indexOf('HTTPRoute/b.example.com')).toBeLessThan(names.indexOf('BackendTLSPolicy/a.example.com'));
  });
});

describe('duplicates', () => {
  test('are two objects of the same kind, namespace and name, even in different charts', () => {
    const { app } = egress();
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace: 'team-a' } };
    new ApiObject(new Chart(app, 'b'), 'config', object);
    new ApiObject(new Chart(app, 'a'), 'config', object);
    expect(refusal(app)).toMatchInlineSnapshot(`
"input/duplicate-object  a/config, b/config  metadata.name
  got v1 ConfigMap team-a config; allowed: one object with this kind, namespace and name
  fix: rename one of the two, or create the object only once
  see cdk8s-egress/docs/rules/input.md#inputduplicate-object"
`);
  });

  test('are not reported for objects that differ in one of these', () => {
    const { app, chart } = egress();
    const metadata = { name: 'config', namespace: 'team-a' };
    new ApiObject(chart, '1', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    new ApiObject(chart, '2', { apiVersion: 'v1', kind: 'Secret', metadata });
    new ApiObject(chart, '3', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, namespace: 'team-b' } });
    new ApiObject(chart, '4', { apiVersion: 'example.com/v1', kind: 'ConfigMap', metadata });
    expect(findings(app)).toEqual([]);
  });

  test('are reported for two hosts with different names whose objects would be the same', () => {
    const { app, chart } = egress();
    const through = exit(chart);
    const reads = { retryOn: 'wide-for-reads', perTryTimeout: '4s' } as const;
    host(chart, through, { host: 'a.example.com', name: 'weather', ...reads }, 'a');
    host(chart, through, { host: 'b.example.com', name: 'weather-reads' }, 'b');
    expect(findings(app)).toMatchObject([
      { rule: 'input/duplicate-object', got: 'gateway.kgateway.dev/v1alpha1 TrafficPolicy egress-system weather-reads' },
    ]);
  });
});
