import assert from 'node:assert/strict';
import { AuthorizationServer } from '../../../lib';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { authzManifests } from '../bed/authz-manifests';
import { ALLOWED, HOST, NAMESPACE, parse, variant } from '../manifests';

const NAME = 'own-authz';
const labels = { 'app.kubernetes.io/name': NAME };
const objects = variant({ policy: { server: AuthorizationServer.existing({ serviceName: NAME, labels }) } });

const find = (kind: string, name: string) =>
  objects.find((one) => one.kind === kind && one.metadata.name === name) ?? assert.fail(`no ${kind} ${name}`);
const opening = find('NetworkPolicy', 'kyverno-authz-server');

/** The server that its owner runs, with the policy that the library writes. */
function own(): KubeObject[] {
  const { data } = find('ConfigMap', 'kyverno-authz-server-policy') as unknown as { data: Record<string, string> };
  return authzManifests({ name: NAME, namespace: NAMESPACE, policies: parse(data['policy.yaml'] ?? '') });
}

/** Replaces the pod of the server: policies do not cut connections that exist. */
async function restart(bed: Bed): Promise<void> {
  const deployment = own().filter(({ kind }) => kind === 'Deployment');
  await bed.cluster.delete(deployment);
  await bed.settled();
  await bed.apply(deployment, { force: true });
  await bed.settled();
}

const status = async (bed: Bed) => (await bed.request({ host: HOST, headers: ALLOWED })).status;

export default group({
  name: 'own-server',
  title: 'An authorization server of one’s own in the namespace of the gateway is opened to the gateway',
  setup: async (bed) => {
    await bed.apply([...objects, ...own()]);
    await bed.healthy();
  },
  cases: {
    'it decides on requests': async (bed) => {
      await waitFor('200', async () => (await status(bed)) === 200);
      assert.equal((await bed.request({ host: HOST })).status, 403);
    },
    'without the NetworkPolicy that opens it, every request is refused': async (bed) => {
      await bed.cluster.delete([opening]);
      await restart(bed);
      await waitFor('503', async () => (await status(bed)) === 503);
      await bed.apply([opening]);
      await restart(bed);
      await waitFor('200', async () => (await status(bed)) === 200);
    },
  },
});
