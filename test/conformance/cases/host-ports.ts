import assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import {
  Caller,
  CallerSet,
  EgressApp,
  EgressGateway,
  ExtAuthPolicy,
  ExternalHost,
  type ExternalHostProps,
  RequestCondition,
  Way,
} from '../../../lib';
import { type Bed, group, type KubeObject } from '../bed';
import { AccessLog } from '../bed/access-log';
import type { Client } from '../bed/components/client';
import type { Report } from '../bed/components/upstream-messages';
import { call } from '../clients';
import { ALLOWED, approval, parse } from '../manifests';

/** Two gateways, each in a namespace of its own: the first one has dynamic hosts, so that it removes ports from Host headers. */
const GATEWAYS = { one: 'egress-one/egress', two: 'egress-two/egress' } as const;
type GatewayId = keyof typeof GATEWAYS;

const AGENTS = new CallerSet({ name: 'agents', port: 8080, callers: [Caller.serviceAccount('team-a', 'agent')] });
const REPORTS = new CallerSet({ name: 'reports', port: 8081, callers: [Caller.serviceAccount('team-b', 'reports')] });

/** A host on both gateways, and one with two ports. */
const BOTH = 'both.example.com';
const TWO_PORTS = 'two-ports.example.com';

/** A host of each kind of destination. The names of the last kind have no host of their own. */
const KINDS: Readonly<Record<GatewayId, Readonly<Record<string, Pick<ExternalHostProps, 'host' | 'destination'>>>>> = {
  one: {
    entry: { host: 'entry.one.example.com', destination: 'ServiceEntry' },
    backend: { host: 'backend.one.example.com', destination: 'Backend' },
    dynamic: { host: 'dynamic.one.example.com', destination: 'dynamic' },
    wildcard: { host: '*.wild.example.com' },
  },
  two: {
    entry: { host: 'entry.two.example.com', destination: 'ServiceEntry' },
    backend: { host: 'backend.two.example.com', destination: 'Backend' },
  },
};

const nameOf = ({ host }: Pick<ExternalHostProps, 'host'>) => host.replace('*', 'bucket');

/** The ports that a Host header names. The host listens on the first three, and is declared with the first. */
const ASKED = [443, 22, 8443, 19000, undefined] as const;

function objects(): KubeObject[] {
  const app = new EgressApp({ severities: { 'egress/unlimited-client': 'off' } });
  const chart = new Chart(app, 'ports');
  const add = (id: GatewayId, hosts: Readonly<Record<string, Partial<ExternalHostProps> & Pick<ExternalHostProps, 'host'>>>) => {
    const [namespace = '', name = ''] = GATEWAYS[id].split('/');
    const gateway = new EgressGateway(chart, id, { name, namespace, createNamespace: true, replicas: 1, callerSets: [AGENTS] });
    const allow = [RequestCondition.header('x-force-authorized', 'enabled', 'true')];
    new ExtAuthPolicy(chart, `${id}-policy`, { name: 'authorization', gateway, allow });
    for (const [host, props] of Object.entries(hosts))
      new ExternalHost(chart, `${id}-${host}`, { gateway, approval, port: 443, callers: AGENTS, ...props });
  };
  add('one', {
    ...KINDS.one,
    both: { host: BOTH, ways: [Way.transparent()] },
    usual: { host: TWO_PORTS, ways: [Way.transparent()] },
    other: { host: TWO_PORTS, name: 'other-port', port: 8443, callers: REPORTS, ways: [Way.transparent({ port: 8000 })] },
  });
  add('two', { ...KINDS.two, both: { host: BOTH, destination: 'Backend', ways: [Way.proxy()] } });
  return parse(app.synthYaml());
}

/** A namespace whose pods ztunnel captures. */
const ambient = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'istio.io/dataplane-mode': 'ambient' } },
});

let agent: Client;
let reports: Client;
let address = '';

