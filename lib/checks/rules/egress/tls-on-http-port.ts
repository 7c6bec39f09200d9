import { objectName } from '../../../core/format-finding';
import { backendIndexOf, dialled } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A policy that makes the gateway speak TLS to port 80, where nobody answers it. */
export const tlsOnHttpPort: Rule = {
  id: 'egress/tls-on-http-port',
  severity: 'warning',
  summary: 'the gateway speaks TLS to port 80, where plain HTTP is spoken',
  *check({ graph }) {
    for (const { destination, port, tls } of backendIndexOf(graph).http) {
      if (dialled(port) !== 80) continue;
      for (const { policy, path } of tls) {
        yield {
          object: policy,
          path,
          got: `TLS to port 80 of ${objectName(destination.object)}`,
          allowed: 'TLS to the port of an HTTPS listener, such as 443',
          fix: 'set the port of the destination to 443, or its targetPort; or name in sectionName the port that the policy is for',
        };
      }
    }
  },
};
