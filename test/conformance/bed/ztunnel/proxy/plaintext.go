package proxy

import (
	"net"
	"time"

	"cdk8s-egress.test/bed/ztunnel/pod"
	"cdk8s-egress.test/bed/ztunnel/policy"
)

// plaintext carries a connection to the pod that came outside a tunnel, so its caller has no identity.
func (p *Pod) plaintext(near *net.TCPConn) {
	defer near.Close()
	source := near.RemoteAddr().(*net.TCPAddr).AddrPort()
	destination, err := pod.OriginalDestination(near)
	entry := p.inboundEntry(source.String(), destination.String())
	if err == nil {
		err = p.deliver(near, policy.Connection{Source: source.Addr().Unmap(), Destination: destination}, entry)
	}
	p.mesh.Log.close(entry, err)
}

func (p *Pod) inboundEntry(source, target string) *Entry {
	return &Entry{
		Time: time.Now(), Direction: "inbound", Source: source, Target: target, TargetWorkload: p.Name, TargetSpace: p.Namespace,
	}
}

func (p *Pod) deliver(near *net.TCPConn, c policy.Connection, entry *Entry) error {
	if isOwnPort(c.Destination) {
		return errRecursive
	}
	ctx, release, err := p.admit(p.ctx, c)
	if err != nil {
		return err
	}
	defer release()
	far, err := p.Netns.Dial(ctx, c.Source, c.Destination)
	if err != nil {
		return err
	}
	return relay(ctx, near, tcp(far), entry)
}
