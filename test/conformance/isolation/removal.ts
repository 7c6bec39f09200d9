import assert from 'node:assert/strict';
import { type Bed, type KubeObject, waitFor } from '../bed';
import { DECLARED, open, type Table } from './cells';
import { type Clients, measure, startCallers } from './measure';
import { placesOf } from './places';
import { closers, idOf, predict } from './prediction';

/** What the removal of objects does to the table. */
export interface Effect {
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}

/** Waits until the cells are as predicted for these objects. Returns the open ones. */
export async function asPredicted(bed: Bed, objects: readonly KubeObject[], clients: Clients): Promise<string[]> {
  const predicted = open(predict({ objects, places: placesOf(bed) }));
  let measured: Table = {};
  await waitFor(
    'the table to be as the checks predict',
    async () => {
      measured = await measure(bed, clients);
      return open(measured).join() === predicted.join();
    },
    { timeoutMs: 20_000, explain: () => `open: ${open(measured).join('; ')}\npredicted: ${predicted.join('; ')}` },
  );
  return open(measured);
}

/**
 * Which cells open and close without some of the objects, which come back afterwards. Those open that nothing else closes, as the
 * table of the report says.
 */
export async function without(bed: Bed, objects: readonly KubeObject[], removed: readonly KubeObject[]): Promise<Effect> {
  const expected = openedBy(bed, objects, removed);
  await bed.cluster.delete(removed);
  await bed.settled();
  const clients = await startCallers(bed);
  const rest = objects.filter((one) => !removed.includes(one));
  const found = await asPredicted(bed, rest, clients).finally(async () => {
    await bed.apply(removed);
    await bed.settled();
  });
  for (const client of clients.values()) await bed.end(client);
  const opens = found.filter((cell) => !DECLARED.includes(cell));
  assert.deepEqual(opens, expected);
  return { opens, closes: DECLARED.filter((cell) => !found.includes(cell)) };
}

/** The cells that only these objects close. */
function openedBy(bed: Bed, objects: readonly KubeObject[], removed: readonly KubeObject[]): string[] {
  const gone = new Set(removed.map(idOf));
  return [...closers({ objects, places: placesOf(bed) })]
    .filter(([, found]) => found.length > 0)
    .filter(([, found]) => found.every((one) => one.objects.length > 0 && one.objects.every((id) => gone.has(id))))
    .map(([cell]) => cell);
}
