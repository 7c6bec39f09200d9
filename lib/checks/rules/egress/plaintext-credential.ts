import { oncePer } from '../../../core/group-by';
import type { DestinationPort, EgressGraph } from '../../graph';
import { credentialUses } from '../../graph/credentials';
import { backendIndexOf, type PortUse, portsInUse } from '../../graph/uses';
import { missedTls } from '../base/missed-targets';
import type { Rule } from '../base/rule';
import { addTls, correct, isEncrypted, tlsOf } from '../base/tls-texts';

/** A credential of the gateway that it sends without TLS. */
export const plaintextCredential: Rule = {
  id: 'egress/plaintext-credential',
  severity: 'error',
  summary: 'the gateway sends a credential in plaintext, which anybody on the network path can read and use',
  *check({ graph }) {
    const uses = credentialUses(graph);
    if (uses.length === 0) return;
    const plain = plaintextPorts(graph);
    const exposed = uses.flatMap((credential) => {
      const ports = credential.rule.backends.flatMap((backend) => portsInUse(backend));
      const use = ports.map((port) => plain.get(port)).find((found) => found !== undefined);
      return use ? [{ ...credential, use }] : [];
    });
    for (const { policy, path, header, use } of oncePer(exposed, (one) => one.policy)) {
      const missed = missedTls(use, graph);
      yield {
        object: policy,
        path,
        got: `${header} to port ${use.port.number} of ${use.destination.hosts[0] ?? use.destination.name}, and ${tlsOf(missed, use)}`,
        allowed: 'a credential over TLS',
        fix: missed ? correct(missed) : `use the TLS port of the host, and ${addTls(use.destination)}`,
      };
    }
  },
};

/** The ports outside the cluster to which the gateway speaks plaintext. The mesh encrypts what goes to Services. */
function plaintextPorts(graph: EgressGraph): ReadonlyMap<DestinationPort, PortUse> {
  const plain = backendIndexOf(graph).http.filter((use) => use.destination.kind !== 'Service' && !isEncrypted(use));
  return new Map(plain.map((use) => [use.port, use]));
}
