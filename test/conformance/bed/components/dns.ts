import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Pod } from '../pods';
import type { ApiServer } from './api-server';
import type { ToDns } from './dns-process';

const PROGRAM = join(__dirname, 'dns-process.ts');

/** The DNS server of the cluster. It answers as CoreDNS does: Services, and every other name as the Internet of the bed has it. */
export class Dns {
  private child?: ChildProcess;

  /** @param fixed names outside that always exist */
  constructor(private readonly fixed: Readonly<Record<string, string>>) {}

  /** Starts it in a pod. */
  async start(pod: Pod, { server, token }: ApiServer): Promise<void> {
    const [execPath, execArgv] = pod.command(process.execPath, ['--import', require.resolve('tsx')]);
    this.child = fork(PROGRAM, [server, token], { execPath, execArgv: [...execArgv] });
    await once(this.child, 'message');
    this.forgetHosts();
  }

  /** Makes a host outside resolve to addresses, from the next lookup on. */
  setHost(name: string, ...addresses: string[]): void {
    this.tell({ host: [name, ...addresses] });
  }

  /** Removes all hosts that were set. */
  forgetHosts(): void {
    this.tell({ hosts: this.fixed });
  }

  /** Stops it. */
  stop(): void {
    this.child?.kill('SIGKILL');
  }

  private tell(message: ToDns): void {
    this.child?.send(message);
  }
}
