import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Netns } from '../netns';
import type { Behaviour, FromUpstream, ReceivedRequest, UpstreamSpec } from './upstream-messages';

const PROGRAM = join(__dirname, 'upstream-process.ts');

/** Envoy forwards up to 60 KiB of headers, and Node.js takes 16 KiB. */
const MORE_HEADERS = '--max-http-header-size=65536';

/** A server outside the cluster: the only part of the bed that is not a real component. */
export class Upstream {
  /** The requests that it received, oldest first. */
  readonly requests: ReceivedRequest[] = [];
  /** Everything that arrived unencrypted on a TLS port. */
  readonly plaintext: string[] = [];
  /** Number of accepted connections. */
  connections = 0;
  private child?: ChildProcess;

  constructor(
    private readonly outside: Netns,
    readonly spec: UpstreamSpec,
  ) {}

  /** Starts to listen. */
  async start(): Promise<void> {
    const [execPath, execArgv] = this.outside.command(process.execPath, ['--import', require.resolve('tsx')]);
    const child = fork(PROGRAM, [JSON.stringify(this.spec)], { execPath, execArgv: [...execArgv, MORE_HEADERS] });
    this.child = child;
    child.on('message', (message: FromUpstream) => this.take(message));
    await this.next('ready');
  }

  /** Changes its responses, from the next request on. */
  async behave(behaviour: Behaviour): Promise<void> {
    const done = this.next('behaving');
    this.child?.send(behaviour);
    await done;
  }

  /** Freezes it: the kernel still accepts connections, but nothing answers. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Resumes it. */
  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Stops it: connections are refused from now on. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  /** Forgets what it received. */
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
    const name = `the upstream ${spec.addresses.join(', ')}, port ${spec.port}`;
    return new Promise((resolve, reject) => {
      child?.on('message', (message: FromUpstream) => message.type === type && resolve());
      child?.once('exit', (code) => reject(new Error(`${name} ended (exit code ${code})`)));
    });
  }
}
