import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { ALLOWED, HOST, NAMESPACE, variant } from '../manifests';
import * as open from '../open-route';

const { conditions, opened, openRoute, policy, target, theGateway, toBackend, under } = open;

const objects = variant();
const backendRefs = [toBackend()];
const gateway = objects.find(({ kind }) => kind === 'Gateway') as KubeObject;
const listenerPolicy = objects.find(({ kind }) => kind === 'ListenerPolicy') as KubeObject;
const LATER = 'later.example.com';

/** A change that comes later: one more open route. */
const later: KubeObject[] = [
  policy('later', open.disable, [target('later')]),
  { ...openRoute([{ backendRefs }], { hostnames: [LATER] }), metadata: { name: 'later', namespace: NAMESPACE } },
];

const isOpen = async (bed: Bed) => (await bed.request({ host: LATER })).status === 200;
const rejections = async (bed: Bed) =>
  Object.values(await bed.envoy.stats('update_rejected$')).reduce((sum, one) => sum + one, 0);

/** Envoy rejects the configuration, keeps the one before, and no status says so; a later change has no effect until it is gone. */
async function freezes(bed: Bed, added: readonly KubeObject[], reason: RegExp): Promise<void> {
  const before = await rejections(bed);
  await bed.apply(added);
  await waitFor('Envoy to reject the configuration', async () => (await rejections(bed)) > before);
  await bed.apply(later);
  await bed.statusesWritten([...added, ...later, gateway]).catch(() => undefined);
  assert.deepEqual(await bed.cluster.problems([...added, gateway]), []);
  assert.equal(await isOpen(bed), false);
  assert.match(bed.envoy.logs(5), reason);
  assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
  await bed.cluster.delete(added);
  await waitFor('the later change to take effect', () => isOpen(bed));
  await bed.cluster.delete(later);
  await bed.settled();
}

const headers = (change: object, type = 'request') => ({
  type: type === 'request' ? 'RequestHeaderModifier' : 'ResponseHeaderModifier',
  [`${type}HeaderModifier`]: change,
});
const byFilter = (change: object, type?: string) => opened([{ filters: [headers(change, type)], backendRefs }]);
const byPolicy = (request: object, ref: object = target('open')) => [
  ...opened([{ backendRefs }]),
  policy('modifies', { headerModifiers: { request } }, [ref]),
];
const value = (name: string, text = 'x') => ({ name, value: text });
interface FileLog {
  readonly fileSink: { path: string };
}

const NOT_MODIFIED = /host headers may not be modified/;
// Directly, or by ztunnel.
const REFUSED = /ECONNREFUSED|ECONNRESET|socket hang up/;
const NOT_REMOVED = /host headers may not be removed/;

