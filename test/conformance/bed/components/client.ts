import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FromClient, Reach, Target, Tasks } from '../client-messages';
import type { Answer, RequestOptions } from '../http-client';
import type { Pod } from '../pods';
import { type RunOptions, type RunResult, runInPod } from './pod-program';

const PROGRAM = join(__dirname, 'client-process.ts');

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

/** A pod that calls others. What it sends comes from its own network namespace. */
export class Client {
  private child?: ChildProcess;
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();

  /** @param environment of the programs that {@link run} runs */
  constructor(
    readonly pod: Pod,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts the program in the pod. */
  async start(): Promise<void> {
    const [execPath, execArgv] = this.pod.command(process.execPath, ['--import', require.resolve('tsx')]);
    this.child = fork(PROGRAM, [], { execPath, execArgv: [...execArgv], serialization: 'advanced' });
    await once(this.child, 'message');
    this.child.on('message', (message: FromClient) => this.take(message));
    this.child.once('exit', () => this.fail('the client ended'));
  }

  /** Sends one request on a new connection. The address may be a name. @throws Error if there is no HTTP response */
  async request(options: RequestOptions): Promise<Answer> {
    const answer = await this.ask('request', options);
    return { ...answer, caller: answer.caller || this.pod.ip };
  }

  /** What a TCP connection meets. Behind ztunnel it is open if it is not reset at once. */
  reach(target: Target): Promise<Reach> {
    return this.ask('reach', target);
  }

  /** What bytes on a TCP connection meet. It is open if any come back, so that a proxy in the way makes no difference. */
  exchange(target: Target & { readonly data: Uint8Array }): Promise<Reach> {
    return this.ask('exchange', target);
  }

  /** What a datagram meets. It is open if a reply comes. */
  send(target: Target & { readonly data: Uint8Array }): Promise<Reach> {
    return this.ask('send', target);
  }

  /** The IPv4 addresses of a name, looked up with the search domains of the pod. @throws Error if there are none */
  lookup(name: string): Promise<readonly string[]> {
    return this.ask('lookup', name);
  }

  /**
   * Runs a program to its end, as an application of the pod: names are resolved by the resolver of the system, with the pod's
   * resolv.conf. Python finds `requests` and `httpx`.
   *
   * @throws Error if it takes too long or does not start
   */
  run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runInPod(this.pod, argv, this.environment, options);
  }

  /** Ends the program. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  private ask<Name extends keyof Tasks>(task: Name, input: Tasks[Name]['input']): Promise<Tasks[Name]['output']> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child?.send({ id, task, input });
    });
  }

  private take({ id, output, error }: FromClient): void {
    const found = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) found?.resolve(output as never);
    else found?.reject(new Error(error));
  }

  private fail(message: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}
