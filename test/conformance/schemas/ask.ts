import type { Bed } from '../bed';
import { ApiError } from '../bed/api-client';

/** The API server's verdict on an object. */
export interface Verdict {
  readonly taken: boolean;
  /** The reason, if it is rejected. */
  readonly message: string;
}

const AT_ONCE = 12;
const DRY = 'dryRun=All&fieldValidation=Strict';

/** Asks the API server whether it would create each of the objects, with strict field validation. */
export async function ask(bed: Bed, objects: readonly Record<string, unknown>[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < objects.length; i = next++) verdicts[i] = await askOne(bed, objects[i] as Record<string, unknown>);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts;
}

async function askOne(bed: Bed, object: Record<string, unknown>): Promise<Verdict> {
  const path = await bed.cluster.api.listPath(String(object.apiVersion), String(object.kind), 'default');
  try {
    await bed.cluster.api.call('POST', `${path}?${DRY}`, object);
    return { taken: true, message: '' };
  } catch (error) {
    if (!(error instanceof ApiError) || ![400, 413, 422].includes(error.status)) throw error;
    return { taken: false, message: error.message };
  }
}
