import { filePart } from '../../lib/core/apply-order';
import { type Layout, layOut, type PlacedChart, type PlacedObject } from '../../lib/synth/layout';
import { isOutputPath } from '../../lib/synth/output-file';

const object = (kind: string, name: string, more: Partial<PlacedObject> = {}): PlacedObject => ({
  apiVersion: 'v1',
  kind,
  namespace: 'shop',
  name,
  group: `app/${name}`,
  part: filePart(kind),
  ...more,
});
const chart = (path: string, ...objects: readonly PlacedObject[]): PlacedChart<PlacedObject> => ({ path, label: path, objects });
const istio = { apiVersion: 'networking.istio.io/v1' };

/** File names, with the names of the objects in each file. */
const files = (layout: Layout, ...charts: readonly PlacedChart<PlacedObject>[]) =>
  Object.fromEntries(
    layOut(charts, layout, '.k8s.yaml').map(({ path, objects }) => [path, objects.map(({ name }) => name).join(' ')]),
  );
const pathOf = (of: PlacedObject, label = 'app') =>
  layOut([{ path: label, label, objects: [of] }], 'object', '.k8s.yaml')[0]?.path ?? '';

const egress = chart(
  'egress',
  object('Namespace', 'shop', { namespace: undefined, group: 'egress' }),
  object('BackendTLSPolicy', 'api', { apiVersion: 'gateway.networking.k8s.io/v1', group: 'egress/api' }),
  object('ServiceEntry', 'api', { ...istio, group: 'egress/api', owner: 'team-b' }),
  object('ServiceEntry', 'map', { ...istio, group: 'egress/map', owner: 'team-a' }),
);
const client = chart(
  'client',
  object('ConfigMap', 'client', { group: 'client' }),
  object('ValidatingPolicy', 'admit', { group: 'client/x' }),
);

test('by chart: one file per chart, even for an empty one, with the file names of cdk8s', () => {
  expect(files('chart', egress, client, chart('none'))).toEqual({
    'client.k8s.yaml': 'admit client',
    'egress.k8s.yaml': 'shop api api map',
    'none.k8s.yaml': '',
  });
});

test('by object: file names have the order of application, the kind, the namespace and the name', () => {
  expect(files('object', egress, client, chart('none'))).toEqual({
    '1-validatingpolicy_shop_admit.k8s.yaml': 'admit',
    '4-configmap_shop_client.k8s.yaml': 'client',
    '0-namespace_shop.k8s.yaml': 'shop',
    '2-backendtlspolicy.gateway.networking.k8s.io_shop_api.k8s.yaml': 'api',
    '3-serviceentry.networking.istio.io_shop_api.k8s.yaml': 'api',
    '3-serviceentry.networking.istio.io_shop_map.k8s.yaml': 'map',
  });
});

test('by owner: the objects of a host are in its file, all others in a file that comes first', () => {
  expect(files('owner', egress, client)).toEqual({
    'common.k8s.yaml': 'shop admit client',
    'owner-team-a.k8s.yaml': 'map',
    'owner-team-b.k8s.yaml': 'api api',
  });
});

describe('an owner', () => {
  test('is not inherited by the objects of a chart itself', () => {
    const mixed = chart('c', object('ConfigMap', 'a', { group: 'c', owner: 'x' }), object('ConfigMap', 'b', { group: 'c' }));
    expect(files('owner', mixed)).toEqual({ 'common.k8s.yaml': 'b', 'owner-x.k8s.yaml': 'a' });
  });

  test('is not inherited from a construct with two owners', () => {
    const of = (name: string, owner?: string) => object('ConfigMap', name, { group: 'c/two', owner });
    expect(files('owner', chart('c', of('a', 'x'), of('b', 'y'), of('c'), of('d', 'x')))).toEqual({
      'common.k8s.yaml': 'c',
      'owner-x.k8s.yaml': 'a d',
      'owner-y.k8s.yaml': 'b',
    });
  });

  test('is distinguished from others with a similar name', () => {
    const owners = ['common', 'Team A', 'team-a', 'team a', 'TEAM-A', '@corp/team-a', '../x', '', '.', 'ä', 'x'.repeat(300)];
    const paths = Object.keys(
      files('owner', chart('c', ...owners.map((owner) => object('ConfigMap', owner, { owner })), object('Secret', 's'))),
    );
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(owners.length + 1);
    expect(paths.filter((path) => !isOutputPath(path) || path.length > 255)).toEqual([]);
    expect(paths).toContain('owner-common.k8s.yaml');
  });
});

