import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Component } from '../component';
import { answersOk, getFromSocket } from '../http-client';
import type { Pod } from '../pods';
import type { Toolbox } from '../provision';
import type { World } from '../world';

/** What kgateway's Deployment specifies for a proxy. */
export interface EnvoySpec {
  readonly pod: Pod;
  readonly gateway: string;
  /** The bootstrap that kgateway wrote. */
  readonly bootstrap: string;
  /** Counts the pods of the run, so that each has separate log files. */
  readonly serial: number;
}

const SYSTEM_CAS = '/etc/ssl/certs/ca-certificates.crt';

interface Bootstrap {
  readonly static_resources: { secrets?: unknown[]; listeners: unknown[] };
}

/**
 * Lets the bed reach the administration interface, which listens on the pod's own loopback. kgateway's bootstrap has the cluster
 * for its port already.
 */
function adminListener(path: string): object {
  const proxy = { stat_prefix: 'bed_admin', cluster: 'admin_port_cluster' };
  const type = 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';
  const filters = [{ name: 'envoy.filters.network.tcp_proxy', typed_config: { '@type': type, ...proxy } }];
  return { name: 'bed_admin', address: { pipe: { path } }, filter_chains: [{ filters }] };
}

/** The bed's certificate authorities instead of the system's, for upstreams that are trusted by "System". */
export function systemAuthorities(world: World): string {
  const file = join(world.folder, 'system-ca.crt');
  if (!existsSync(file)) writeFileSync(file, existsSync(SYSTEM_CAS) ? readFileSync(SYSTEM_CAS) : '');
  return file;
}

/** Changes the bootstrap as the pod's mounts and kgateway's start program (envoyinit) would. */
function localBootstrap(spec: EnvoySpec, world: World, adminSocket: string): string {
  const token = join(world.folder, 'xds_service_account_token.json');
  const secret = { '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret', name: 'xds-jwt-token' };
  writeFileSync(token, JSON.stringify({ resources: [{ ...secret, generic_secret: { secret: { inline_string: 'none' } } }] }));
  const text = spec.bootstrap.replaceAll('/etc/envoy/xds_service_account_token.json', token);
  const bootstrap = parse(text) as Bootstrap;
  const authorities = { validation_context: { trusted_ca: { filename: systemAuthorities(world) } } };
  bootstrap.static_resources.secrets = [
    ...(bootstrap.static_resources.secrets ?? []),
    { name: 'SYSTEM_CA_CERT', ...authorities },
  ];
  bootstrap.static_resources.listeners.push(adminListener(adminSocket));
  return stringify(bootstrap);
}

/** The Envoy of a gateway. */
export class Envoy extends Component {
  readonly pod: Pod;
  /** namespace/name of its Gateway. */
  readonly gateway: string;
  private readonly adminSocket: string;

  constructor(tools: Toolbox, world: World, spec: EnvoySpec) {
    const { pod } = spec;
    const config = join(world.folder, `envoy-${pod.name}.yaml`);
    // A socket's path has at most 107 characters.
    const adminSocket = join(world.subfolder('admin'), String(spec.serial));
    writeFileSync(config, localBootstrap(spec, world, adminSocket));
    super(world.folder, {
      name: `envoy-${pod.namespace}-${spec.gateway}-${spec.serial}`,
      command: tools.envoy,
      args: [
        ...['--config-path', config],
        '--disable-hot-restart',
        ...['--service-node', `${pod.name}.${pod.namespace}`],
        ...['--concurrency', '2'],
        // Envoy writes a line to the access log as soon as the request is complete.
        ...['--file-flush-interval-msec', '20'],
        ...['--log-level', 'info'],
      ],
      pod,
      // Ready when Envoy is, with its listeners: the same endpoint as kgateway's readiness probe.
      ready: () => answersOk(pod.ip, 8082, '/ready'),
    });
    this.adminSocket = adminSocket;
    this.pod = pod;
    this.gateway = `${pod.namespace}/${spec.gateway}`;
  }

  /** The response of the administration interface. */
  admin(path: string): Promise<string> {
    return getFromSocket(this.adminSocket, path);
  }

  /** Counters and gauges whose name matches a regular expression. */
  async stats(pattern: string): Promise<Record<string, number>> {
    const text = await this.admin(`/stats?format=json&filter=${encodeURIComponent(pattern)}`);
    const { stats } = JSON.parse(text) as { stats: { name?: string; value?: number }[] };
    return Object.fromEntries(stats.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value ?? 0]])));
  }

  /** The current configuration of Envoy, as one JSON value. */
  async configDump(): Promise<unknown> {
    return JSON.parse(await this.admin('/config_dump?include_eds'));
  }
}
