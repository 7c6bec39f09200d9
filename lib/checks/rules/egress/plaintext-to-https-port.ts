import { backendIndexOf, speaksTls } from '../../graph/uses';
import { missedTls } from '../base/missed-targets';
import type { Rule } from '../base/rule';
import { addTls, correct, isEncrypted, tlsOf } from '../base/tls-texts';

/** A backend of an HTTP route with a TLS port, but without a policy that enables TLS at the gateway. */
export const plaintextToHttpsPort: Rule = {
  id: 'egress/plaintext-to-https-port',
  severity: 'error',
  summary: 'the gateway sends plaintext to a TLS port',
  *check({ graph }) {
    for (const use of backendIndexOf(graph).http) {
      const { destination, port } = use;
      if (isEncrypted(use) || !speaksTls(port)) continue;
      const missed = missedTls(use, graph);
      const target = port.targetPort === undefined ? '' : `, targetPort ${port.targetPort}`;
      yield {
        object: destination.object,
        path: port.path,
        got: `port ${port.number}${target}${port.protocol ? `, ${port.protocol}` : ''}, and ${tlsOf(missed, use)}`,
        allowed:
          'a BackendTLSPolicy, or a BackendConfigPolicy with tls, for the destination: its protocol alone does not enable TLS',
        fix: missed ? correct(missed) : `${addTls(destination)}, and apply it before the destination`,
      };
    }
  },
};
