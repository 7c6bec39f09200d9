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
      for (const [index, { fileSink, openTelemetry }] of logs.entries()) {
        const log = [...path, 'accessLog', index];
        for (const field of ['jsonFormat', 'stringFormat'] as const) {
          yield* refusedFormats(policy, [...log, 'fileSink', field], fileSink?.[field]);
        }
        for (const field of ['body', 'attributes'] as const) {
          const refused = refusedFormats(policy, [...log, 'openTelemetry', field], openTelemetry?.[field]);
          for (const objection of refused) if (objection.path.at(-1) !== 'key') yield objection;
        }
      }
    }
  },
};
