import { type SpawnSyncReturns, spawn } from 'node:child_process';
import type { ApiClient, ObjectRef } from './api-client';
import { collectAdmissionPolicies } from './garbage';
import { isUnwritten, problemsOf } from './health';
import { type KubeObject, type Manifests, nameOf, objectsOf } from './objects';
import { selectsNothing } from './selects-nothing';
import { waitFor } from './wait';

const AT_ONCE = 100;

/** How manifests are applied. */
export interface ApplyOptions {
  /** Take over fields that another manager has set (`--force-conflicts`). @default false */
  readonly force?: boolean;
  /** Apply as this user. @default a cluster administrator */
  readonly as?: { readonly user: string; readonly groups?: readonly string[] };
  /** Validate on the API server without changing anything. @default false */
  readonly dryRun?: boolean;
}

/** The result of a command that a user runs. */
export type CommandResult = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>;

/** Runs a program to its end without blocking the bed. */
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

/** The cluster from a user's view: apply, read, delete. Remembers what was applied. */
export class Cluster {
  /** Objects that exist in the cluster, by identity. */
  private readonly applied = new Map<string, KubeObject>();
  /** Objects that may exist: they were in manifests that were rejected as a whole. */
  private readonly refused = new Map<string, KubeObject>();

  constructor(
    private readonly kubectlProgram: string,
    private readonly env: NodeJS.ProcessEnv,
    readonly api: ApiClient,
  ) {}

  /** All objects that were applied since the last reset. */
  get objects(): KubeObject[] {
    return [...this.applied.values()];
  }

  /** Runs kubectl. */
  kubectl(args: readonly string[], input?: string): Promise<CommandResult> {
    return runCommand(this.kubectlProgram, args, this.env, input);
  }

  /** Applies manifests at once, server-side and with strict validation, as a user does. @throws Error with kubectl's output */
  async apply(manifests: Manifests, options: ApplyOptions = {}): Promise<void> {
    const result = await this.tryApply(manifests, options);
    if (result.status !== 0) throw new Error(`kubectl apply: ${result.stderr.trim()}`);
  }

  /** Like apply, for manifests that may be rejected. Returns the output of kubectl. */
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

  /** Deletes the objects of manifests, in order, and what Kyverno has made of its policies. */
  async delete(manifests: Manifests): Promise<void> {
    const objects = objectsOf(manifests);
    for (const object of objects) {
      await this.api.delete(object);
      this.applied.delete(identity(object));
    }
    if (objects.some(({ kind }) => kind === 'ValidatingPolicy')) await collectAdmissionPolicies(this.api);
  }

  /** The current state of an object in the cluster. @throws Error if it does not exist */
  async get(ref: ObjectRef): Promise<KubeObject> {
    const found = await this.api.get(ref);
    if (!found) throw new Error(`${ref.kind} ${ref.metadata.namespace ?? 'default'}/${ref.metadata.name} is not in the cluster`);
    return found;
  }

  /**
   * The objects that were applied, to prove that something changed nothing. The status is left out, because controllers write it
   * at any time, and so is the resourceVersion, which changes with it.
   */
  async appliedStates(manifests: Manifests): Promise<Record<string, string>> {
    const found = await Promise.all(objectsOf(manifests).map((object) => this.get(object)));
    return Object.fromEntries(found.map((object) => [nameOf(object), JSON.stringify(withoutStatus(object))]));
  }

  /** The problems in the statuses of the given manifests, or of all that were applied. */
  async problems(manifests?: Manifests): Promise<string[]> {
    const found = await this.current(manifests);
    return found.flatMap(({ object, now }) => {
      if (!now) return [`${nameOf(object)}: not in the cluster`];
      return selectsNothing(now, this.objects) ? [] : problemsOf(now);
    });
  }

  /** The objects whose status kgateway has not written yet, among the given manifests or all that were applied. */
  async unwritten(manifests?: Manifests): Promise<string[]> {
    const found = await this.current(manifests);
    return found.flatMap(({ now }) => (now && isUnwritten(now) && !selectsNothing(now, this.objects) ? [nameOf(now)] : []));
  }

  private current(manifests?: Manifests): Promise<{ object: KubeObject; now: KubeObject | undefined }[]> {
    const objects = manifests === undefined ? this.objects : objectsOf(manifests);
    return Promise.all(objects.map(async (object) => ({ object, now: await this.api.get(object) })));
  }

  /** Waits until every object with a status is healthy. @throws Error with the problems, and `explain` */
  async healthy(manifests: Manifests | undefined, timeoutMs: number, explain: () => string): Promise<void> {
    await waitFor('every status to be healthy', async () => (await this.problems(manifests)).length === 0, {
      timeoutMs,
      explain: async () => [...(await this.problems(manifests)), explain()].join('\n'),
    });
  }

  /** Deletes everything that was applied, namespaces last. */
  async clear(): Promise<void> {
    const objects = [...this.refused.values(), ...this.objects];
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    const others = objects.filter(({ kind }) => kind !== 'Namespace');
    // Policies first, so that none of them rejects a deletion.
    const policies = others.filter(({ apiVersion }) => /kyverno\.io|admissionregistration/.test(apiVersion));
    await this.deleteAll(policies);
    await collectAdmissionPolicies(this.api);
    await this.deleteAll(others);
    for (const namespace of namespaces) await this.deleteNamespace(namespace);
    this.applied.clear();
    this.refused.clear();
  }

  /** Deletes objects in batches: the API server drops connections if there are thousands at once. */
  private async deleteAll(objects: readonly KubeObject[]): Promise<void> {
    for (let i = 0; i < objects.length; i += AT_ONCE) {
      await Promise.all(objects.slice(i, i + AT_ONCE).map((object) => this.api.delete(object).catch(unlessUnknown)));
    }
  }

  /** Acts as the namespace controller: removes the finalizer of a namespace that is empty. */
  private async deleteNamespace(namespace: KubeObject): Promise<void> {
    if (!(await this.api.get(namespace))) return;
    await this.api.delete(namespace);
    const path = await this.api.pathOf(namespace);
    const terminating = await this.api.get(namespace);
    if (terminating) await this.api.call('PUT', `${path}/finalize`, { ...terminating, spec: { finalizers: [] } });
  }
}

/** A rejected manifest can be of a kind that the server does not know. */
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