async function setup(bed: Bed): Promise<void> {
  const kinds = Object.values(KINDS).flatMap((hosts) => Object.values(hosts));
  const names = [...kinds.map(nameOf), BOTH, TWO_PORTS];
  const authority = bed.authority('ports');
  authority.trustBySystem();
  const tls = authority.issue({ names });
  // All hosts have one address. What answers there says on which port.
  for (const port of [443, 22, 8443]) {
    const upstream = await bed.upstream({ port, tls, ...(address && { addresses: [address] }) });
    await upstream.behave({ reportAs: String(port) });
    address = upstream.spec.addresses[0] ?? '';
  }
  for (const name of names) bed.setHost(name, address);
  await bed.apply([ambient('team-a'), ambient('team-b')]);
  await bed.apply(objects());
  agent = await bed.client({ namespace: 'team-a', serviceAccount: 'agent' });
  reports = await bed.client({ namespace: 'team-b', serviceAccount: 'reports' });
  await bed.healthy();
}

/** The port of the host at which a request arrives. */
async function arrives(bed: Bed, gateway: string, name: string, port?: number): Promise<Report> {
  const host = port === undefined ? name : `${name}:${port}`;
  const answer = await bed.request({ gateway, host, headers: ALLOWED });
  assert.equal(answer.status, 200, `${host}: ${answer.body}`);
  return JSON.parse(answer.body) as Report;
}

const portCases = Object.entries(KINDS).flatMap(([id, hosts]) =>
  Object.entries(hosts).map(([kind, props]) => {
    const title = `gateway ${id}, ${kind}: the port of the Host header, :22, :8443 or none, does not choose the port of the host`;
    const attempt = async (bed: Bed) => {
      const name = nameOf(props);
      const seen: string[] = [];
      for (const port of ASKED) {
        const { upstream, host, sni } = await arrives(bed, GATEWAYS[id as GatewayId], name, port);
        assert.deepEqual([upstream, sni], ['443', name], `${port}`);
        seen.push(host.slice(name.length) || 'none');
      }
      bed.notes[title] = `sent ${ASKED.map((port) => (port ? `:${port}` : 'none')).join(', ')}; the host sees ${seen.join(', ')}`;
    };
    return [title, attempt] as const;
  }),
);

const byName = (client: Client, port: number) => {
  const host = port === 80 ? TWO_PORTS : `${TWO_PORTS}:${port}`;
  return client.request({ address: TWO_PORTS, port, host, headers: ALLOWED });
};

export default group({
  name: 'host-ports',
  title: 'Several ports of a host, several gateways for it, and ports in Host headers',
  setup,
  timeoutMs: 120_000,
  cases: {
    ...Object.fromEntries(portCases),
    'two ports of one host, each by its name and for a set of callers of its own': async () => {
      for (const [client, port, expected] of [
        [agent, 80, '443'],
        [reports, 8000, '8443'],
      ] as const) {
        const { status, body } = await byName(client, port);
        assert.equal(status, 200, body);
        assert.equal((JSON.parse(body) as Report).upstream, expected);
      }
    },
    'the port of the other set is closed': async () => {
      await assert.rejects(byName(agent, 8000));
      await assert.rejects(byName(reports, 80));
    },
    'one host at two gateways: one captures its name, the other is called as a proxy': async (bed) => {
      const calls: Readonly<Record<GatewayId, Readonly<Record<string, string>>>> = {
        one: {},
        two: { http_proxy: 'http://egress.egress-two:8080' },
      };
      for (const [id, env] of Object.entries(calls)) {
        const envoy = bed.envoys.find(({ gateway }) => gateway === GATEWAYS[id as GatewayId]) ?? assert.fail();
        const log = new AccessLog(() => [envoy.outFile]);
        const before = log.sizes();
        const result = await call(agent, 'curl', `http://${BOTH}`, { headers: ALLOWED, env });
        assert.ok('status' in result && result.status === 200, JSON.stringify(result));
        const { upstream_host } = await log.lineOf({ caller: agent.pod.ip, before });
        assert.equal(upstream_host, `${address}:443`);
      }
    },
  },
});
