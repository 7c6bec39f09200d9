import { type SpawnSyncReturns, spawn } from 'node:child_process';
import type { ApiClient, ObjectRef } from './api-client';
import { isUnwritten, problemsOf } from './health';
import { type KubeObject, type Manifests, nameOf, objectsOf } from './objects';
import { waitFor } from './wait';

const AT_ONCE = 100;

/** How manifests are applied. */
export interface ApplyOptions {
  /** Take over fields that somebody else set (`--force-conflicts`). @default false */
  readonly force?: boolean;
  /** Apply as this user. @default a cluster administrator */
  readonly as?: { readonly user: string; readonly groups?: readonly string[] };
  /** Ask the API server, but change nothing. @default false */
  readonly dryRun?: boolean;
}

/** What a command of a user gave. */
export type CommandResult = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>;

/** Runs a program to its end. The bed goes on meanwhile. */
export function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` }));
    child.stdin.on('error', () => undefined).end(input);
  });
}

function identity({ apiVersion, kind, metadata }: ObjectRef): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? 'default'}/${metadata.name}`;
}

/** The cluster as a user has it: apply, look, delete. Remembers what was applied. */
export class Cluster {
  /** Objects that are in the cluster, by identity. */
  private readonly applied = new Map<string, KubeObject>();
  /** Objects that may be, since they stood in manifests that were refused as a whole. */
  private readonly refused = new Map<string, KubeObject>();

  constructor(
    private readonly kubectlProgram: string,
    private readonly env: NodeJS.ProcessEnv,
    readonly api: ApiClient,
  ) {}

  /** All that was applied since the last reset. */
  get objects(): KubeObject[] {
    return [...this.applied.values()];
  }

  /** Runs kubectl. */
  kubectl(args: readonly string[], input?: string): Promise<CommandResult> {
    return runCommand(this.kubectlProgram, args, this.env, input);
  }

  /** Applies manifests in one go, as a user does: on the server's side, with strict validation. @throws Error with what kubectl says */
  async apply(manifests: Manifests, options: ApplyOptions = {}): Promise<void> {
    const result = await this.tryApply(manifests, options);
    if (result.status !== 0) throw new Error(`kubectl apply: ${result.stderr.trim()}`);
  }

  /** Like apply, for manifests that may be refused: gives what kubectl says. */
  async tryApply(manifests: Manifests, { force, as, dryRun }: ApplyOptions = {}): Promise<CommandResult> {
    const objects = objectsOf(manifests);
    const text = typeof manifests === 'string' ? manifests : JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    const user = as ? [`--as=${as.user}`, ...(as.groups ?? []).map((group) => `--as-group=${group}`)] : [];
    const flags = [...(force ? ['--force-conflicts'] : []), ...(dryRun ? ['--dry-run=server'] : []), ...user];
    const result = await this.kubectl(['apply', '--server-side', '--validate=strict', ...flags, '-f', '-'], text);
    const entered = result.status === 0 ? this.applied : this.refused;
    if (!dryRun) for (const object of objects) entered.set(identity(object), object);
    return result;
  }

  /** Deletes the objects of manifests, in their order. */
  async delete(manifests: Manifests): Promise<void> {
    for (const object of objectsOf(manifests)) {
      await this.api.delete(object);
      this.applied.delete(identity(object));
    }
  }

  /** An object as it is in the cluster now. @throws Error when it is not there */
  async get(ref: ObjectRef): Promise<KubeObject> {
    const found = await this.api.get(ref);
    if (!found) throw new Error(`${ref.kind} ${ref.metadata.namespace ?? 'default'}/${ref.metadata.name} is not in the cluster`);
    return found;
  }

  /**
   * The objects as they were applied, to see that something changed nothing: all of each but its status, which controllers
   * write when they like, and the resourceVersion, which that counts up.
   */
  async appliedStates(manifests: Manifests): Promise<Record<string, string>> {
    const found = await Promise.all(objectsOf(manifests).map((object) => this.get(object)));
    return Object.fromEntries(found.map((object) => [nameOf(object), JSON.stringify(withoutStatus(object))]));
  }

  /** What the statuses say against the objects: of manifests, or of all that was applied. */
  async problems(manifests?: Manifests): Promise<string[]> {
    const found = await this.current(manifests);
    return found.flatMap(({ object, now }) => (now ? problemsOf(now) : [`${nameOf(object)}: not in the cluster`]));
  }

  /** The objects whose status kgateway has yet to write: of manifests, or of all that was applied. */
  async unwritten(manifests?: Manifests): Promise<string[]> {
    const found = await this.current(manifests);
    return found.flatMap(({ now }) => (now && isUnwritten(now) ? [nameOf(now)] : []));
  }

  private current(manifests?: Manifests): Promise<{ object: KubeObject; now: KubeObject | undefined }[]> {
    const objects = manifests === undefined ? this.objects : objectsOf(manifests);
    return Promise.all(objects.map(async (object) => ({ object, now: await this.api.get(object) })));
  }

  /** Waits until every object with a status is healthy. @throws Error with what stands against it, and `explain` */
  async healthy(manifests: Manifests | undefined, timeoutMs: number, explain: () => string): Promise<void> {
    await waitFor('every status to be healthy', async () => (await this.problems(manifests)).length === 0, {
      timeoutMs,
      explain: async () => [...(await this.problems(manifests)), explain()].join('\n'),
    });
  }

  /** Deletes all that was applied, namespaces last. */
  async clear(): Promise<void> {
    const objects = [...this.refused.values(), ...this.objects];
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    const others = objects.filter(({ kind }) => kind !== 'Namespace');
    // Policies first, so that none of them refuses a deletion.
    const policies = others.filter(({ apiVersion }) => /kyverno\.io|admissionregistration/.test(apiVersion));
    for (const batch of [policies, others]) await this.deleteAll(batch);
    for (const namespace of namespaces) await this.deleteNamespace(namespace);
    this.applied.clear();
    this.refused.clear();
  }

  /** Some at a time: the API server hangs up on thousands at once. */
  private async deleteAll(objects: readonly KubeObject[]): Promise<void> {
    for (let i = 0; i < objects.length; i += AT_ONCE) {
      await Promise.all(objects.slice(i, i + AT_ONCE).map((object) => this.api.delete(object).catch(unlessUnknown)));
    }
  }

  /** Does what the namespace controller would: lets go of the namespace once it is empty. */
  private async deleteNamespace(namespace: KubeObject): Promise<void> {
    if (!(await this.api.get(namespace))) return;
    await this.api.delete(namespace);
    const path = await this.api.pathOf(namespace);
    const terminating = await this.api.get(namespace);
    if (terminating) await this.api.call('PUT', `${path}/finalize`, { ...terminating, spec: { finalizers: [] } });
  }
}

/** A refused manifest may be of a kind that the server does not know. */
function unlessUnknown(error: unknown): void {
  if (!(error instanceof Error) || !/has no|404/.test(error.message)) throw error;
}

function withoutStatus({ status, metadata, ...object }: KubeObject): object {
  const {
    resourceVersion,
    managedFields = [],
    ...rest
  } = metadata as Record<string, unknown> & {
    readonly managedFields?: readonly { readonly subresource?: string }[];
  };
  return { ...object, metadata: { ...rest, managedFields: managedFields.filter(({ subresource }) => subresource !== 'status') } };
}