describe('the name of an object', () => {
  const hostile: readonly [string, PlacedObject][] = [
    ['namespace and name that could be split elsewhere', object('A', 'c', { namespace: 'a-b' })],
    ['… here', object('A', 'b-c', { namespace: 'a' })],
    ['a name with a dot', object('A', 'a.b', { namespace: undefined })],
    ['… that could be a namespace', object('A', 'b', { namespace: 'a' })],
    ['… or a group', object('A', 'b', { namespace: undefined, apiVersion: 'a/v1' })],
    ['a colon', object('ClusterRole', 'system:node')],
    ['another character there', object('ClusterRole', 'system/node')],
    ['none of them', object('ClusterRole', 'system-node')],
    ['a capital', object('ClusterRole', 'System-node')],
    ['other capitals', object('ClusterRole', 'system-Node')],
    ['a path that leaves the folder', object('ClusterRole', '../../x')],
    ['an empty name', object('ClusterRole', '')],
    ['dots', object('ClusterRole', '..')],
    ['a line break', object('ClusterRole', 'a\nb')],
    ['an underscore', object('ClusterRole', 'a_b')],
    ['no underscore', object('ClusterRole', 'b', { namespace: 'a' })],
    ['something that looks like a hash', object('ClusterRole', 'system-node~0123456789abcdef')],
    ['a long name', object('ClusterRole', 'x'.repeat(253))],
    ['another long one', object('ClusterRole', `${'x'.repeat(252)}y`)],
    [
      'a longer one',
      object('ClusterRole', 'x'.repeat(5000), { namespace: 'n'.repeat(5000), apiVersion: `${'g'.repeat(5000)}/v1` }),
    ],
    ['another group', object('ClusterRole', 'b', { namespace: 'a', apiVersion: 'rbac.authorization.k8s.io/v1' })],
  ];

  test.each(hostile)('is a valid file name inside the folder: %s', (_, of) => {
    const path = pathOf(of);
    expect(isOutputPath(path)).toBe(true);
    expect(Math.max(...path.split('/').map((part) => Buffer.byteLength(part)))).toBeLessThan(256);
    expect(path).toMatch(/^[0-4]-[a-z0-9._~-]+\.k8s\.yaml$/);
  });

  test('is unique, even on file systems that ignore case', () => {
    expect(new Set(hostile.map(([, of]) => pathOf(of).toLowerCase())).size).toBe(hostile.length);
  });

  test('keeps both objects of the same name: they share a file', () => {
    const versions = ['v1', 'v1beta1'].map((version) => object('A', 'a', { apiVersion: `x.io/${version}` }));
    expect(
      layOut([chart('c', ...versions, object('FOO', 'f'), object('Foo', 'f'))], 'object', '.yaml').map(
        ({ objects }) => objects.length,
      ),
    ).toEqual([2, 2]);
  });
});

test.each<Layout>(['chart', 'object', 'owner'])(
  'no file of layout %s is renamed if a chart is added, or the order of charts changes',
  (layout) => {
    const before = Object.keys(files(layout, egress, client));
    expect(Object.keys(files(layout, chart('another', object('ConfigMap', 'a')), client, egress))).toEqual(
      expect.arrayContaining(before),
    );
    expect(layOut([client, egress], layout, '.yaml')).toEqual(layOut([egress, client], layout, '.yaml'));
  },
);

test('two charts with the same label are rejected', () => {
  const same = [{ ...egress, path: 'a/b' }, egress];
  expect(() => layOut(same, 'chart', '.yaml')).toThrow(
    'egress: nothing was changed\n  got the charts a/b and egress, which have the same file name; allowed: one chart per file name',
  );
});
