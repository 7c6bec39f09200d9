import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Include, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { EgressApp } from '../../lib';
import { collectObjects } from '../../lib/synth/collect-objects';
import { type Layout, layOut } from '../../lib/synth/layout';
import { egress, exit, host, NOW } from '../kit';

/** The files of an app, each with the kinds and names of its objects. */
function files(app: EgressApp, layout: Layout = 'chart'): Record<string, string[]> {
  const laidOut = layOut(collectObjects(app.node.findAll()), layout, '.k8s.yaml');
  return Object.fromEntries(laidOut.map(({ path, objects }) => [path, objects.map(({ kind, name }) => `${kind} ${name}`)]));
}
const config = (scope: Construct, name: string, kind = 'ConfigMap') =>
  new ApiObject(scope, `${kind}-${name}`, { apiVersion: 'v1', kind, metadata: { name } });
const make = () => new EgressApp({ now: NOW });

describe('dependencies of charts', () => {
  test('order the files as in cdk8s', () => {
    const app = make();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => new Chart(app, id)) as [Chart, Chart, Chart];
    b.addDependency(c);
    a.addDependency(b);
    expect(Object.keys(files(app))).toEqual(['0000-c.k8s.yaml', '0001-b.k8s.yaml', '0002-a.k8s.yaml']);
  });

  test('do not rename the files of other charts, nor does a new chart', () => {
    const app = make();
    const [app1, crds] = [new Chart(app, 'app'), new Chart(app, 'crds')];
    new Chart(app, 'other');
    app1.addDependency(crds);
    const before = ['0000-crds.k8s.yaml', '0001-app.k8s.yaml', 'other.k8s.yaml'];
    expect(Object.keys(files(app))).toEqual(before);
    new Chart(app, 'new').addDependency(crds);
    expect(Object.keys(files(app))).toEqual(expect.arrayContaining([...before, '0001-new.k8s.yaml']));
  });

  test('follow from dependencies between objects of two charts', () => {
    const app = make();
    const [first, second] = [new Chart(app, 'z'), new Chart(app, 'a')];
    config(second, 'user').addDependency(config(first, 'used'));
    expect(Object.keys(files(app))).toEqual(['0000-z.k8s.yaml', '0001-a.k8s.yaml']);
  });

  test('follow from charts in charts, which come first', () => {
    const app = make();
    const outer = new Chart(app, 'outer');
    config(outer, 'x');
    config(new Chart(outer, 'inner'), 'y');
    expect(Object.values(files(app))).toEqual([['ConfigMap y'], ['ConfigMap x']]);
  });

  test('do not change when cdk8s has prepared a chart for a test', () => {
    const app = make();
    const outer = new Chart(app, 'outer');
    const inner = new Chart(outer, 'inner');
    for (const name of ['b', 'a', 'c']) config(inner, name);
    config(outer, 'x');
    const before = files(app);
    Testing.synth(inner);
    expect(files(app)).toEqual(before);
  });

  test('can be on a construct with several charts', () => {
    const app = make();
    const group = new Construct(app, 'group');
    const charts = [new Chart(group, 'x'), new Chart(group, 'y')];
    new Chart(app, 'a').node.addDependency(group);
    expect(Object.keys(files(app))).toEqual(
      ['0000-group-x', '0000-group-y', '0001-a'].map((name) => expect.stringContaining(name)),
    );
    expect(charts).toHaveLength(2);
  });

  test('that form a cycle are reported', () => {
    const app = make();
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    config(a, '1').addDependency(config(b, '2'));
    config(b, '3').addDependency(config(a, '4'));
    expect(() => app.synthYaml()).toThrow("the chart 'a' depends on itself");
  });

  test('order the files of single objects too, and the objects in the files of owners', () => {
    const app = make();
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    config(a, 'second');
    config(b, 'first');
    a.addDependency(b);
    expect(Object.keys(files(app, 'object'))).toEqual(['0000-4-configmap_first.k8s.yaml', '0001-4-configmap_second.k8s.yaml']);
    expect(files(app, 'owner')).toEqual({ 'common.k8s.yaml': ['ConfigMap first', 'ConfigMap second'] });
  });
});

