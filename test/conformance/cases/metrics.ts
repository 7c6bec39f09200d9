import assert from 'node:assert/strict';
import { MetricsAccess } from '../../../lib';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import type { Client } from '../bed/components/client';
import { podOf } from '../isolation/places';
import { variant } from '../manifests';

const objects = variant();
const inMesh = variant({ gateway: { metrics: MetricsAccess.fromMesh('monitoring') } });
const inPlaintext = variant({ gateway: { metrics: MetricsAccess.plaintext('monitoring') } });

const labels = { 'istio.io/dataplane-mode': 'ambient' };
const PODS = {
  'in the mesh, in monitoring': { namespace: 'monitoring', labels },
  'outside the mesh, in monitoring': { namespace: 'monitoring' },
  'in the mesh, elsewhere': { namespace: 'elsewhere', labels },
  'outside the mesh, elsewhere': { namespace: 'elsewhere' },
  'a caller of the gateway': { namespace: 'team-a', serviceAccount: 'agent', labels },
} as const;

/** The port of a listener, that of the readiness probe, and that of the metrics. */
const PORTS = [8080, 8082, 9091] as const;

type Table = Readonly<Record<string, readonly number[]>>;

const NOBODY: Table = { ...Object.fromEntries(Object.keys(PODS).map((pod) => [pod, []])), 'a caller of the gateway': [8080] };
const MESH: Table = { ...NOBODY, 'in the mesh, in monitoring': [9091] };
const PLAINTEXT: Table = {
  ...NOBODY,
  'outside the mesh, in monitoring': [9091],
  'a caller of the gateway': [8080, 9091],
};

const idOf = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.name}`;

/** The objects that differ from those of a gateway whose metrics nobody reads, by their ids. */
function allowances(given: readonly KubeObject[]): Map<string, KubeObject> {
  const known = new Set(objects.map((one) => JSON.stringify(one)));
  return new Map(given.filter((one) => !known.has(JSON.stringify(one))).map((one) => [idOf(one), one]));
}

/** Takes an allowance away: the object is as without it, or gone. */
async function without(bed: Bed, allowance: KubeObject): Promise<void> {
  const before = objects.find((one) => idOf(one) === idOf(allowance));
  if (before) await bed.apply([before], { force: true });
  else await bed.cluster.delete([allowance]);
  await bed.settled();
}

/** Which ports answer a request. */
async function openTo(bed: Bed, client: Client): Promise<number[]> {
  const { ip: address } = podOf(bed, 'gateway');
  const answers = await Promise.all(
    PORTS.map((port) =>
      client
        .request({ address, port, host: 'any.example.com', path: port === 9091 ? '/metrics' : '/ready' })
        .catch(() => undefined),
    ),
  );
  const [, , metrics] = answers;
  if (metrics) assert.match(metrics.body, /^envoy_cluster_upstream_cx_total/m);
  return PORTS.filter((_, index) => answers[index]);
}

/** What pods reach that have no connections yet: policies do not cut those that exist. */
async function measure(bed: Bed): Promise<Table> {
  const table: Record<string, readonly number[]> = {};
  for (const [pod, options] of Object.entries(PODS)) {
    const client = await bed.client(options);
    table[pod] = await openTo(bed, client).finally(() => bed.end(client));
  }
  return table;
}

async function open(bed: Bed, expected: Table): Promise<void> {
  let found: Table = {};
  const isAsExpected = async () => {
    found = await measure(bed);
    return JSON.stringify(found) === JSON.stringify(expected);
  };
  await waitFor('the table', isAsExpected, { timeoutMs: 20_000, explain: () => JSON.stringify(found, undefined, 1) });
}

/** Applies the way of reading metrics, and takes each of its allowances away in turn. */
async function allowed(bed: Bed, given: readonly KubeObject[], whole: Table, lacking: Readonly<Record<string, Table>>) {
  const changed = allowances(given);
  assert.deepEqual([...changed.keys()].sort(), Object.keys(lacking).sort());
  await bed.apply([...changed.values()], { force: true });
  await bed.settled();
  await open(bed, whole);
  for (const [id, expected] of Object.entries(lacking)) {
    const allowance = changed.get(id) as KubeObject;
    await without(bed, allowance);
    await open(bed, expected);
    await bed.apply([allowance], { force: true });
  }
  for (const allowance of changed.values()) await without(bed, allowance);
}

export default group({
  name: 'metrics',
  title: 'Only the declared pods read the metrics of the gateway, through the mesh or in plaintext',
  timeoutMs: 120_000,
  setup: async (bed) => {
    await bed.apply(objects);
    await bed.healthy();
  },
  cases: {
    'by default, nobody reads them': (bed) => open(bed, NOBODY),
    'from the mesh: the pods of the namespace that are in the mesh, and nobody without each allowance': (bed) =>
      allowed(bed, inMesh, MESH, {
        'NetworkPolicy egress-kgateway': NOBODY,
        'AuthorizationPolicy egress-kgateway-metrics': NOBODY,
      }),
    'in plaintext: the pods of the namespace outside the mesh, and the callers; each allowance is needed': (bed) => {
      const onlyCallers = { ...PLAINTEXT, 'outside the mesh, in monitoring': [] };
      return allowed(bed, inPlaintext, PLAINTEXT, {
        'NetworkPolicy egress-kgateway': onlyCallers,
        'PeerAuthentication egress-kgateway': onlyCallers,
        'AuthorizationPolicy egress-kgateway-metrics': NOBODY,
      });
    },
    'when nobody may read them any more, nobody does': (bed) => open(bed, NOBODY),
  },
});
