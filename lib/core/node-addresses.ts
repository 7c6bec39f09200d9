/**
 * The addresses that istio-cni gives to the processes of the node, such as kubelet, when they call a captured pod. ztunnel lets
 * such calls in without an identity: AuthorizationPolicy and PeerAuthentication do not apply to them.
 */
export const NODE_ADDRESSES: readonly string[] = ['169.254.7.127', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff'];
