import { ApiObject, type ApiObjectProps, App, Chart, type IResolver, JsonPatch, Lazy } from 'cdk8s';
import { NO_NAMESPACE } from '../../lib/constructs/base/egress-construct';
import { resolveObject } from '../../lib/synth/resolve-object';
import { Dice } from '../dice';
import { egress, exit, host } from '../kit';

const CHART = { namespace: 'team-a', labels: { chart: 'yes' } };

/** An object in a chart with its own namespace and labels. The type of the props is open, to allow wrong ones. */
function make(props: object, resolvers: IResolver[] = []): ApiObject {
  const chart = new Chart(new App({ resolvers }), 'chart', CHART);
  return new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'Thing', ...props } as ApiObjectProps);
}

/** The JSON or the error of a call, and how often cdk8s was called. */
function outcome(make: () => object): unknown {
  try {
    return JSON.parse(JSON.stringify(make()));
  } catch (error) {
    return { error: (error as Error).message };
  }
}

function asked(object: ApiObject): number {
  const toJson = jest.spyOn(ApiObject.prototype, 'toJson');
  outcome(() => resolveObject(object));
  const { length } = toJson.mock.calls;
  toJson.mockRestore();
  return length;
}

/** The class that cdk8s generates for a union of types. */
class Quantity {
  constructor(public readonly value: string | number) {}
}
class Other {
  public readonly a = 1;
}

const cyclic: Record<string, unknown> = {};
cyclic.again = cyclic;

const PLAIN: [string, object][] = [
  ['no metadata', {}],
  ['a name and a namespace', { metadata: { name: 'a', namespace: 'b' } }],
  ['no namespace, as our constructs specify it', { metadata: { name: 'a', namespace: NO_NAMESPACE } }],
  ['labels and annotations', { metadata: { labels: { z: '1', a: '2', chart: 'no' }, annotations: { b: '', a: 'x' } } }],
  ['finalizers and owners', { metadata: { finalizers: ['b', 'a'], ownerReferences: [{ uid: 'u', kind: 'K', name: 'n' }] } }],
  ['other metadata', { metadata: { generateName: 'a-', zone: { empty: {}, list: [], full: [{}, []] }, Zone: null } }],
  ['fields out of order', { spec: { b: 1, a: { d: [], c: {} } }, data: { z: 'z', '10': 'x', '9': 'y' }, Alpha: true }],
  ['null and undefined', { spec: { a: null, b: undefined, c: [null, undefined, { d: null }], e: { f: undefined } }, data: null }],
  ['holes in a list', { spec: new Array(2) }],
  ['a lazy value', { spec: { a: Lazy.any({ produce: () => ({ b: [1, null, Lazy.any({ produce: () => 2 })] }) }) } }],
  ['a lazy value that is undefined', { spec: { a: Lazy.any({ produce: () => undefined }) } }],
  ['a lazy value in the metadata', { metadata: { labels: { a: Lazy.any({ produce: () => 'b' }) } } }],
  ['a lazy spec', { spec: Lazy.any({ produce: () => [] }) }],
  ['all kinds of numbers', { spec: [0, -0, 1.5, Number.NaN] }],
];

const LEFT_TO_CDK8S: [string, object][] = [
  ['a token', { spec: { a: { resolve: () => ({ b: 1 }) } } }],
  ['an object that is a token by its prototype', { spec: Object.create({ resolve: () => 1 }) }],
  ['a list that is a token', { spec: Object.assign([1], { resolve: () => 2 }) }],
  ['a list that is a number or text', { spec: Object.assign([1], { value: 2 }) }],
  ['a number or text', { spec: { a: new Quantity(1), b: [new Quantity('2')] } }],
  ['an instance of a class', { spec: { a: new Other() } }],
  ['a date', { spec: { a: new Date(0) } }],
  ['an object without prototype', { spec: Object.assign(Object.create(null), { a: 1 }) }],
  ['a function', { spec: { a: () => 1 } }],
  ['the key __proto__', JSON.parse('{"spec": {"a": {"__proto__": {"b": 1}, "c": 1}}}')],
  ['a field with the name constructor', { spec: { constructor: 'x' } }],
  ['a top-level field with the name constructor', { constructor: 'x' }],
  ['metadata with a field with the name constructor', { metadata: { constructor: 'x' } }],
  ['an object that contains itself', { spec: cyclic }],
];

describe('the JSON equals that of toJson for', () => {
  test.each([...PLAIN, ...LEFT_TO_CDK8S])('%s', (_, props) => {
    expect(outcome(() => resolveObject(make(props)))).toEqual(outcome(() => make(props).toJson()));
  });
});

