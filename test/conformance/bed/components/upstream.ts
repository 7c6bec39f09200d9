import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Behaviour, FromUpstream, ReceivedRequest, UpstreamSpec } from './upstream-messages';

const PROGRAM = join(__dirname, 'upstream-process.ts');

/** A server outside the cluster: the only thing of the bed that is not the real one. */
export class Upstream {
  /** The requests that it got, oldest first. */
  readonly requests: ReceivedRequest[] = [];
  /** What came unencrypted to a port that speaks TLS. */
  readonly plaintext: string[] = [];
  /** Number of connections that it accepted. */
  connections = 0;
  private child?: ChildProcess;

  constructor(readonly spec: UpstreamSpec) {}

  /** Begins to listen. */
  async start(): Promise<void> {
    const child = fork(PROGRAM, [JSON.stringify(this.spec)], { execArgv: ['--import', require.resolve('tsx')] });
    this.child = child;
    child.on('message', (message: FromUpstream) => this.take(message));
    await this.next('ready');
  }

  /** Changes how it answers, from the next request on. */
  async behave(behaviour: Behaviour): Promise<void> {
    const done = this.next('behaving');
    this.child?.send(behaviour);
    await done;
  }

  /** Freezes it: connections are accepted by the kernel, and nothing answers. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Lets it go on. */
  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Ends it: connections are refused from now on. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  /** Forgets what it got. */
  forget(): void {
    this.requests.length = 0;
    this.plaintext.length = 0;
    this.connections = 0;
  }

  private take(message: FromUpstream): void {
    if (message.type === 'request') this.requests.push(message.request);
    if (message.type === 'plaintext') this.plaintext.push(message.bytes);
    if (message.type === 'connection') this.connections += 1;
  }

  private next(type: FromUpstream['type']): Promise<void> {
    const { child, spec } = this;
    const name = `the upstream ${spec.address}:${spec.port}`;
    return new Promise((resolve, reject) => {
      child?.on('message', (message: FromUpstream) => message.type === type && resolve());
      child?.once('exit', (code) => reject(new Error(`${name} ended (exit code ${code})`)));
    });
  }
}
