import { listenerSettings } from '../../graph/http-settings';
import { refusedFormats } from '../base/refused-formats';
import type { Rule } from '../base/rule';

/** An access log with an operator that Envoy does not know. A proxy that starts with it opens no listener. */
export const accessLogOperator: Rule = {
  id: 'kgateway/access-log-operator',
  severity: 'error',
  summary: 'Envoy rejects the format of the access log, so a proxy that starts with this format opens no listener',
  *check({ graph: { catalogue } }) {
    for (const { policy, path, settings } of listenerSettings(catalogue)) {
      const logs = settings.accessLog ?? [];
      for (const [index, { fileSink }] of logs.entries()) {
        const sink = [...path, 'accessLog', index, 'fileSink'];
        for (const field of ['jsonFormat', 'stringFormat'] as const) {
          yield* refusedFormats(policy, [...sink, field], fileSink?.[field]);
        }
      }
    }
  },
};
