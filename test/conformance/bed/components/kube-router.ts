import { readFileSync } from 'node:fs';
import { Component } from '../component';
import { NODE } from '../network';
import { waitFor } from '../wait';
import type { World } from '../world';
import type { ApiServer } from './api-server';

// It counts as finished if it starts nothing for this long.
const QUIET_MS = 300;

/** The network policy controller of the node: kube-router, which does nothing else here. */
export class KubeRouter extends Component {
  constructor(command: string, world: World, api: ApiServer) {
    super(world.folder, {
      name: 'kube-router',
      command,
      args: [
        `--kubeconfig=${api.kubeconfig}`,
        `--hostname-override=${NODE.name}`,
        '--run-firewall=true',
        '--run-router=false',
        '--run-service-proxy=false',
        '--enable-cni=false',
        '--enable-ipv6=false',
        '--metrics-port=0',
        '--health-port=0',
        // It writes when it begins and ends to write the rules.
        '--v=1',
      ],
      ready: async () => this.syncs().ended > 0,
    });
  }

  /**
   * Waits until the rules are those of the NetworkPolicies and pods in the cluster.
   *
   * @throws Error if kube-router cannot write them, so that the previous ones stay in force
   */
  async quiet(): Promise<void> {
    let [before, since] = ['', Date.now()];
    await waitFor('kube-router to enforce the policies', async () => {
      const { begun, ended } = this.syncs();
      const now = `${begun} ${ended}`;
      if (now !== before) [before, since] = [now, Date.now()];
      return begun === ended && Date.now() - since >= QUIET_MS;
    });
    const problem = this.problem();
    if (problem) throw new Error(`kube-router does not enforce the policies: ${problem}`);
  }

  /** Why the last attempt to write the rules failed. */
  problem(): string | undefined {
    const [last = ''] = readFileSync(this.errFile, 'utf8').split('Starting sync of iptables').slice(-1);
    return /Aborting sync\. (.*)/.exec(last)?.[1];
  }

  private syncs(): { begun: number; ended: number } {
    const text = readFileSync(this.errFile, 'utf8');
    const count = (what: string): number => text.split(what).length - 1;
    return { begun: count('Starting sync of iptables'), ended: count('sync iptables took') };
  }
}
