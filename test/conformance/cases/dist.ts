import assert from 'node:assert/strict';
import { authzManifests, type Bed, group, type KubeObject, waitFor } from '../bed';
import { dist, on, variant, withoutAdmission } from '../manifests';
import { published } from '../published';

/** Applies everything at once to an empty cluster, then again without any change. */
async function appliesTwice(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  try {
    await bed.apply(objects);
    await bed.settled();
    const settled = await bed.cluster.appliedStates(objects);
    assert.equal(Object.keys(settled).length, objects.length);
    await bed.apply(objects);
    assert.deepEqual(await bed.cluster.appliedStates(objects), settled);
  } finally {
    // Leftover objects would affect the next case.
    await bed.reset();
  }
}

/** Applies the objects, and expects the statuses of a kind to show what is broken. */
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
  title: 'The manifests can be applied with strict validation, and every object becomes healthy',
  cases: {
    'dist/ can be applied to an empty cluster at once, and again': (bed) => appliesTwice(bed, dist()),
    // Applied with the server that its chart installs. Without it kgateway rejects the gateway, and its proxy is never ready.
    'the published tutorial too, without its AuthorizationPolicy': (bed) =>
      appliesTwice(bed, [...published(), ...authzManifests({ policies: [] })]),
    'every kind of host and listener too': (bed) =>
      appliesTwice(
        bed,
        variant({
          hosts: {
            plain: {},
            reads: { host: 'reads.example.com', retryOn: 'wide-for-reads', timeout: 'none', callers: on('b', 80) },
            backend: { host: 'backend.example.com', destination: 'Backend', protocol: 'grpc' },
          },
        }),
      ),
    'every object of dist/ becomes healthy': async (bed) => {
      await bed.apply(withoutAdmission(dist()));
      await bed.healthy();
      await bed.reset();
    },
    'a route to a missing ServiceEntry does not become healthy': (bed) =>
      unhealthy(bed, without(variant(), 'ServiceEntry', 'ollama'), 'HTTPRoute', /ollama.*ResolvedRefs=False/),
    'a policy with a missing GatewayExtension does not become healthy': (bed) =>
      unhealthy(bed, without(variant(), 'GatewayExtension', 'kyverno-authz-server'), 'TrafficPolicy', /extension not found/),
  },
});
