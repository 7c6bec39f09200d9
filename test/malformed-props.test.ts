import { type App, Chart, App as PlainApp } from 'cdk8s';
import {
  Approval,
  AuthorizationServer,
  Caller,
  CallerSet,
  ClientNamespace,
  ClusterPeer,
  EgressApp,
  EgressError,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHost,
  type Finding,
  formatFinding,
  PassthroughHost,
  Platform,
  RequestCondition,
  showPath,
  Tls,
} from '../lib';
import { extAuthFields } from '../lib/constructs/authz/ext-auth-shapes';
import { clientFields } from '../lib/constructs/client/client-shapes';
import { gatewayFields, importedGatewayFields } from '../lib/constructs/gateway/gateway-shapes';
import { governanceFields } from '../lib/constructs/governance/governance-shapes';
import { hostFields } from '../lib/constructs/host/host-shapes';
import { passthroughFields } from '../lib/constructs/host/passthrough-host-shapes';
import { appFields } from '../lib/synth/app-shapes';
import { Dice } from './dice';
import { NOW } from './kit';

const TEXTS = [
  '',
  ' ',
  'x',
  '443',
  'true',
  'none',
  'Tls.none()',
  '__proto__',
  ' api.example.com ',
  'bücher.example',
  'a.b.',
  '\0',
  '5xx',
];
const KEYS = [
  'name',
  'port',
  'caSecret',
  'kind',
  'metadata',
  'conditions',
  'approved',
  'fields',
  'toString',
  '__proto__',
  'namespace',
  '',
];

/** A random value as JSON has it. */
function randomJson(dice: Dice, depth = 0): unknown {
  const several = <T>(make: () => T) => dice.list(0, 3, make);
  const inner = () => randomJson(dice, depth + 1);
  const scalars = [() => null, () => dice.chance(0.5), () => dice.pick([-1, 0, 1.5, 443, 1e21]), () => dice.pick(TEXTS)];
  const nested = [
    () => several(inner),
    () => JSON.parse(`{${several(() => `${JSON.stringify(dice.pick(KEYS))}:${JSON.stringify(inner())}`)}}`),
  ];
  return dice.pick(depth > 2 ? scalars : [...scalars, ...nested])();
}

type Props = Record<string, unknown>;
type Place = readonly [owner: keyof typeof TABLES, prop: string];

const GRANT = {
  owner: 'team-a',
  ticket: 'SEC-12',
  reason: 'weather',
  approvedBy: 'security@example.com',
  from: '2026-01-01',
  until: '2027-03-01',
};
const HEADER = ['x-team', 'a'];
const TABLES = {
  app: [...Object.keys(appFields), 'layuot'],
  platform: [...Object.keys(Platform.for({}).versions), 'kgatway'],
  gateway: [...Object.keys(gatewayFields), 'replica'],
  imported: [...Object.keys(importedGatewayFields), 'listener'],
  policy: [...Object.keys(extAuthFields), 'alow'],
  governance: [...Object.keys(governanceFields), 'gateway'],
  host: [...Object.keys(hostFields), 'retrys'],
  passthrough: [...Object.keys(passthroughFields), 'protcol'],
  callers: ['name', 'callers', 'port', 'caller'],
  tls: ['hostname', 'caConfigMap', 'caSecret', 'maxVersion', 'caSecrets'],
  approval: [...Object.keys(GRANT), 'form'],
  deploy: ['replicas', 'image', 'serviceAccount', 'replica'],
  existing: ['serviceName', 'namespace', 'port', 'labels', 'probePort', 'name'],
  runBy: ['workload', 'port', 'probePort', 'replicas'],
  header: ['0', '1', '2'],
  client: [...Object.keys(clientFields), 'gateway'],
  dns: ['namespace', 'labels', 'port', 'addresses', 'ports'],
  pods: ['labels', 'namespace', 'ports', 'udpPorts', 'inMesh', 'port'],
  apiServer: ['addresses', 'port', 'address'],
} as const;
const PLACES = Object.entries(TABLES).flatMap(([owner, props]) => props.map((prop) => [owner, prop] as Place));

