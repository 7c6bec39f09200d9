import type { Bed, KubeObject } from '../bed';
import { type ApiClient, ApiError } from '../bed/api-client';
import type { Who } from './answers';
import { DEVELOPER, type Row } from './rows';

const DRY = 'dryRun=All';
const MERGE = 'application/merge-patch+json';

/** Many requests at once are faster, but Kyverno and the API server share two processors. */
const AT_ONCE = 6;

async function write(api: ApiClient, { object, how = 'apply' }: Row): Promise<void> {
  const path = await api.pathOf(object);
  if (how === 'create') {
    const list = await api.listPath(object.apiVersion, object.kind, object.metadata.namespace);
    await api.call('POST', `${list}?${DRY}`, object);
  } else if (how === 'delete') await api.call('DELETE', `${path}?${DRY}`);
  else if (how === 'patch') await api.call('PATCH', `${path}?${DRY}`, object, MERGE);
  else if (how === 'status') await api.call('PATCH', `${path}/status?${DRY}`, { status: object.status }, MERGE);
  // As the manager of the objects that exist, it also removes what it leaves out.
  else await api.call('PATCH', `${path}?${DRY}&fieldManager=kubectl&force=true`, object, 'application/apply-patch+yaml');
}

/** Sends requests in the names of their users, without changing anything. */
export class Sender {
  private readonly clients = new Map<string, ApiClient>();

  constructor(private readonly bed: Bed) {}

  /** What the API server says: empty if it accepts the request. */
  async answer(row: Row): Promise<string> {
    try {
      await write(this.clientOf(row.as ?? DEVELOPER), row);
      return '';
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    }
  }

  /** The rows with another verdict than expected, each with the answer. */
  async differences(rows: readonly Row[], expected: (row: Row) => Row['refused']): Promise<string[]> {
    const wrong: string[] = [];
    const left = [...rows];
    const work = async () => {
      for (let row = left.shift(); row; row = left.shift()) {
        const got = await this.answer(row);
        const refusals = expected(row);
        const fits = (by: string, message: string) => got.includes(`egress-${by}`) && got.includes(message);
        const isExpected = refusals.length === 0 ? got === '' : refusals.some(([by, message]) => fits(by, message));
        if (!isExpected) wrong.push(`${row.title}: ${got || 'accepted'}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return wrong;
  }

  private clientOf({ user, groups = [] }: Who): ApiClient {
    const known = this.clients.get(user);
    if (known) return known;
    const client = this.bed.cluster.api.as(user, groups);
    this.clients.set(user, client);
    return client;
  }
}

/** The first row of each policy that is refused by it alone: when they are refused, all policies are in force. */
export function firstOfEach(rows: readonly Row[], expected: (row: Row) => Row['refused']): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const [first, ...others] = expected(row);
    if (first && others.length === 0 && !found.has(first[0])) found.set(first[0], row);
  }
  return [...found.values()];
}

/** The objects of some kinds. */
export const ofKinds = (objects: readonly KubeObject[], ...kinds: readonly string[]): KubeObject[] =>
  objects.filter(({ kind }) => kinds.includes(kind));
