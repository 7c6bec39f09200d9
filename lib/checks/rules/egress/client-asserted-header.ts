import { DECISION_HEADER } from '../../../core/decision-header';
import type { Rule } from '../base/rule';

const HEADER = /request\.http\.\??headers\[\??\\?["']([^"'\\]+)\\?["']\]/g;

/** A header says what whoever sends it wants it to say. */
export const clientAssertedHeader: Rule = {
  id: 'egress/client-asserted-header',
  severity: 'info',
  summary: 'the request policy decides by a header, which any caller can send',
  *check({ graph }) {
    for (const { object, path, text } of graph.requestPolicies) {
      const headers = [...new Set([...text.matchAll(HEADER)].map(([, name]) => name as string))];
      const asserted = headers.filter((name) => name !== DECISION_HEADER && name !== 'authorization');
      if (asserted.length === 0) continue;
      yield {
        object,
        path,
        got: asserted,
        allowed: 'who calls, as ztunnel guards it by the port of the listener; or a token whose signature is checked',
        fix: 'decide by object.attributes.destination.address.socket_address.port_value, with a listener for each group of callers',
      };
    }
  },
};
