import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject } from '../bed';
import { variant } from '../manifests';
import * as open from '../open-route';

const { envoyRoute, openRoute, policy, target, theGateway, toBackend, under } = open;

const backendRefs = [toBackend()];
const request = (value: string) => ({ timeouts: { request: value } });
const retry = (attempts: number) => ({ retry: { attempts, retryOn: ['reset'] } });
const onRoute = (spec: object, kind = 'HTTPRoute') => policy('on-route', spec, [target('open', undefined, kind)]);
const onGateway = (spec: object) => policy('on-gateway', spec, [theGateway()]);
const onListener = (spec: object) => policy('on-listener', spec, [theGateway('http')]);

/** The time-out and the number of retries that Envoy has for the route. */
async function inEnvoy(bed: Bed, kind = 'httproute'): Promise<unknown[]> {
  const { route } = await envoyRoute(bed, 'open', kind);
  return [route?.timeout, route?.retry_policy?.num_retries];
}

/** With these objects, Envoy has this time-out and this number of retries. */
const gives = (bed: Bed, added: readonly KubeObject[], expected: readonly unknown[], kind?: string) =>
  under(bed, added, async () => assert.deepEqual(await inEnvoy(bed, kind), expected));

export default group({
  name: 'precedence',
  title: 'Which of several time-outs and retries kgateway applies',
  setup: async (bed) => {
    await bed.apply([...variant(), open.backend()]);
    await bed.healthy();
  },
  cases: {
    'timeouts.request of an HTTPRoute wins over TrafficPolicies on the route, the listener and the Gateway': async (bed) => {
      const route = openRoute([{ timeouts: { request: '1s' }, backendRefs }]);
      await gives(bed, [route, onRoute(request('2s')), onListener(request('3s')), onGateway(request('4s'))], ['1s', undefined]);
    },
    'the same on the wire: a paused upstream is given up after the 1 s of the HTTPRoute, not the 3 s of the TrafficPolicy': (
      bed,
    ) => {
      const route = openRoute([{ timeouts: { request: '1s' }, backendRefs }]);
      return under(bed, [route, onRoute({ ...open.disable, ...request('3s') })], async () => {
        bed.ollama.pause();
        const answer = await bed.request({ host: open.OPEN_HOST }).finally(() => bed.ollama.resume());
        assert.equal(answer.status, 504);
        assert.ok(answer.ms > 900 && answer.ms < 2500, `${answer.ms} ms`);
      });
    },
    'timeouts.request 0s of an HTTPRoute wins too: no time-out': (bed) =>
      gives(bed, [openRoute([{ timeouts: { request: '0s' }, backendRefs }]), onRoute(request('2s'))], ['0s', undefined]),
    'timeouts.backendRequest of an HTTPRoute is the time-out of the whole request, even beside request, and whatever retries':
      async (bed) => {
        const both = openRoute([{ timeouts: { request: '4s', backendRequest: '1s' }, backendRefs }]);
        await gives(bed, [both, onRoute(retry(2))], ['1s', 2]);
        const alone = openRoute([{ timeouts: { backendRequest: '1s' }, backendRefs }]);
        await gives(bed, [alone, onRoute({ ...request('2s'), ...retry(2) })], ['1s', 2]);
      },
    'the time-out of an HTTPRoute and the retries of a TrafficPolicy apply together': (bed) =>
      gives(
        bed,
        [openRoute([{ timeouts: { request: '1s' }, backendRefs }]), onRoute({ ...request('2s'), ...retry(2) })],
        ['1s', 2],
      ),
    'TrafficPolicies: an ExtensionRef filter, then the rule, then the route, field by field; timeouts is one field': async (
      bed,
    ) => {
      const route = openRoute([{ name: 'rule', filters: [open.extension('by-filter')], backendRefs }]);
      const byFilter = (spec: object) => policy('by-filter', spec);
      const onRule = (spec: object) => policy('on-rule', spec, [target('open', 'rule')]);
      await gives(
        bed,
        [route, byFilter(request('1s')), onRule({ ...request('2s'), ...retry(3) }), onRoute(request('3s'))],
        ['1s', 3],
      );
      const idle = { timeouts: { streamIdle: '9s' } };
      await gives(bed, [route, byFilter(idle), onRule(retry(3)), onRoute(request('3s'))], [undefined, 3]);
      const plain = openRoute([{ name: 'rule', backendRefs }]);
      await gives(bed, [plain, onRule(retry(3)), onRoute(request('3s'))], ['3s', 3]);
      await gives(bed, [plain, onRule(idle), onRoute({ ...request('3s'), ...retry(3) })], [undefined, 3]);
    },
    'a TrafficPolicy on the route wins over the listener, and the listener over the Gateway, field by field': async (bed) => {
      const route = openRoute([{ backendRefs }]);
      const gateway = onGateway({ ...request('4s'), ...retry(5) });
      await gives(bed, [route, gateway], ['4s', 5]);
      await gives(bed, [route, onListener(request('3s')), gateway], ['3s', 5]);
      await gives(bed, [route, onRoute(retry(2)), onListener(request('3s')), gateway], ['3s', 2]);
    },
    'time-outs and retries of the Gateway and of the listener apply to a GRPCRoute too': async (bed) => {
      const route = openRoute([{ backendRefs }], {}, 'GRPCRoute');
      await gives(bed, [route, onGateway({ ...request('4s'), ...retry(5) })], ['4s', 5], 'grpcroute');
      await gives(bed, [route, onListener(request('3s'))], ['3s', undefined], 'grpcroute');
      await gives(bed, [route, onRoute(request('2s'), 'GRPCRoute'), onListener(request('3s'))], ['2s', undefined], 'grpcroute');
    },
    'time-outs and retries of a policy on a backendRef have no effect': (bed) => {
      const refs = [{ ...toBackend(), filters: [open.extension('by-filter')] }];
      const byFilter = policy('by-filter', { ...request('1s'), ...retry(3) });
      return gives(bed, [openRoute([{ backendRefs: refs }]), byFilter], [undefined, undefined]);
    },
    'retry of an HTTPRoute is not in the standard channel: the API server rejects the route': async (bed) => {
      const route = openRoute([{ retry: { attempts: 3, codes: [503] }, backendRefs }]);
      const { status, stderr } = await bed.cluster.tryApply([route]);
      assert.equal(status, 1);
      assert.match(stderr, /unknown field "retry"/);
    },
  },
});
