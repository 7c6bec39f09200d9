import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Component } from '../component';
import type { Toolbox } from '../provision';
import { waitFor } from '../wait';
import type { World } from '../world';
import { ISTIOD_PORTS } from './istiod';
import type { CapturedPod, MeshConnection, MeshIndex, ZtunnelEvent } from './ztunnel-messages';

/** The JSON values of a text with one per line. A last line that is still being written is left out. */
function valuesOf<T>(text: string): T[] {
  const complete = text.split('\n').slice(0, -1);
  return complete.map((line) => JSON.parse(line) as T);
}

/** The stand-in for ztunnel. It serves all captured pods of the node. */
export class Ztunnel extends Component {
  private readonly accessLog: string;
  private readonly pods = new Map<string, CapturedPod>();

  /** @param resolver address:port of the cluster's DNS */
  constructor(tools: Toolbox, world: World, resolver: string) {
    const accessLog = join(world.folder, 'ztunnel.access.log');
    super(world.folder, {
      name: 'ztunnel',
      command: tools.ztunnel,
      args: [`-istiod=127.0.0.1:${ISTIOD_PORTS.xds}`, `-resolver=${resolver}`, `-access-log=${accessLog}`],
      input: true,
      ready: async () => readFileSync(accessLog, 'utf8') !== undefined,
    });
    this.accessLog = accessLog;
  }

  /** Starts it, and captures the pods again that it served before. */
  override async start(): Promise<void> {
    if (this.running) return;
    await super.start();
    for (const pod of this.pods.values()) await this.capture(pod);
  }

  /** Redirects the traffic of a pod through the stand-in, and waits until it is served. */
  async capture(pod: CapturedPod): Promise<void> {
    this.pods.set(pod.uid, pod);
    await this.ask({ add: pod }, (event) => event.ready === pod.uid || event.failed === pod.uid);
  }

  /** Forgets a pod that is gone. */
  async release(uid: string): Promise<void> {
    if (this.pods.delete(uid)) await this.ask({ remove: { uid } }, (event) => event.removed === uid || event.failed === uid);
  }

  /** What istiod tells ztunnel: which policies exist, with which rules, and which workloads they select. */
  async index(): Promise<MeshIndex> {
    const { dump } = await this.ask({ dump: {} }, (event) => event.dump !== undefined);
    if (!dump) throw new Error(`${this.name}: no index`);
    return dump;
  }

  /** The connections that have ended, in order. */
  connections(): MeshConnection[] {
    return valuesOf(readFileSync(this.accessLog, 'utf8'));
  }

  /** Sends a command and returns the event that answers it. @throws Error if the stand-in failed */
  private async ask(command: object, answers: (event: ZtunnelEvent) => boolean): Promise<ZtunnelEvent> {
    const output = (): string => readFileSync(this.outFile, 'utf8');
    const before = output().length;
    this.send(JSON.stringify(command));
    const event = await waitFor(
      `ztunnel to answer ${JSON.stringify(command)}`,
      async () => valuesOf<ZtunnelEvent>(output().slice(before)).find(answers),
      { explain: () => this.logs() },
    );
    if (event.failed) throw new Error(`ztunnel: ${event.error}`);
    return event;
  }
}
