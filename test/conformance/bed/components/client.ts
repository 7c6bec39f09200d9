import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FromClient, Listening, Reach, Target, Tasks } from '../client-messages';
import type { Answer, RequestOptions } from '../http-client';
import type { Netns } from '../netns';
import type { Pod } from '../pods';
import { type RunOptions, type RunResult, runInPod } from './pod-program';

const PROGRAM = join(__dirname, 'client-process.ts');

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

/** A program with a network of its own, which calls others. */
export class Caller {
  private child?: ChildProcess;
  private lastId = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly place: Pick<Netns, 'command'>) {}

  /** Starts the program. */
  async start(): Promise<void> {
    const [execPath, execArgv] = this.place.command(process.execPath, ['--import', require.resolve('tsx')]);
    this.child = fork(PROGRAM, [], { execPath, execArgv: [...execArgv], serialization: 'advanced' });
    await once(this.child, 'message');
    this.child.on('message', (message: FromClient) => this.take(message));
    this.child.once('exit', () => this.fail('the client ended'));
  }

  /** Sends one request on a new connection. The address may be a name. @throws Error if there is no HTTP response */
  request(options: RequestOptions): Promise<Answer> {
    return this.ask('request', options);
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

  /** Listens for TCP and UDP, and sends back what arrives, until the program ends. */
  listen(places: Listening): Promise<void> {
    return this.ask('listen', places);
  }

  /** The IPv4 addresses of a name, looked up with the search domains of the pod. @throws Error if there are none */
  lookup(name: string): Promise<readonly string[]> {
    return this.ask('lookup', name);
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

/** A pod that calls others. What it sends comes from its own network namespace. */
export class Client extends Caller {
  /** @param environment of the programs that {@link run} runs */
  constructor(
    readonly pod: Pod,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    super(pod);
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

  override async request(options: RequestOptions): Promise<Answer> {
    const answer = await super.request(options);
    return { ...answer, caller: answer.caller || this.pod.ip };
  }
}
