import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { RequestCondition, RequestRule } from '../../../lib';
import type { Manifest } from '../../../lib/manifests/manifest';
import { simulate } from '../../../lib/simulate';
import { translated } from '../../cel/dialects';
import { Dice } from '../../dice';
import { type Bed, type Group, group, type KubeObject, waitFor } from '../bed';
import { HOST, NAMESPACE, variant } from '../manifests';
import { type Sources, withSources } from '../policy-sources';
import { actual, expected } from './compare';
import { handRequest, READ } from './hand-requests';
import { HAND_WRITTEN } from './hand-written';
import { PLUGIN_POLICIES } from './plugin-policies';
import { simulated } from './random-request';
import { linesOf, type Senders, send, senders } from './send';

const GATEWAY = `egress-kgateway.${NAMESPACE}`;
const SERVER = 'kyverno-authz-server';
/** The requests for each policy. */
const COUNT = 100;

const file = (spec: object, name = 'own') =>
  stringify({
    apiVersion: 'policies.kyverno.io/v1alpha1',
    kind: 'ValidatingPolicy',
    metadata: { name },
    spec: { evaluation: { mode: 'Envoy' }, ...spec },
  });

/** A route that needs no decision, as people write it. */
function withoutDecision(object: KubeObject): KubeObject {
  if (object.kind !== 'HTTPRoute') return object;
  const spec = object.spec as { rules: readonly { matches?: object; backendRefs?: object }[] };
  const forwarding = spec.rules.filter(({ backendRefs }) => backendRefs);
  if (forwarding.length === 0) return object;
  return { ...object, spec: { ...spec, rules: forwarding.map(({ matches: _, ...rule }) => rule) } };
}

/** The server sees the body of requests, as a rule of the host reads it. */
const requests = [RequestRule.allow({ name: 'small', when: [RequestCondition.bodyField('model', 'small')] })];
const OBJECTS = variant({
  gateway: { accessLog: { fields: { mark: '%REQ(X-MARK)%' } } },
  policy: { headersToForward: READ },
  hosts: { ollama: { requests } },
}).map(withoutDecision);

/** The gateway with these policies as the files of its server. */
const withFiles = (sources: Sources): KubeObject[] => OBJECTS.map((object) => withSources(object, sources));

/** The gateway with the policy of a plugin, whose server reads it from the cluster. */
function withPlugin(spec: object): KubeObject[] {
  const isServer = ({ kind, metadata }: KubeObject) =>
    (kind === 'Deployment' && metadata.name === SERVER) || metadata.name === `${SERVER}-policy`;
  const policy = { apiVersion: 'envoy.kyverno.io/v1alpha1', kind: 'AuthorizationPolicy', metadata: { name: 'own' }, spec };
  return [...OBJECTS.filter((object) => !isServer(object)), policy];
}

let by: Senders;
let sum = 0;

/** Starts the server anew with these files, and waits until it has compiled it at the first request. */
async function serve(bed: Bed, sources: Sources): Promise<void> {
  const objects = withFiles(sources);
  const deployment = objects.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === SERVER);
  await bed.apply(
    objects.filter(({ kind }) => kind === 'ConfigMap'),
    { force: true },
  );
  await bed.cluster.delete(deployment);
  await bed.settled();
  await bed.apply(deployment, { force: true });
  await bed.settled();
  const before = bed.accessLog.sizes();
  await waitFor('the server', async () => {
    await by.agent.request({ address: GATEWAY, port: 8080, host: HOST }).catch(() => undefined);
    return bed.accessLog.lines(before).length > 1;
  });
}

/** Sends requests under a policy of the server of today, and compares what happens with the simulation of some manifests. */
async function judge(bed: Bed, sources: Sources, objects: readonly KubeObject[]): Promise<void> {
  await serve(bed, sources);
  const dice = new Dice(JSON.stringify(sources).length);
  const asked = Array.from({ length: COUNT }, (_, i) => handRequest(dice, `hand-${i}`, GATEWAY, HOST));
  const before = bed.accessLog.sizes();
  const seen = await send(by, asked);
  const lines = await linesOf(bed, before, seen);
  const namespaces = ['team-a', 'team-b'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const manifests = [...namespaces, ...objects] as readonly Manifest[];
  const results = asked.map((request) => {
    const [one, line] = [seen.get(request.mark) ?? assert.fail(), lines.get(request.mark)];
    const time = new Date(line ? String(line.start_time) : one.sent);
    const simulation = simulate(manifests, simulated(request, by.agent.pod.ip, time));
    return { request, actual: actual(one, line, request), expected: expected(simulation, request) };
  });
  sum += COUNT;
  const differences = results.filter((each) => !isDeepStrictEqual(each.actual, each.expected));
  const shown = differences.slice(0, 10).map((each) =>
    Object.values(each)
      .map((one) => JSON.stringify(one))
      .join('\n  '),
  );
  assert.equal(differences.length, 0, `${differences.length} of ${COUNT} differ:\n${shown.join('\n')}`);
}

const today = HAND_WRITTEN.map(({ about, spec, beside, after }) => {
  const first = beside ? [file(spec), file(beside, 'beside')] : [file(spec)];
  const sources: Sources = { first, ...(after && { second: [file(after, 'after')] }) };
  return [about, (bed: Bed) => judge(bed, sources, withFiles(sources))] as const;
});

const plugins = PLUGIN_POLICIES.map((policy) => {
  const title = `plugin ${policy.plugin}, *not run*, translated for the server of today: ${policy.about}`;
  const [first, second] = translated([policy]).map(({ spec }, i) => [file(spec, `own-${i}`)]);
  const sources: Sources = { ...(first && { first }), ...(second && { second }) };
  return [title, (bed: Bed) => judge(bed, sources, withPlugin(policy.spec))] as const;
});

/** Hand-written request policies. @param each - 1 for all, 4 for every fourth */
export function handWrittenGroup(name: string, each: number): Group {
  const some = [...today, ...plugins].filter((_, i) => i % each === 0);
  return group({
    name,
    title: 'Request policies that people write: the server judges requests as the simulation says',
    timeoutMs: 120_000,
    setup: async (bed) => {
      await bed.ollama.behave({ reportAs: 'ollama' });
      by = await senders(bed);
      await bed.apply(withFiles({ first: [file({ validations: [{ expression: 'null' }] })] }));
      await bed.healthy();
    },
    cases: {
      ...Object.fromEntries(some),
      'how many policies and requests that were': async (bed) => {
        bed.notes['hand-written request policies'] =
          `${some.length} of ${today.length} of the server of today and ${plugins.length} of the plugins 0.1 to 0.3, translated, as the plugins are not to be had (*not run*); ${sum} requests`;
      },
    },
  });
}
