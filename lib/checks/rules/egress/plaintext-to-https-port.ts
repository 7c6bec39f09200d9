import { backendIndexOf, speaksTls } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A backend of an HTTP route with a TLS port, but without a policy that enables TLS at the gateway. */
export const plaintextToHttpsPort: Rule = {
  id: 'egress/plaintext-to-https-port',
  severity: 'error',
  summary: 'the gateway sends plaintext to a TLS port',
  *check({ graph }) {
    for (const { destination, port, tls } of backendIndexOf(graph).http) {
      if (tls.length > 0 || !speaksTls(port)) continue;
      const { object, kind, name } = destination;
      const target = port.targetPort === undefined ? '' : `, targetPort ${port.targetPort}`;
      yield {
        object,
        path: port.path,
        got: `port ${port.number}${target}${port.protocol ? `, ${port.protocol}` : ''}, and no TLS policy`,
        allowed:
          'a BackendTLSPolicy, or a BackendConfigPolicy with tls, for the destination: its protocol alone does not enable TLS',
        fix: `add a BackendTLSPolicy for ${kind} ${name}, and apply it before the destination`,
      };
    }
  },
};