test.each(PLAIN)('cdk8s is not called for %s', (_, props) => {
  expect(asked(make(props))).toBe(0);
});

test.each(LEFT_TO_CDK8S)('cdk8s is called for %s', (_, props) => {
  expect(asked(make(props))).toBe(1);
});

test('changes by the methods of an object and of its metadata are included', () => {
  const changed = () => {
    const object = make({ metadata: { labels: { a: '1' } }, spec: { a: 1 } });
    object.metadata.addLabel('b', '2');
    object.metadata.addAnnotation('c', '3');
    object.metadata.addFinalizers('d');
    object.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'K', name: 'n', uid: 'u' });
    object.metadata.add('generation', 4);
    return object;
  };
  expect(resolveObject(changed())).toEqual(changed().toJson());
  expect(resolveObject(changed())).toMatchObject({ metadata: { labels: { b: '2' }, generation: 4, finalizers: ['d'] } });
});

test('JSON patches are applied', () => {
  const object = make({ spec: { a: 1 } });
  object.addJsonPatch(JsonPatch.replace('/spec/a', null), JsonPatch.add('/spec/b', [2]));
  expect(resolveObject(object)).toMatchObject({ spec: { a: null, b: [2] } });
});

test('an overridden toJson decides the result', () => {
  class Own extends ApiObject {
    public override toJson() {
      return { own: true };
    }
  }
  const chart = new Chart(new App(), 'chart');
  expect(resolveObject(new Own(chart, 'own', { apiVersion: 'v1', kind: 'Own' }))).toEqual({ own: true });
});

test('resolvers of the app are used', () => {
  const shout: IResolver = { resolve: (context) => context.value === 'a' && context.replaceValue('A') };
  expect(resolveObject(make({ spec: { x: 'a' } }, [shout]))).toMatchObject({ spec: { x: 'A' } });
});

test('an object of a cdk8s with other private fields is resolved by cdk8s', () => {
  const object = make({ spec: { a: 1 } });
  Object.defineProperty(object, 'patches', { value: undefined });
  object.toJson = () => ({ left: true });
  expect(resolveObject(object)).toEqual({ left: true });
});

test('the props are never changed, and copied only where necessary', () => {
  const plain = { list: [{ a: 1 }] };
  const mixed = { list: [{ b: null, a: [undefined] }, plain], 'a-key': 1 };
  const before = JSON.stringify(mixed);
  const resolved = resolveObject(make({ spec: mixed, status: plain }));
  expect(resolved).toMatchObject({ spec: { 'a-key': 1, list: [{ a: [undefined] }, plain] } });
  expect(resolved.status).toBe(plain);
  expect(JSON.stringify(mixed)).toBe(before);
});

test('the objects of our constructs equal those of toJson', () => {
  const { app, chart } = egress();
  host(chart, exit(chart, { createNamespace: true }));
  const objects = app.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
  expect(objects.map(resolveObject)).toEqual(objects.map((object) => object.toJson()));
});

test('random objects equal those of toJson', () => {
  const dice = new Dice(7);
  for (let i = 0; i < 1000; i++) {
    const seed = dice.below(2 ** 31);
    const props = () => randomFields(new Dice(seed), 4) as object;
    expect(outcome(() => resolveObject(make(props())))).toEqual(outcome(() => make(props()).toJson()));
  }
});

const KEYS = ['a', 'B', '10', '9', 'metadata', 'spec', 'labels', 'name', 'namespace', 'resolve', 'value', 'é'];
const VALUES = [
  ...[null, undefined, true, 0, -1.5, '', 'text', new Date(0), new Quantity(1), new Other(), NO_NAMESPACE],
  ...[Lazy.any({ produce: () => undefined }), Lazy.any({ produce: () => ({ z: 1, a: [null] }) })],
];

function randomFields(dice: Dice, levels: number): Record<string, unknown> {
  const size = dice.below(5);
  return Object.fromEntries(Array.from({ length: size }, () => [dice.pick(KEYS), randomField(dice, levels)]));
}

/** Mostly plain data: with a single token, cdk8s resolves the whole object. */
function randomField(dice: Dice, levels: number): unknown {
  const kind = dice.fraction();
  if (levels === 0 || kind < 0.4) return VALUES[dice.below(dice.chance(0.9) ? 7 : VALUES.length)];
  if (kind < 0.8) return randomFields(dice, levels - 1);
  return Array.from({ length: dice.below(4) }, () => randomField(dice, levels - 1));
}