export default group({
  name: 'traps',
  title: 'Manifests that are accepted, with healthy statuses, and break the gateway or a route',
  setup: async (bed) => {
    await bed.apply([...objects, open.backend()]);
    await bed.healthy();
  },
  cases: {
    'a filter that sets or adds the header host, in any case, freezes the routes of the gateway, and no status says so': async (
      bed,
    ) => {
      await freezes(bed, byFilter({ set: [value('host')] }), NOT_MODIFIED);
      await freezes(bed, byFilter({ add: [value('Host')] }), NOT_MODIFIED);
    },
    'a new Envoy meanwhile is ready, and has no routes: 404 for everything': async (bed) => {
      const added = byFilter({ set: [value('host')] });
      const before = await rejections(bed);
      await bed.apply(added);
      await waitFor('Envoy to reject the configuration', async () => (await rejections(bed)) > before);
      await bed.envoy.stop();
      await bed.envoy.start();
      await waitFor('the listener', async () => (await bed.request({ host: HOST, headers: ALLOWED })).status === 404);
      await bed.cluster.delete(added);
      await waitFor('the routes', async () => (await bed.request({ host: HOST, headers: ALLOWED })).status === 200);
    },
    'so does a filter that removes host or a name that begins with a colon': async (bed) => {
      await freezes(bed, byFilter({ remove: ['host'] }), NOT_REMOVED);
      await freezes(bed, byFilter({ remove: [':path'] }), NOT_REMOVED);
    },
    'so does a filter for responses, on a backendRef, or of a GRPCRoute': async (bed) => {
      await freezes(bed, byFilter({ set: [value('host')] }, 'response'), NOT_MODIFIED);
      const onBackend = [{ ...toBackend(), filters: [headers({ set: [value('host')] })] }];
      await freezes(bed, opened([{ backendRefs: onBackend }]), NOT_MODIFIED);
      await freezes(bed, opened([{ filters: [headers({ set: [value('host')] })], backendRefs }], 'GRPCRoute'), NOT_MODIFIED);
    },
    'so do headerModifiers of a TrafficPolicy that set host, on a route or on the Gateway': async (bed) => {
      await freezes(bed, byPolicy({ set: [value('host')] }), NOT_MODIFIED);
      await freezes(bed, byPolicy({ set: [value('host')] }, theGateway()), NOT_MODIFIED);
    },
    'so does a line end or a NUL in a value of a filter': async (bed) => {
      for (const text of ['a\nb', 'a\r\nb: c', 'a\n', 'a\0b']) {
        await freezes(bed, byFilter({ set: [value('x-a', text)] }), /Proto constraint validation failed/);
      }
    },
    'so does a percent sign in a value, by a filter or a TrafficPolicy, unless it is the operator of an access log': async (
      bed,
    ) => {
      await freezes(bed, byFilter({ set: [value('x-a', '50%')] }), /Incorrect configuration: 50%/);
      await freezes(bed, byPolicy({ set: [value('x-a', '%NOPE%')] }), /Not supported field in StreamInfo: NOPE/);
      await under(bed, byFilter({ set: [value('x-a', '%PROTOCOL%')] }), async () => {
        bed.ollama.forget();
        assert.equal((await bed.request({ host: open.OPEN_HOST })).status, 200);
        assert.equal(bed.ollama.requests[0]?.headers['x-a'], 'HTTP/1.1');
      });
    },
    'so does the bodyFormat of a DirectResponse with a percent sign or an unknown operator': async (bed) => {
      const metadata = { name: 'odd', namespace: NAMESPACE };
      for (const [text, reason] of [
        ['50%', /Incorrect configuration: 50%/],
        ['%NOPE%', /Not supported field in StreamInfo: NOPE/],
      ] as const) {
        const odd = { apiVersion: open.KGATEWAY, kind: 'DirectResponse', metadata, spec: { status: 403, bodyFormat: { text } } };
        await freezes(bed, [odd, ...opened([{ filters: [open.extension('odd', 'DirectResponse')] }])], reason);
      }
    },
    'localReplies of a ListenerPolicy with an unknown operator are rejected with the listener, and Envoy goes on as before':
      async (bed) => {
        const { spec } = structuredClone(listenerPolicy) as KubeObject & { spec: { default: { httpSettings: object } } };
        Object.assign(spec.default.httpSettings, { localReplies: { defaultBodyFormat: { text: '%NOPE%' } } });
        const before = await rejections(bed);
        await bed.apply([{ ...listenerPolicy, spec }]);
        await waitFor('Envoy to reject the configuration', async () => (await rejections(bed)) > before);
        assert.match(bed.envoy.logs(5), /Not supported field in StreamInfo: NOPE/);
        assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
        await bed.apply([listenerPolicy]);
        await bed.settled();
      },
    'headerModifiers of a TrafficPolicy that remove host freeze nothing: the upstream gets a request without Host': (bed) =>
      under(bed, byPolicy({ remove: ['host'] }), async () => {
        assert.equal((await bed.request({ host: open.OPEN_HOST })).status, 400);
      }),
    'earlyRequestHeaderModifier of a ListenerPolicy: host set is rejected with the listener; host removed is 404 for everything':
      async (bed) => {
        const early = (change: object): KubeObject => {
          const { spec } = structuredClone(listenerPolicy) as KubeObject & { spec: { default: { httpSettings: object } } };
          Object.assign(spec.default.httpSettings, { earlyRequestHeaderModifier: change });
          return { ...listenerPolicy, spec };
        };
        const status = async () => (await bed.request({ host: HOST, headers: ALLOWED })).status;
        const before = await rejections(bed);
        await bed.apply([early({ set: [value('host')] })]);
        await waitFor('Envoy to reject the configuration', async () => (await rejections(bed)) > before);
        assert.equal(await status(), 200);
        await bed.apply([early({ remove: ['host'] })]);
        await waitFor('404', async () => (await status()) === 404);
        await bed.apply([listenerPolicy]);
        await waitFor('200', async () => (await status()) === 200);
      },
    'the API server rejects a colon in a name that is set, and a line end in a value of a TrafficPolicy': async (bed) => {
      for (const wrong of [
        byFilter({ set: [value(':path')] }),
        byPolicy({ set: [value(':path')] }),
        byPolicy({ set: [value('x', 'a\nb')] }),
      ]) {
        const { status, stderr } = await bed.cluster.tryApply(wrong, { dryRun: true });
        assert.equal(status, 1);
        assert.match(stderr, /should match/);
      }
    },
    'a refusing rule of a GRPCRoute is replaced by an error; with a backendRef the refusal is ignored, and the request leaves':
      async (bed) => {
        const alone = opened([{ filters: [open.refusal] }], 'GRPCRoute');
        await under(bed, alone, async () => {
          await open.replaced(bed, '/', 'grpcroute');
          assert.ok((await conditions(bed, alone[1] as KubeObject)).includes('kgateway.dev/Programmed=False/RouteRuleReplaced'));
        });
        await under(bed, opened([{ filters: [open.refusal], backendRefs }], 'GRPCRoute'), () => open.leaves(bed));
      },
    'a refusing rule of an HTTPRoute that also has a backendRef is replaced by an error': (bed) =>
      under(bed, opened([{ filters: [open.refusal], backendRefs }]), () => open.replaced(bed)),
    'an access log to a path that cannot be written: Envoy goes on as before, and a new one is ready but does not listen': async (
      bed,
    ) => {
      const { spec } = structuredClone(listenerPolicy) as KubeObject & {
        spec: { default: { httpSettings: { accessLog: FileLog[] } } };
      };
      for (const { fileSink } of spec.default.httpSettings.accessLog) fileSink.path = '/nonexistent/access.log';
      const before = await rejections(bed);
      await bed.apply([{ ...listenerPolicy, spec }]);
      await waitFor('Envoy to reject the configuration', async () => (await rejections(bed)) > before);
      assert.match(bed.envoy.logs(5), /unable to open file '\/nonexistent\/access.log'/);
      assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
      await bed.envoy.stop();
      await bed.envoy.start();
      await assert.rejects(bed.request({ host: HOST, headers: ALLOWED }), REFUSED);
      assert.deepEqual(await bed.cluster.problems([listenerPolicy, gateway]), []);
      await bed.apply([listenerPolicy]);
      await waitFor('Envoy to listen', async () => (await bed.request({ host: HOST, headers: ALLOWED })).status === 200);
    },
  },
});
