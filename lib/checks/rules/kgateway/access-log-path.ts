import { KIND } from '../../../core/kinds';
import type { Manifest } from '../../../manifests/manifest';
import type { EgressGraph, Gateway } from '../../graph';
import { listenerSettings } from '../../graph/http-settings';
import { isWritable, isWritableAnywhere } from '../../graph/writable-paths';
import type { Rule } from '../base/rule';

/** An access log in a file that Envoy cannot write. A proxy that starts with it opens no listener. */
export const accessLogPath: Rule = {
  id: 'kgateway/access-log-path',
  severity: 'error',
  summary: 'Envoy cannot write the access log, so a proxy that starts with this path opens no listener',
  *check({ graph }) {
    for (const { policy, path, settings } of listenerSettings(graph.catalogue)) {
      for (const [index, { fileSink }] of (settings.accessLog ?? []).entries()) {
        const file = fileSink?.path;
        if (file === undefined || isWritableAnywhere(file)) continue;
        const gateway = gatewaysOf(policy, graph).find((each) => isWritable(file, each, graph.catalogue) === false);
        if (!gateway) continue;
        yield {
          object: policy,
          path: [...path, 'accessLog', index, 'fileSink', 'path'],
          got: `${file}, where no writable volume is mounted in the pods of Gateway ${gateway.namespace}/${gateway.name}`,
          allowed: '/dev/stdout, /dev/stderr, or a file in an existing folder of a writable volume',
          fix: 'log to /dev/stdout, or mount a volume: kube.envoyContainer.extraVolumeMounts of the GatewayParameters',
        };
      }
    }
  },
};

/** The Gateways that a policy targets. */
function gatewaysOf(policy: Manifest, { gateways, policies }: EgressGraph): Gateway[] {
  const targets = [KIND.ListenerPolicy, KIND.HTTPListenerPolicy].flatMap((kind) => policies.targets(kind));
  const own = targets.filter((target) => target.policy === policy && target.kind === KIND.Gateway);
  return gateways.filter(({ namespace, name }) => own.some((each) => each.namespace === namespace && each.name === name));
}
