import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNameServer } from './name-server';
import { cacheFolder } from './provision/cache';

/** Address of the control plane: kgateway's xDS server and Kyverno's webhooks. */
export const CONTROL_PLANE = '192.0.2.10';
/** Address of the upstream for `host.docker.internal`. */
export const UPSTREAM = '192.0.2.20';

// Reserved for documentation (RFC 5737): control plane and upstream. EndpointSlices do not accept loopback addresses.
const SERVER_RANGE = '192.0.2.0/24';
// Reserved for benchmarks (RFC 2544): pods and more upstreams, enough to use each address only once.
const POD_RANGE = '198.18.0.0/16';
// A common pod range of clusters: callers, with a different address for each request.
const CALLER_RANGE = '10.244.0.0/16';
// The address that istio-cni gives to processes of the node.
const NODE_ADDRESS = '169.254.7.127/32';

const NAMES = {
  localhost: '127.0.0.1',
  'kgateway.kgateway-system.svc.cluster.local': CONTROL_PLANE,
  'kyverno-svc.kyverno.svc': CONTROL_PLANE,
  'host.docker.internal': UPSTREAM,
};

/** The isolated environment of a run: its folder, addresses and host names. It ends with the namespaces of the process. */
export class World {
  private readonly names = new Map<string, string>(Object.entries(NAMES));
  private lastPod = 0;
  private lastCaller = 0;

  private constructor(
    /** A folder in memory, visible only in this run. */
    readonly folder: string,
  ) {}

  /** Creates the environment. The process must be isolated in new user, network, mount and PID namespaces. */
  static async create(): Promise<World> {
    const folder = join(cacheFolder(), 'world');
    mkdirSync(folder, { recursive: true });
    // Mounted over a folder of the cache: nothing is written to the disk, and everything disappears with the namespace.
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
    execFileSync('ip', ['link', 'set', 'lo', 'up']);
    for (const range of [SERVER_RANGE, POD_RANGE, CALLER_RANGE, NODE_ADDRESS])
      execFileSync('ip', ['route', 'add', 'local', range, 'dev', 'lo']);
    const world = new World(folder);
    world.mountNames();
    await startNameServer(world.names);
    return world;
  }

  /** Makes a host name resolve to an address, from the next lookup on. */
  setHost(name: string, address: string): void {
    this.names.set(name, address);
  }

  /** An unused address for a pod or an upstream. */
  podAddress(): string {
    this.lastPod += 1;
    return `198.18.${(this.lastPod >> 8) & 255}.${this.lastPod & 255}`;
  }

  /** A new address for a caller. */
  callerAddress(): string {
    this.lastCaller += 1;
    return `10.244.${(this.lastCaller >> 8) & 255}.${this.lastCaller & 255}`;
  }

  /** A folder of the environment, created if it does not exist. */
  subfolder(...names: string[]): string {
    const folder = join(this.folder, ...names);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The log files of all components. */
  logFiles(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => join(this.folder, name));
  }

  /** Copies the logs of a run to a permanent folder. */
  static keepLogs(target: string): void {
    const folder = join(cacheFolder(), 'world');
    for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true });
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.log')))
      copyFileSync(join(folder, name), join(target, name));
  }

  /** Uses the bed's name server for every name except localhost. */
  private mountNames(): void {
    const files = { hosts: '127.0.0.1 localhost\n', 'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:2\n' };
    for (const [name, text] of Object.entries(files)) {
      const file = join(this.folder, name);
      writeFileSync(file, text);
      execFileSync('mount', ['--bind', file, `/etc/${name}`]);
    }
  }
}
