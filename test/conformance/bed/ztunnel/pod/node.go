package pod

import "net/netip"

// NodeAddress is what captured pods see of the processes of the node.
const NodeAddress = "169.254.7.127"

const probedPods = "istio-inpod-probes-v4"

// nodeRules give every process in the namespace of the stand-in, which is the node, the address NodeAddress towards captured pods.
const nodeRules = `*nat
:ISTIO_POSTRT - [0:0]
-A POSTROUTING -j ISTIO_POSTRT
-A ISTIO_POSTRT -p tcp -m owner --socket-exists -m set --match-set ` + probedPods + ` dst -j SNAT --to-source ` + NodeAddress + `
COMMIT
`

// PrepareNode does what istio-cni does once on a node.
func PrepareNode() error {
	if err := execute("", "ipset", "create", probedPods, "hash:ip", "-exist"); err != nil {
		return err
	}
	return execute(nodeRules, "iptables-restore", "--noflush", "--wait")
}

// Probe lets the node reach a captured pod without identity, as the kubelet's probes do.
func Probe(address netip.Addr) error {
	return execute("", "ipset", "add", probedPods, address.String(), "-exist")
}

// Unprobe forgets a pod.
func Unprobe(address netip.Addr) error {
	return execute("", "ipset", "del", probedPods, address.String(), "-exist")
}
