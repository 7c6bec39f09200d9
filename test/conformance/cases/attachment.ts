import assert from 'node:assert/strict';
import { group } from '../bed';
import { ALLOWED, HOST, variant } from '../manifests';
import * as open from '../open-route';

const { conditions, DENIED, disable, extension, leaves, NO_DECISION, openRoute, policy, refused, target, toBackend, under } =
  open;

const off = policy('off', disable);
const on = policy('on', { extAuth: { extensionRef: { name: 'kyverno-authz-server' } } });
const byFilter = [extension('off')];
const toOutside = [toBackend()];

/** Rules as the library writes them: only what was decided leaves. The filters go on both. */
const decidedRules = (filters: readonly object[]) => [
  { matches: [{ headers: [{ name: 'x-egress-decision', value: HOST }] }], filters, backendRefs: toOutside },
  { filters: [...filters, open.refusal] },
];

export default group({
  name: 'attachment',
  title: 'What can be attached to the gateway, and leads outside without a decision',
  setup: async (bed) => {
    await bed.apply([...variant(), open.backend()]);
    await bed.healthy();
  },
  cases: {
    'an undecided rule under the authorization of the Gateway: the policy denies': (bed) =>
      under(bed, [openRoute([{ backendRefs: toOutside }])], () => refused(bed, DENIED)),
    'extAuth.disable by an ExtensionRef filter on a rule: the request leaves without a decision': (bed) =>
      under(bed, [off, openRoute([{ filters: byFilter, backendRefs: toOutside }])], async () => {
        await leaves(bed);
        assert.ok((await conditions(bed, off)).includes('Attached=True/Attached'));
      }),
    'the same on a backendRef: the request leaves, and the policy is reported Attached=False, Pending': (bed) =>
      under(bed, [off, openRoute([{ backendRefs: [{ ...toBackend(), filters: byFilter }] }])], async () => {
        await leaves(bed);
        assert.ok((await conditions(bed, off)).includes('Attached=False/Pending'));
      }),
    'the same on one of two backendRefs: its requests leave': (bed) =>
      under(
        bed,
        [
          off,
          openRoute([
            {
              backendRefs: [
                { ...toBackend(), filters: byFilter },
                { ...toBackend(), weight: 0 },
              ],
            },
          ]),
        ],
        () => leaves(bed),
      ),
    'extAuth.disable by filters on rules that want a decision: refused, with and without a forged one': (bed) =>
      under(bed, [off, openRoute(decidedRules(byFilter))], async () => {
        await refused(bed, NO_DECISION);
        await refused(bed, NO_DECISION, { headers: { 'x-egress-decision': HOST } });
      }),
    'a policy of an ExtensionRef filter on a rule wins over one that targets the rule or the route': async (bed) => {
      const rules = (name: string) => [{ name: 'rule', filters: [extension(name)], backendRefs: toOutside }];
      const enabled = policy('targets', on.spec as object, [target('open', 'rule')]);
      await under(bed, [off, enabled, openRoute(rules('off'))], () => leaves(bed));
      const disabled = policy('targets', disable, [target('open')]);
      await under(bed, [on, disabled, openRoute(rules('on'))], () => refused(bed, DENIED));
    },
    'extAuth.disable on a single backendRef wins over authorization by a filter on its rule': (bed) =>
      under(
        bed,
        [off, on, openRoute([{ filters: [extension('on')], backendRefs: [{ ...toBackend(), filters: byFilter }] }])],
        () => leaves(bed),
      ),
    'an ExtensionRef filter to a policy that does not exist: a rule is replaced by an error, on a backendRef it has no effect':
      async (bed) => {
        const missing = [extension('missing')];
        await under(bed, open.opened([{ filters: missing, backendRefs: toOutside }]), () => open.replaced(bed));
        await under(bed, open.opened([{ backendRefs: [{ ...toBackend(), filters: missing }] }]), () => leaves(bed));
      },
    'a TrafficPolicy by an ExtensionRef filter of a GRPCRoute has no effect; by targetRefs it opens the route': async (bed) => {
      const rules = [{ filters: byFilter, backendRefs: [{ ...toBackend(), filters: byFilter }] }];
      await under(bed, [off, openRoute(rules, {}, 'GRPCRoute')], () => refused(bed, DENIED));
      await under(bed, open.opened([{ backendRefs: toOutside }], 'GRPCRoute'), () => leaves(bed));
    },
    'and the allowed request passes as before': async (bed) => {
      assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
    },
  },
});
