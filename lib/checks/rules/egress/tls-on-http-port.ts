import { objectName } from '../../../core/format-finding';
import { backendIndexOf, dialled } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A policy that makes the gateway use TLS on port 80, where the handshake fails. */
export const tlsOnHttpPort: Rule = {
  id: 'egress/tls-on-http-port',
  severity: 'warning',
  summary: 'the gateway uses TLS on port 80, the port for plain HTTP',
  *check({ graph }) {
    for (const { destination, port, tls } of backendIndexOf(graph).http) {
      if (dialled(port) !== 80) continue;
      for (const { policy, path } of tls) {
        yield {
          object: policy,
          path,
          got: `TLS to port 80 of ${objectName(destination.object)}`,
          allowed: 'TLS to an HTTPS port, such as 443',
          fix: 'set the port or the targetPort of the destination to 443, or use a separate destination for port 80',
        };
      }
    }
  },
};
