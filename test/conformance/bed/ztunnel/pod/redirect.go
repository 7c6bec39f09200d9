package pod

import "strings"

// Ports of ztunnel in each pod.
const (
	OutboundPort  = 15001
	PlaintextPort = 15006
	HbonePort     = 15008
	DNSPort       = 15053
)

// capture are the rules of istio-cni in a pod, for IPv4: TCP that enters or leaves goes to ztunnel. Exempt are ztunnel's own sockets,
// replies to connections that it opened with the address of the caller, and processes of the node (169.254.7.127).
const capture = `*mangle
:ISTIO_PRERT - [0:0]
:ISTIO_OUTPUT - [0:0]
-A PREROUTING -j ISTIO_PRERT
-A OUTPUT -j ISTIO_OUTPUT
-A ISTIO_PRERT -m mark --mark 0x539/0xfff -j CONNMARK --set-xmark 0x111/0xfff
-A ISTIO_OUTPUT -m connmark --mark 0x111/0xfff -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
COMMIT
*nat
:ISTIO_PRERT - [0:0]
:ISTIO_OUTPUT - [0:0]
-A PREROUTING -j ISTIO_PRERT
-A OUTPUT -j ISTIO_OUTPUT
-A ISTIO_PRERT -s 169.254.7.127 -p tcp -j ACCEPT
-A ISTIO_OUTPUT -d 169.254.7.127 -p tcp -j ACCEPT
-A ISTIO_PRERT ! -d 127.0.0.1/32 -p tcp ! --dport 15008 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15006
#dns -A ISTIO_OUTPUT ! -o lo -p udp -m mark ! --mark 0x539/0xfff -m udp --dport 53 -j REDIRECT --to-port 15053
#dns -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -p tcp --dport 53 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15053
-A ISTIO_OUTPUT -p tcp -m mark --mark 0x111/0xfff -j ACCEPT
-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -j ACCEPT
-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -p tcp -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15001
COMMIT
*raw
:ISTIO_PRERT - [0:0]
:ISTIO_OUTPUT - [0:0]
-A PREROUTING -j ISTIO_PRERT
-A OUTPUT -j ISTIO_OUTPUT
#dns -A ISTIO_OUTPUT -p udp -m mark --mark 0x539/0xfff -m udp --dport 53 -j CT --zone 1
#dns -A ISTIO_PRERT -p udp -m mark ! --mark 0x539/0xfff -m udp --sport 53 -j CT --zone 1
COMMIT
`

// Redirect installs the rules, and the route that brings replies to a caller's address back to ztunnel's socket.
func (n *Netns) Redirect(captureDNS bool) error {
	rules := capture
	if captureDNS {
		rules = strings.ReplaceAll(rules, "#dns ", "")
	}
	if err := n.run(rules, "iptables-restore", "--wait"); err != nil {
		return err
	}
	// The rule exists if the stand-in was restarted.
	_ = n.run("", "ip", "rule", "del", "pref", "32764")
	if err := n.run("", "ip", "rule", "add", "fwmark", "0x111/0xfff", "pref", "32764", "lookup", "100"); err != nil {
		return err
	}
	return n.run("", "ip", "route", "replace", "local", "0.0.0.0/0", "dev", "lo", "table", "100")
}
