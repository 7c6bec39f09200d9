import assert from 'node:assert/strict';
import { authzManifests, type Bed, group, type KubeObject, waitFor } from '../bed';
import { dist, variant, withoutAdmission } from '../manifests';
import { published } from '../published';

/** Everything applies in one go to an empty cluster, and a second time without changing anything. */
async function appliesTwice(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  try {
    await bed.apply(objects);
    await bed.settled();
    const settled = await bed.cluster.appliedStates(objects);
    assert.equal(Object.keys(settled).length, objects.length);
    await bed.apply(objects);
    assert.deepEqual(await bed.cluster.appliedStates(objects), settled);
  } finally {
    // Whatever is left would be in the way of the next case.
    await bed.reset();
  }
}

/** The objects apply, and what is broken shows in the statuses of a kind. */
async function unhealthy(bed: Bed, objects: readonly KubeObject[], kind: string, problem: RegExp): Promise<void> {
  await bed.apply(objects);
  await bed.statusesWritten(objects.filter((object) => object.kind === kind));
  const shows = async () => (await bed.cluster.problems()).some((text) => text.startsWith(kind) && problem.test(text));
  const explain = async () => (await bed.cluster.problems()).join('\n');
  await waitFor(String(problem), shows, { explain });
  await bed.reset();
}

function without(objects: readonly KubeObject[], kind: string, name: string): KubeObject[] {
  const rest = objects.filter((object) => object.kind !== kind || object.metadata.name !== name);
  assert.equal(rest.length, objects.length - 1);
  return rest;
}

export default group({
  name: 'dist',
  title: 'The manifests apply with strict validation, and every object becomes healthy',
  cases: {
    'dist/ applies in one go to an empty cluster, twice': (bed) => appliesTwice(bed, dist()),
    // With the server that its chart installs: without it kgateway refuses the gateway, and its proxy never gets ready.
    'the tutorial as published does, but for its AuthorizationPolicy': (bed) =>
      appliesTwice(bed, [...published(), ...authzManifests({ policies: [] })]),
    'every kind of host and listener does': (bed) =>
      appliesTwice(
        bed,
        variant({
          gateway: {
            listeners: [
              { name: 'a', port: 8080 },
              { name: 'b', port: 80 },
            ],
          },
          hosts: {
            plain: {},
            reads: { host: 'reads.example.com', retryOn: 'wide-for-reads', timeout: 'none', listeners: ['b'] },
            backend: { host: 'backend.example.com', destination: 'Backend', protocol: 'grpc' },
          },
        }),
      ),
    'every object of dist/ becomes healthy': async (bed) => {
      await bed.apply(withoutAdmission(dist()));
      await bed.healthy();
      await bed.reset();
    },
    'a route to a ServiceEntry that is missing does not': (bed) =>
      unhealthy(bed, without(variant(), 'ServiceEntry', 'ollama'), 'HTTPRoute', /ollama.*ResolvedRefs=False/),
    'a policy whose GatewayExtension is missing does not': (bed) =>
      unhealthy(bed, without(variant(), 'GatewayExtension', 'kyverno-authz-server'), 'TrafficPolicy', /extension not found/),
  },
});
