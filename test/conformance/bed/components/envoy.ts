import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Component } from '../component';
import { answersOk, sendRequest } from '../http-client';
import type { Toolbox } from '../provision';
import type { World } from '../world';

/** What kgateway's Deployment specifies for a proxy. */
export interface EnvoySpec {
  readonly namespace: string;
  readonly gateway: string;
  readonly pod: string;
  readonly address: string;
  /** The bootstrap that kgateway wrote. */
  readonly bootstrap: string;
  /** Counts the pods of the run, so that each has separate log files. */
  readonly serial: number;
  /** Number of the gateway in the bed, from 0. Gateways share the machine, so each gets different internal ports. */
  readonly index: number;
}

const ADMIN_PORT = 19000;
const INNER_PORTS = [ADMIN_PORT, 8082, 9091];
const SYSTEM_CAS = '/etc/ssl/certs/ca-certificates.crt';

interface Bootstrap {
  readonly static_resources: { secrets?: unknown[] };
}

/** The bed's certificate authorities instead of the system's, for upstreams that are trusted by "System". */
export function systemAuthorities(world: World): string {
  const file = join(world.folder, 'system-ca.crt');
  if (!existsSync(file)) writeFileSync(file, existsSync(SYSTEM_CAS) ? readFileSync(SYSTEM_CAS) : '');
  return file;
}

/** Changes the bootstrap as the pod's mounts and kgateway's start program (envoyinit) would. */
function localBootstrap(spec: EnvoySpec, world: World): string {
  const token = join(world.folder, 'xds_service_account_token.json');
  const secret = { '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret', name: 'xds-jwt-token' };
  writeFileSync(token, JSON.stringify({ resources: [{ ...secret, generic_secret: { secret: { inline_string: 'none' } } }] }));
  const moved = INNER_PORTS.reduce(
    (text, port) => text.replaceAll(`port_value: ${port}`, `port_value: ${port + spec.index}`),
    spec.bootstrap,
  );
  const text = moved.replaceAll('/etc/envoy/xds_service_account_token.json', token);
  const bootstrap = parse(text) as Bootstrap;
  const authorities = { validation_context: { trusted_ca: { filename: systemAuthorities(world) } } };
  bootstrap.static_resources.secrets = [
    ...(bootstrap.static_resources.secrets ?? []),
    { name: 'SYSTEM_CA_CERT', ...authorities },
  ];
  return stringify(bootstrap);
}

/** The Envoy of a gateway. */
export class Envoy extends Component {
  readonly adminPort: number;
  readonly address: string;
  /** Its number in the bed. */
  readonly index: number;
  /** namespace/name of its Gateway. */
  readonly gateway: string;

  constructor(tools: Toolbox, world: World, spec: EnvoySpec) {
    const config = join(world.folder, `envoy-${spec.pod}.yaml`);
    writeFileSync(config, localBootstrap(spec, world));
    super(world.folder, {
      name: `envoy-${spec.namespace}-${spec.gateway}-${spec.serial}`,
      command: tools.envoy,
      args: [
        ...['--config-path', config],
        '--disable-hot-restart',
        ...['--service-node', `${spec.pod}.${spec.namespace}`],
        ...['--concurrency', '2'],
        // Envoy writes a line to the access log as soon as the request is complete.
        ...['--file-flush-interval-msec', '20'],
        ...['--log-level', 'info'],
      ],
      // Ready when Envoy is, with its listeners: the same endpoint as kgateway's readiness probe.
      ready: () => answersOk('127.0.0.1', 8082 + spec.index, '/ready'),
    });
    this.adminPort = ADMIN_PORT + spec.index;
    this.address = spec.address;
    this.index = spec.index;
    this.gateway = `${spec.namespace}/${spec.gateway}`;
  }

  /** The response of the administration interface. */
  async admin(path: string): Promise<string> {
    const answer = await sendRequest({ address: '127.0.0.1', port: this.adminPort, path });
    if (answer.status !== 200) throw new Error(`${this.name}: ${path} answered ${answer.status}: ${answer.body}`);
    return answer.body;
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
