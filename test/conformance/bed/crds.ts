import type { Cluster } from './cluster';
import { type Condition, listAt } from './objects';
import { waitFor } from './wait';

/** Applies CustomResourceDefinitions and waits until all are served. */
export async function applyCrds(cluster: Cluster, paths: readonly string[]): Promise<void> {
  const files = paths.flatMap((path) => ['-f', path]);
  const result = await cluster.kubectl(['apply', '--server-side', '--validate=false', '--recursive', ...files]);
  if (result.status !== 0) throw new Error(`applying the CRDs: ${result.stderr}`);
  await waitFor('the CRDs to be served', async () => {
    const crds = await cluster.api.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    const conditions = crds.map((crd) => listAt<Condition>(crd, 'status', 'conditions'));
    return conditions.every((set) => set.some(({ type, status }) => type === 'Established' && status === 'True'));
  });
}
