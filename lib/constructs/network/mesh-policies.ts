import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io/authorization-policy';
import type { PeerAuthenticationSpec } from '../../../imports/security.istio.io/peer-authentication';

type Labels = Readonly<Record<string, string>>;
type Source = NonNullable<NonNullable<AuthorizationPolicySpec['rules']>[number]['from']>[number]['source'];

/** Accepts only connections whose caller the mesh identifies, except on the given port. */
export function identifiedOnly(matchLabels: Labels, exceptPort?: number): PeerAuthenticationSpec {
  const except = exceptPort === undefined ? {} : { portLevelMtls: { [exceptPort]: { mode: 'PERMISSIVE' as const } } };
  return { selector: { matchLabels }, mtls: { mode: 'STRICT' }, ...except };
}

/**
 * Admits a source to a port of pods, or everybody. ztunnel compares the port with that of the pod, and enforces only policies with a
 * selector. As soon as one policy allows something, ztunnel denies everything else.
 */
export function admission(matchLabels: Labels, port: number, source?: Source): AuthorizationPolicySpec {
  const from = source ? { from: [{ source }] } : {};
  return { selector: { matchLabels }, action: 'ALLOW', rules: [{ ...from, to: [{ operation: { ports: [String(port)] } }] }] };
}