/** A complete program, with the given values in place of valid ones. */
function program(app: App, broken: readonly (readonly [Place, unknown])[]): void {
  const at = (owner: string, valid: Props): never => {
    const wrong = broken.filter(([[of]]) => of === owner).map(([[, prop], value]) => [prop, value]);
    return { ...valid, ...Object.fromEntries(wrong) } as never;
  };
  const has = (owner: string) => broken.some(([[of]]) => of === owner);
  const chart = new Chart(app, 'egress');
  const gateway = new EgressGateway(chart, 'gateway', at('gateway', { name: 'exit', namespace: 'egress-system' }));
  EgressGateway.fromGatewayName(chart, 'imported', at('imported', { name: 'other', namespace: 'other-system' }));
  new EgressGovernance(chart, 'governance', at('governance', { name: 'governance', gateways: [gateway] }));
  const server = has('existing')
    ? AuthorizationServer.existing(at('existing', { serviceName: 'authz', labels: { app: 'authz' } }))
    : has('runBy')
      ? AuthorizationServer.runBy(at('runBy', { workload: { matchLabels: { app: 'authz' }, metadata: { namespace: 'authz' } } }))
      : AuthorizationServer.deploy(at('deploy', {}));
  const header = Object.values(at('header', { ...HEADER })) as [string, ...string[]];
  const allow = [RequestCondition.header(...header)];
  new ExtAuthPolicy(chart, 'policy', at('policy', { gateway, name: 'authz', allow, server }));
  const approval = Approval.granted(at('approval', GRANT));
  const tls = Tls.originate(at('tls', {}));
  const peers = [
    ClusterPeer.pods(at('pods', { labels: { app: 'web' } })),
    ClusterPeer.apiServer(at('apiServer', { addresses: ['10.0.0.1'] })),
  ];
  const client = { namespace: 'team-a', gateways: [gateway], allow: peers, dns: at('dns', {}) };
  new ClientNamespace(chart, 'client', at('client', client));
  const agent = Caller.serviceAccount('team-a', 'agent');
  const callers = new CallerSet(at('callers', { name: 'http', port: 8080, callers: [agent] }));
  new ExternalHost(chart, 'host', at('host', { gateway, host: 'api.example.com', port: 443, callers, approval, tls }));
  const inspected = { inspection: 'none', reason: 'a client certificate' };
  const passed = {
    gateway,
    host: 'bank.example.com',
    port: 443,
    callers: [agent],
    approval: Approval.granted(GRANT),
    ...inspected,
  };
  new PassthroughHost(chart, 'passthrough', at('passthrough', passed));
}

/** The findings of the program; every other error fails the test. */
function findingsOf(broken: readonly (readonly [Place, unknown])[]): readonly Finding[] {
  const valid = (owner: string) => broken.filter(([[of]]) => of === owner).map(([[, prop], value]) => [prop, value]);
  const platform = valid('platform');
  const props = {
    now: NOW,
    ...(platform.length > 0 && { platform: Object.fromEntries(platform) }),
    ...Object.fromEntries(valid('app')),
  };
  const app = new EgressApp(props);
  program(app, broken);
  try {
    expect(app.synthYaml()).not.toMatch(/undefined|\[object |^ +cdk8s-egress\/waive\.plaintext/m);
    return [];
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    for (const finding of error.findings) expect(formatFinding(finding)).not.toMatch(/undefined|\[object/);
    return error.findings.filter(({ severity }) => severity === 'error');
  }
}

/** The construct and the property of a finding: what must still be reported when another property is broken too. */
const placeOf = ({ construct, path }: Finding) => `${construct} ${showPath(path)}`;
const PAIRS = 700;

/** The properties whose values the other owners are. */
const PARTS: Readonly<Partial<Record<Place[0], string>>> = {
  platform: 'app platform',
  callers: 'host callers',
  tls: 'host tls',
  approval: 'host approval',
  deploy: 'policy server',
  existing: 'policy server',
  runBy: 'policy server',
  header: 'policy allow',
  dns: 'client dns',
  pods: 'client allow',
  apiServer: 'client allow',
};

/** Whether two places are independent: neither is the other or a part of it, and one value has both. */
function independent(one: Place, other: Place): boolean {
  const [name, otherName] = [one.join(' '), other.join(' ')];
  const [whole, otherWhole] = [PARTS[one[0]], PARTS[other[0]]];
  if (name === otherName || whole === otherName || otherWhole === name) return false;
  return whole === undefined || whole !== otherWhole || (one[0] === other[0] && one[0] !== 'header');
}

/** Shows which values fail, with a place in each row of the table. */
const showing = (broken: unknown, run: () => void) => {
  try {
    run();
  } catch (error) {
    throw new Error(`with ${JSON.stringify(broken)}: ${error instanceof Error ? error.stack : error}`);
  }
};

describe('a random JSON value in place of a property', () => {
  let stderr: jest.SpyInstance;
  beforeAll(() => {
    stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterAll(() => stderr.mockRestore());

  test('gives findings or valid output, and hides no finding of another property', () => {
    const dice = new Dice(13);
    for (let n = 0; n < PAIRS; n++) {
      const place = (index: number) => PLACES[index % PLACES.length] as Place;
      const one = [place(n), randomJson(dice)] as const;
      const other = [place(dice.below(PLACES.length)), randomJson(dice)] as const;
      if (!independent(one[0], other[0])) continue;
      showing([one, other], () => {
        const alone = [...findingsOf([one]), ...findingsOf([other])].filter(({ rule }) => rule.startsWith('input/'));
        const places = findingsOf([one, other]).map(placeOf);
        expect(places).toEqual(expect.arrayContaining(alone.map(placeOf)));
      });
    }
  });

  test('is a validation error in a plain App, or accepted', () => {
    const dice = new Dice(14);
    for (const place of PLACES.filter(([owner]) => owner !== 'app' && owner !== 'platform')) {
      const broken = [[place, randomJson(dice)] as const];
      showing(broken, () => {
        const app = new PlainApp();
        program(app, broken);
        expect(
          app.node
            .findAll()
            .flatMap(({ node }) => node.validate())
            .join('\n'),
        ).not.toMatch(/undefined|\[object/);
      });
    }
  });
});
