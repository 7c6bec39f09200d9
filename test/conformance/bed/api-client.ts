import { Agent, request } from 'node:https';
import type { KubeObject } from './objects';
import { pause } from './wait';

/** An unsuccessful response of the API server. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The path of a kind in the API. */
interface Resource {
  readonly base: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** What identifies an object. */
export type ObjectRef = Pick<KubeObject, 'apiVersion' | 'kind'> & { readonly metadata: { name: string; namespace?: string } };

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

const TRIES = 20;
const AGAIN_MS = 250;

function isTransient(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || (error instanceof ApiError && error.status === 429);
}

/** A small client of the API server, for objects that the bed itself reads and changes. Users' manifests use kubectl. */
export class ApiClient {
  private readonly agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  private readonly groups = new Map<string, ResourceList>();

  constructor(
    private readonly server: string,
    private readonly token: string,
    private readonly impersonation: Readonly<Record<string, string | string[]>> = {},
  ) {}

  /** The same client in the name of somebody else. */
  as(user: string, groups: readonly string[]): ApiClient {
    return new ApiClient(this.server, this.token, { 'impersonate-user': user, 'impersonate-group': [...groups] });
  }

  /**
   * Sends a request, again if the API server closed its idle connection meanwhile, or is about to serve a kind: it reads the objects of
   * a new CustomResourceDefinition first.
   *
   * @throws ApiError if it is not successful
   */
  async call<T>(method: string, path: string, body?: unknown, type = 'application/json', tries = TRIES): Promise<T> {
    return this.callOnce<T>(method, path, body, type).catch(async (error: NodeJS.ErrnoException) => {
      if (tries <= 1 || !isTransient(error)) throw error;
      await pause(AGAIN_MS);
      return this.call<T>(method, path, body, type, tries - 1);
    });
  }

  private async callOnce<T>(method: string, path: string, body: unknown, type: string): Promise<T> {
    const json = { 'content-type': type, accept: 'application/json' };
    const headers = { authorization: `Bearer ${this.token}`, ...json, ...this.impersonation };
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(`${this.server}${path}`, { method, headers, agent: this.agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        answer.on('end', () => {
          const all = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          status < 300 ? resolve(all) : reject(new ApiError(status, `${method} ${path}: ${status} ${messageIn(all)}`));
        });
      });
      sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
    return (text.startsWith('{') ? JSON.parse(text) : text) as T;
  }

  /** The path of an object. */
  async pathOf(ref: ObjectRef): Promise<string> {
    return `${await this.listPath(ref.apiVersion, ref.kind, ref.metadata.namespace ?? 'default')}/${ref.metadata.name}`;
  }

  /** The path of all objects of a kind, in one namespace or all. */
  async listPath(apiVersion: string, kind: string, namespace?: string): Promise<string> {
    const { base, plural, namespaced } = await this.resource(apiVersion, kind);
    return namespaced && namespace ? `${base}/namespaces/${namespace}/${plural}` : `${base}/${plural}`;
  }

  /** An object, or undefined if it does not exist. */
  async get(ref: ObjectRef): Promise<KubeObject | undefined> {
    return this.call<KubeObject>('GET', await this.pathOf(ref)).catch(unlessMissing);
  }

  /** All objects of a kind, with the kind and version that lists omit. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<KubeObject[]> {
    const found = await this.call<{ items: KubeObject[] }>('GET', await this.listPath(apiVersion, kind, namespace));
    return found.items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /**
   * Calls back for each change of an object of a kind, until the API server stops. The API server ends every watch after 30 to 60
   * minutes: then it begins again, and calls back for what changed meanwhile. So it does, later, if the API server refuses it.
   */
  async watch(apiVersion: string, kind: string, changed: () => void): Promise<void> {
    const path = `${await this.listPath(apiVersion, kind)}?watch=true`;
    const headers = { authorization: `Bearer ${this.token}` };
    const again = async () => {
      await pause(AGAIN_MS);
      follow();
      changed();
    };
    const follow = () => {
      const sent = request(`${this.server}${path}`, { headers, agent: this.agent }, (answer) => {
        answer.on('data', changed).on('error', () => undefined);
        answer.on('end', () => void again());
      });
      sent.on('error', () => undefined).end();
    };
    follow();
  }

  /** Creates an object, or replaces an existing one of that name. */
  async put(object: KubeObject): Promise<KubeObject> {
    const query = '?fieldManager=bed&force=true';
    return this.call('PATCH', (await this.pathOf(object)) + query, object, 'application/apply-patch+yaml');
  }

  /** Sets the status of an object. */
  async putStatus(ref: ObjectRef, status: unknown): Promise<void> {
    await this.call('PATCH', `${await this.pathOf(ref)}/status`, { status }, 'application/merge-patch+json');
  }

  /** Deletes an object. It is no error if the object does not exist. */
  async delete(ref: ObjectRef): Promise<void> {
    await this.call('DELETE', `${await this.pathOf(ref)}?gracePeriodSeconds=0`).catch(unlessMissing);
  }

  private async resource(apiVersion: string, kind: string): Promise<Resource> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.groups.get(base);
    const list = known?.resources.some((one) => one.kind === kind) ? known : await this.call<ResourceList>('GET', base);
    this.groups.set(base, list);
    const found = list.resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (!found) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
    return { base, plural: found.name, namespaced: found.namespaced };
  }
}

function messageIn(text: string): string {
  return /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}
