import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import { listenerSettings } from '../../graph/http-settings';
import type { Objection } from '../../object/objection';
import { refusedFormats } from '../base/refused-formats';
import type { Rule } from '../base/rule';

/** The format of a response with an operator that Envoy does not know. */
export const responseFormat: Rule = {
  id: 'kgateway/response-format',
  severity: 'error',
  summary: 'Envoy rejects the format of the response, so the gateway keeps its old configuration',
  *check({ graph: { catalogue } }) {
    for (const object of catalogue.ofKind(KIND.DirectResponse)) {
      yield* ofFormat(object, ['spec', 'bodyFormat'], object.spec.bodyFormat);
    }
    for (const { policy, path, settings } of listenerSettings(catalogue)) {
      const { defaultBodyFormat, mappers = [] } = settings.localReplies ?? {};
      const replies = [...path, 'localReplies'];
      yield* ofFormat(policy, [...replies, 'defaultBodyFormat'], defaultBodyFormat);
      for (const [index, { bodyFormatOverride }] of mappers.entries()) {
        yield* ofFormat(policy, [...replies, 'mappers', index, 'bodyFormatOverride'], bodyFormatOverride);
      }
    }
  },
};

interface Format {
  readonly text?: string;
  readonly json?: unknown;
}

function* ofFormat(object: Manifest, path: Path, format: Format = {}): Iterable<Objection> {
  for (const field of ['text', 'json'] as const) yield* refusedFormats(object, [...path, field], format[field]);
}
