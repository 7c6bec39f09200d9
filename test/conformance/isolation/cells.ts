import { METADATA, NODE, PUBLIC_UPSTREAM, UPSTREAM } from '../bed/network';

/** An address of the two families. The bed has IPv4 only: those of IPv6 are evaluated, and nothing listens there. */
interface Addresses {
  readonly 4: string;
  readonly 6: string;
}

/** The families of addresses. */
export type Family = keyof Addresses;

/** The two hosts of the reference app, each with its listener and its only caller. */
export const HOSTS = [
  {
    host: 'host.docker.internal',
    addresses: { 4: UPSTREAM, 6: 'fd07:b51a:cc66:f0::fe' },
    port: 11434,
    listener: 8080,
    caller: 'team-a/agent',
  },
  {
    host: 'api.example.com',
    addresses: { 4: PUBLIC_UPSTREAM, 6: '2001:db8::20' },
    port: 443,
    listener: 8081,
    caller: 'team-b/reports',
  },
] as const;

/** The callers of the table: namespace/service account. */
export const CALLERS: readonly string[] = HOSTS.map(({ caller }) => caller);

/** The port on which the pods that {@link POD_NAMES} adds to the reference app listen. */
export const PEER_PORT = 8000;

/** The pods that the cells call, as the table names them. */
export const POD_NAMES = {
  gateway: 'the gateway pod',
  server: 'the authorization server',
  controller: 'the controller of kgateway',
  'team-a': 'a pod of team-a',
  'team-b': 'a pod of team-b',
  elsewhere: 'a pod of another namespace',
  mesh: 'a pod of another namespace in the mesh',
} as const;

export type PodName = keyof typeof POD_NAMES;

/** What a cell tries to reach. */
export type Target =
  | { readonly kind: 'request'; readonly listener: number; readonly host: string }
  | { readonly kind: 'pod'; readonly pod: PodName; readonly port: number }
  | {
      readonly kind: 'address';
      readonly addresses: Addresses;
      readonly port: number;
      readonly protocol?: 'UDP';
      readonly name?: string;
    };

/** A caller, and what it tries to reach. */
export interface Cell {
  /** namespace/service account. */
  readonly caller: string;
  readonly title: string;
  readonly target: Target;
}

type Row = Omit<Cell, 'caller'>;

/** What the cells met. */
export type Table = Readonly<Record<string, 'open' | 'closed'>>;

const requests = HOSTS.flatMap(({ listener }) =>
  HOSTS.map(({ host }): Row => ({ title: `${host} on listener ${listener}`, target: { kind: 'request', listener, host } })),
);

const directly = HOSTS.flatMap(({ host, addresses, port }): Row[] => [
  { title: `${host}:${port} by its address`, target: { kind: 'address', addresses, port } },
  { title: `${host}:${port} by its name`, target: { kind: 'address', addresses, port, name: host } },
]);

/** The ports on which the pods of the app and of kgateway listen. A case compares them with the sockets of the pods. */
export const PORTS: Readonly<Record<'gateway' | 'server' | 'controller', readonly number[]>> = {
  // Listeners, metrics, readiness, Envoy's admin interface, and those of ztunnel.
  gateway: [8080, 8081, 9091, 8082, 19000, 15001, 15006, 15008],
  server: [9081, 9080, 15001, 15006, 15008],
  // xDS, metrics and health.
  controller: [9977, 9092, 9093],
};

const podRow = (pod: PodName, port: number): Row => ({
  title: `${POD_NAMES[pod]}, port ${port}`,
  target: { kind: 'pod', pod, port },
});

/** What each caller tries to reach. */
export const ROWS: readonly Row[] = [
  ...requests,
  ...directly,
  ...Object.entries(PORTS).flatMap(([pod, ports]) => ports.map((port) => podRow(pod as PodName, port))),
  ...(['team-a', 'team-b', 'elsewhere', 'mesh'] as const).map((pod) => podRow(pod, PEER_PORT)),
  { title: 'the API server', target: { kind: 'address', addresses: { 4: NODE.address, 6: 'fd00:172:18::2' }, port: 16443 } },
  { title: 'the metadata address', target: { kind: 'address', addresses: { 4: METADATA, 6: 'fd00:ec2::254' }, port: 80 } },
  { title: 'UDP 443 outside', target: { kind: 'address', addresses: HOSTS[1].addresses, port: 443, protocol: 'UDP' } },
];

/** All cells of the table. */
export const CELLS: readonly Cell[] = CALLERS.flatMap((caller) => ROWS.map((row) => ({ caller, ...row })));

/** The cells that the reference app declares as open: the host of the caller, and its listener by the address of the pod. */
export const DECLARED: readonly string[] = HOSTS.flatMap(({ caller, host, listener }) => [
  `${caller}: ${host} on listener ${listener}`,
  `${caller}: ${POD_NAMES.gateway}, port ${listener}`,
]);

export const nameOf = ({ caller, title }: Cell): string => `${caller}: ${title}`;

/** The names of the open cells, in the order of the table. */
export const open = (table: Table): string[] => Object.keys(table).filter((cell) => table[cell] === 'open');
