import { spawnSync } from 'node:child_process';
import { Chart, Lazy } from 'cdk8s';
import * as plus30 from 'cdk8s-plus-30';
import * as plus34 from 'cdk8s-plus-34';
import type { Construct } from 'constructs';
import { AuthorizationServer, EgressGateway, type NamespaceReference, type WorkloadObject } from '../lib';
import { ROOT } from './child';
import { findings } from './findings';
import { egress, gateway, host, policy } from './kit';
import { type Manifest, manifests } from './manifests';

/** What the tests use of either version, as structural types: the two packages share no class. */
interface Plus {
  readonly Namespace: typeof plus30.Namespace | typeof plus34.Namespace;
  readonly ServiceAccount: typeof plus30.ServiceAccount | typeof plus34.ServiceAccount;
  readonly Deployment: typeof plus30.Deployment | typeof plus34.Deployment;
  readonly LabelSelector: typeof plus30.LabelSelector | typeof plus34.LabelSelector;
}

const versions: readonly [string, Plus][] = [
  ['cdk8s-plus-30', plus30],
  ['cdk8s-plus-34', plus34],
];

/** A chart of the user, in addition to the gateway's chart. */
function app() {
  const { app, chart } = egress();
  return { app, chart, own: new Chart(app, 'own') };
}

/** The objects of the gateway's chart only, without those that cdk8s-plus makes in the other chart. */
function madeBy(make: (chart: Chart, own: Chart) => void): Manifest[] {
  const { app: whole, chart, own } = app();
  make(chart, own);
  const isOwn = ({ metadata }: Manifest) => Object.hasOwn((metadata.labels as object | undefined) ?? {}, 'own');
  return manifests(whole).all.filter((object) => !isOwn(object));
}

const OWN = { labels: { own: 'yes' } };