describe('in a chart', () => {
  test('objects have the order of their creation', () => {
    const app = make();
    const chart = new Chart(app, 'c');
    config(new Construct(chart, 'z'), 'z');
    config(chart, 'm');
    config(new Construct(chart, 'a'), 'a');
    expect(files(app)['c.k8s.yaml']).toEqual(['ConfigMap z', 'ConfigMap m', 'ConfigMap a']);
  });

  test('included CRDs come before their objects, in either order of creation', () => {
    const folder = mkdtempSync(join(tmpdir(), 'order-'));
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'foos.example.com' },
    };
    writeFileSync(join(folder, 'crds.yaml'), JSON.stringify(crd));
    const orderOf = (...steps: ((chart: Chart) => unknown)[]) => {
      const app = make();
      const chart = new Chart(app, 'c');
      for (const step of steps) step(chart);
      return files(app)['c.k8s.yaml'];
    };
    const include = (chart: Chart) => new Include(chart, 'crds', { url: join(folder, 'crds.yaml') });
    const foo = (chart: Chart) => config(new Construct(chart, 'app'), 'foo', 'Foo');
    const expected = ['CustomResourceDefinition foos.example.com', 'Foo foo'];
    expect(orderOf(include, foo)).toEqual(expected);
    expect(orderOf(foo, include)).toEqual(expected);
    rmSync(folder, { recursive: true });
  });

  test('namespace, service account and network policy of cdk8s-plus come before the workload', () => {
    const { app, chart } = egress();
    const namespace = new kplus.Namespace(chart, 'namespace', { metadata: { name: 'team-a' } });
    const metadata = { namespace: namespace.name };
    const workload = new kplus.Deployment(chart, 'app', { metadata, containers: [{ image: 'app', portNumber: 80 }] });
    workload.exposeViaService({ ports: [{ port: 80 }] });
    new kplus.NetworkPolicy(chart, 'policy', { metadata, selector: kplus.Pods.all(chart, 'all') });
    new kplus.ServiceAccount(chart, 'account', { metadata });
    const kinds = files(app)['egress.k8s.yaml']?.map((name) => name.split(' ')[0]);
    expect(kinds).toEqual(['Namespace', 'NetworkPolicy', 'ServiceAccount', 'Deployment', 'Service']);
  });

  test.each([
    'RoleBinding',
    'ClusterRole',
    'ValidatingAdmissionPolicy',
    'AuthorizationPolicy',
    'CiliumNetworkPolicy',
    'LimitRange',
  ])('a %s comes before a Pod', (kind) => {
    const { app, chart } = egress();
    config(chart, 'pod', 'Pod');
    config(chart, 'x', kind);
    expect(files(app)['egress.k8s.yaml']).toEqual([`${kind} x`, 'Pod pod']);
  });

  test('a dependency is stronger than the kind, in all layouts', () => {
    const { app, chart } = egress();
    const pod = config(chart, 'pod', 'Pod');
    config(chart, 'account', 'ServiceAccount').addDependency(pod);
    expect(files(app)['egress.k8s.yaml']).toEqual(['Pod pod', 'ServiceAccount account']);
    expect(files(app, 'owner')['common.k8s.yaml']).toEqual(['Pod pod', 'ServiceAccount account']);
  });
});

test('layout object uses no folders, so that kubectl apply -f finds all files', () => {
  const { app, chart } = egress({ layout: 'object' });
  host(chart, exit(chart));
  config(new Chart(app, 'more'), 'pod', 'Pod');
  const names = Object.keys(files(app, 'object'));
  expect(names.filter((name) => name.includes('/'))).toEqual([]);
  expect(names.sort()).toContain('3-serviceentry.networking.istio.io_egress-system_api.example.com.k8s.yaml');
});
