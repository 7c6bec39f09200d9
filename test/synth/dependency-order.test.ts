import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { DependencyOrder } from '../../lib/synth/dependency-order';

/** Objects by their ids, inside the constructs of their paths: `a/1` is in the construct `a`. */
function tree(...paths: readonly string[]) {
  const chart = new Chart(new App(), 'chart');
  const make = (path: string): ApiObject => {
    const [id, group] = path.split('/').reverse() as [string, string | undefined];
    const scope = group ? ((chart.node.tryFindChild(group) as Construct) ?? new Construct(chart, group)) : chart;
    return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap' });
  };
  const objects = paths.map(make);
  const at = (path: string) => path.split('/').reduce<Construct>((node, id) => node.node.findChild(id) as Construct, chart);
  const order = () =>
    new DependencyOrder(chart.node.findAll())
      .sort(objects, (object) => object)
      .map(({ node }) => node.path.replace('chart/', ''));
  return { at, order };
}

test('without dependencies the order does not change', () => {
  expect(tree('b', 'a', 'c').order()).toEqual(['b', 'a', 'c']);
});

test('an object comes after the one that it depends on, the others do not move', () => {
  const { at, order } = tree('a', 'b', 'c', 'd');
  at('b').node.addDependency(at('d'));
  expect(order()).toEqual(['a', 'd', 'b', 'c']);
});

test('all objects of a construct come after all objects of the construct that it depends on', () => {
  const { at, order } = tree('a/1', 'a/2', 'b/1', 'b/2', 'c');
  at('a').node.addDependency(at('b'), at('c'));
  expect(order()).toEqual(['b/1', 'b/2', 'c', 'a/1', 'a/2']);
});

test('dependencies are transitive', () => {
  const { at, order } = tree('a', 'b', 'c');
  at('a').node.addDependency(at('b'));
  at('b').node.addDependency(at('c'));
  expect(order()).toEqual(['c', 'b', 'a']);
});

test('layers that each depend on the whole next layer are ordered in linear time', () => {
  const layers = Array.from({ length: 40 }, (_, layer) => Array.from({ length: 10 }, (_, index) => `l${layer}/${index}`));
  const { at, order } = tree(...layers.flat());
  for (let layer = 0; layer + 1 < layers.length; layer++) {
    for (const path of layers[layer] as string[]) at(path).node.addDependency(at(`l${layer + 1}`));
  }
  expect(order()).toEqual(layers.reverse().flat());
});

test('a chain longer than the call stack is ordered', () => {
  const paths = Array.from({ length: 12_000 }, (_, index) => `o${index}`);
  const { at, order } = tree(...paths);
  for (let index = 0; index + 1 < paths.length; index++) at(`o${index}`).node.addDependency(at(`o${index + 1}`));
  expect(order()).toEqual(paths.reverse());
});

test('a cycle is reported with its path', () => {
  const { at, order } = tree('a', 'b');
  at('a').node.addDependency(at('b'));
  at('b').node.addDependency(at('a'));
  expect(order).toThrow("'chart/a' depends on itself");
});