describe.each(versions)('%s', (_, { Namespace, ServiceAccount, Deployment, LabelSelector }) => {
  const namespaceIn = (scope: Construct, name: string) => new Namespace(scope, name, { metadata: { name, ...OWN } });
  const deployment = (scope: Construct, namespace?: string) =>
    new Deployment(scope, 'authz-server', {
      metadata: { name: 'authz-server', ...(namespace && { namespace }), ...OWN },
      containers: [{ image: 'registry.example.com/authz' }],
    });

  describe('a Namespace object instead of a name makes the same manifests:', () => {
    /** Compares the manifests made from the name and from the object. */
    const both = (make: (chart: Chart, namespace: NamespaceReference) => void) => [
      madeBy((chart) => make(chart, 'shop')),
      madeBy((chart, own) => make(chart, namespaceIn(own, 'shop'))),
    ];

    test('a gateway', () => {
      const [byName, byObject] = both((chart, namespace) => {
        const through = gateway(chart, { namespace });
        policy(chart, through);
        host(chart, through);
      });
      expect(byObject).toEqual(byName);
      expect(byObject?.map(({ metadata }) => metadata.namespace)).toContain('shop');
    });

    test('a gateway from another repository', () => {
      const [byName, byObject] = both((chart, namespace) =>
        host(chart, EgressGateway.fromGatewayName(chart, 'gateway', { name: 'exit', namespace, extension: 'authz' })),
      );
      expect(byObject).toEqual(byName);
      expect(byObject?.map(({ metadata }) => metadata.namespace)).toContain('shop');
    });

    test('an existing authorization server', () => {
      const [byName, byObject] = both((chart, namespace) =>
        policy(chart, gateway(chart), { server: AuthorizationServer.existing({ serviceName: 'authz', namespace }) }),
      );
      expect(byObject).toEqual(byName);
      expect(byObject?.find(({ kind }) => kind === 'ReferenceGrant')?.metadata.namespace).toBe('shop');
    });
  });

  test('a Namespace without a name gets the one that cdk8s generates', () => {
    const { app: whole, chart } = app();
    policy(chart, gateway(chart, { namespace: new Namespace(chart, 'shop') }));
    const all = manifests(whole);
    const [made] = all.ofKind('Namespace');
    expect(made?.metadata.name).toMatch(/^egress-shop-/);
    expect(all.get('Gateway', 'exit').metadata.namespace).toBe(made?.metadata.name);
  });

  describe('a Namespace is applied before what is in it', () => {
    const WAVE = 'argocd.argoproj.io/sync-wave';

    test.each<[string, Record<string, string>, string]>([
      ['gets the first sync wave', {}, '-3'],
      ['keeps its own sync wave', { [WAVE]: '-7' }, '-7'],
    ])('and %s', (_title, annotations, wave) => {
      const { app: whole, chart } = app();
      const namespace = new Namespace(chart, 'z-last', { metadata: { name: 'egress-system', annotations } });
      policy(chart, gateway(chart, { namespace }));
      const all = manifests(whole);
      expect(all.names[0]).toBe('Namespace/egress-system');
      expect(all.get('Namespace', 'egress-system').metadata.annotations).toEqual({ [WAVE]: wave });
    });

    test('and createNamespace does not make it again', () => {
      const { app: whole, chart } = app();
      policy(chart, gateway(chart, { namespace: namespaceIn(chart, 'shop'), createNamespace: true }));
      expect(findings(whole)).toMatchObject([
        { rule: 'input/namespace', path: 'createNamespace', got: 'true, with a Namespace object' },
      ]);
    });
  });

  describe('a ServiceAccount for the authorization server', () => {
    const accountIn = (scope: Construct, namespace: string) =>
      new ServiceAccount(scope, 'account', { metadata: { name: 'puller', namespace, ...OWN } });
    const deployed = (chart: Chart, serviceAccount: string | plus30.IServiceAccount | plus34.IServiceAccount) =>
      policy(chart, gateway(chart), { server: AuthorizationServer.deploy({ serviceAccount }) });

    test('makes the same manifests as its name', () => {
      const byName = madeBy((chart) => deployed(chart, 'puller'));
      expect(madeBy((chart, own) => deployed(chart, accountIn(own, 'egress-system')))).toEqual(byName);
      const imported = (scope: Construct) =>
        ServiceAccount.fromServiceAccountName(scope, 'account', 'puller', { namespaceName: 'egress-system' });
      expect(madeBy((chart, own) => deployed(chart, imported(own)))).toEqual(byName);
      expect(byName.find(({ kind }) => kind === 'Deployment')).toHaveProperty('spec.template.spec.serviceAccountName', 'puller');
    });

    test.each([
      ['is in another namespace', (own: Chart) => accountIn(own, 'team-a'), 'puller in team-a'],
      [
        'has no namespace',
        (own: Chart) => new ServiceAccount(own, 'a', { metadata: { name: 'puller' } }),
        'puller in no namespace',
      ],
      [
        'is imported from another namespace',
        (own: Chart) => ServiceAccount.fromServiceAccountName(own, 'account', 'puller'),
        'puller in default',
      ],
    ])('is rejected if it %s', (_title, make, got) => {
      const { app: whole, chart, own } = app();
      deployed(chart, make(own));
      expect(findings(whole)).toMatchObject([{ rule: 'input/server', path: 'server.serviceAccount', got }]);
    });
  });

  describe('a Deployment that runs the authorization server', () => {
    const runBy = (chart: Chart, workload: WorkloadObject) =>
      policy(chart, gateway(chart), { server: AuthorizationServer.runBy({ workload, port: 9443 }) });

    test('makes the same manifests as its labels: a Service that selects its pods, with HTTP/2', () => {
      const byObject = madeBy((chart, own) => runBy(chart, deployment(own, 'egress-system')));
      const matchLabels = { 'cdk8s.io/metadata.addr': 'own-authz-server-c8203f84' };
      const shape = { matchLabels, metadata: { namespace: 'egress-system' } };
      expect(byObject).toEqual(madeBy((chart) => runBy(chart, shape)));
      expect(byObject.find(({ kind }) => kind === 'Service')).toMatchObject({
        metadata: { name: 'authz', namespace: 'egress-system' },
        spec: { selector: matchLabels, ports: [{ name: 'grpc', port: 9443, appProtocol: 'kubernetes.io/h2c' }] },
      });
      expect(byObject.find(({ kind }) => kind === 'GatewayExtension')).toHaveProperty('spec.extAuth.grpcService.backendRef', {
        name: 'authz',
        port: 9443,
      });
    });

    test('in another namespace gets its policies and its Service there, and a ReferenceGrant for it', () => {
      const made = madeBy((chart, own) => runBy(chart, deployment(own, 'shop')));
      const there = made.filter(({ metadata }) => metadata.namespace === 'shop').map(({ kind }) => kind);
      expect(there).toEqual(['PeerAuthentication', 'AuthorizationPolicy', 'Service', 'ReferenceGrant']);
    });

    test('can get labels later', () => {
      const { app: whole, chart, own } = app();
      const workload = deployment(own, 'egress-system');
      runBy(chart, workload);
      workload.podMetadata.addLabel('tier', 'authz');
      workload.select(LabelSelector.of({ labels: { tier: 'authz' } }) as never);
      expect(manifests(whole).get('Service', 'authz').spec).toHaveProperty('selector.tier', 'authz');
    });

    test('is rejected without a namespace: its Service would be in a different one', () => {
      const { app: whole, chart, own } = app();
      runBy(chart, deployment(own));
      expect(findings(whole)).toMatchObject([{ path: 'server.workload.namespace', got: 'nothing' }]);
    });
  });

  test('any other kind is rejected as a namespace, with its kind and name', () => {
    const { app: whole, chart, own } = app();
    policy(chart, gateway(chart, { namespace: new ServiceAccount(own, 'account', { metadata: { name: 'agent' } }) }));
    expect(findings(whole)).toMatchObject([{ rule: 'input/namespace', path: 'namespace', got: 'ServiceAccount agent' }]);
  });
});

test.each<[string, unknown, string]>([
  ['nothing at all', undefined, 'nothing'],
  ['null', null, 'null'],
  ['a number', 7, '7 (a number)'],
  ['an object without a kind', {}, 'an object without a kind'],
  ['a lazy value', Lazy.any({ produce: () => 'shop' }), 'an object without a kind'],
  ['a Namespace without a name', { kind: 'Namespace' }, 'Namespace whose name is not a string'],
  [
    'a Namespace with a lazy name',
    { kind: 'Namespace', name: Lazy.any({ produce: () => 'shop' }) },
    'Namespace whose name is not a string',
  ],
  ['a Namespace with an invalid name', { kind: 'Namespace', name: 'Shop' }, 'Shop'],
])('%s is rejected as a namespace', (_, namespace, got) => {
  const { app: whole, chart } = app();
  policy(chart, gateway(chart, { namespace: namespace as string }));
  expect(findings(whole)).toMatchObject([{ rule: 'input/namespace', path: 'namespace', got }]);
});

test('the library does not load cdk8s-plus', () => {
  const script = `
    require('./lib/index.ts');
    const loaded = Object.keys(require.cache);
    console.log(loaded.some((path) => path.includes('cdk8s-plus')), loaded.some((path) => path.includes('/cdk8s/')));`;
  const { stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', script], { cwd: ROOT, encoding: 'utf8' });
  expect(stdout.trim()).toBe('false true');
});
