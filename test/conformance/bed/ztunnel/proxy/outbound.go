package proxy

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"cdk8s-egress.test/bed/ztunnel/index"
	"cdk8s-egress.test/bed/ztunnel/pod"
	"istio.io/istio/pkg/workloadapi"
)

// outbound carries a connection that the pod opened. The pod's connect has succeeded by now, whatever becomes of it.
func (p *Pod) outbound(near *net.TCPConn) {
	defer near.Close()
	source := near.RemoteAddr().(*net.TCPAddr).AddrPort()
	destination, err := pod.OriginalDestination(near)
	entry := &Entry{
		Time: time.Now(), Direction: "outbound", Source: source.String(), Target: destination.String(),
		SourceWorkload: p.Name, SourceSpace: p.Namespace,
	}
	if err == nil {
		err = p.carry(near, source.Addr().Unmap(), destination, entry)
	}
	p.mesh.Log.close(entry, err)
}

func (p *Pod) carry(near *net.TCPConn, source netip.Addr, destination netip.AddrPort, entry *Entry) error {
	if isOwnPort(destination) {
		return errRecursive
	}
	upstream, err := p.mesh.Index.Upstream(p.Namespace, destination)
	entry.Service = upstream.Host()
	if err != nil {
		return err
	}
	if upstream.Workload.GetWaypoint() != nil || upstream.Service.GetWaypoint() != nil {
		return errors.New("the stand-in knows no waypoints")
	}
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	far, err := p.reach(ctx, source, destination, upstream, entry)
	if err != nil {
		return err
	}
	return relay(ctx, near, far, entry)
}

// reach connects to an upstream: through a tunnel if it is captured, else as the pod itself would.
func (p *Pod) reach(ctx context.Context, source netip.Addr, destination netip.AddrPort, upstream index.Upstream, entry *Entry) (stream, error) {
	target, err := p.addressOf(ctx, destination, upstream)
	if err != nil {
		return nil, err
	}
	entry.TargetWorkload, entry.TargetSpace = upstream.Workload.GetName(), upstream.Workload.GetNamespace()
	// A pod reaches itself without a tunnel.
	if upstream.Workload.GetTunnelProtocol() == workloadapi.TunnelProtocol_HBONE && target.Addr() != p.Address {
		return p.tunnel(ctx, source, target, identityOf(upstream.Workload), entry)
	}
	entry.Target = target.String()
	connection, err := p.Netns.Dial(ctx, source, target)
	if err != nil {
		return nil, err
	}
	return tcp(connection), nil
}

func (p *Pod) addressOf(ctx context.Context, destination netip.AddrPort, upstream index.Upstream) (netip.AddrPort, error) {
	workload := upstream.Workload
	if workload == nil {
		return destination, nil
	}
	for _, bytes := range workload.GetAddresses() {
		if address, ok := netip.AddrFromSlice(bytes); ok && address.Is4() {
			return netip.AddrPortFrom(address, upstream.Port), nil
		}
	}
	address, err := p.mesh.Resolver.Lookup(ctx, workload.GetHostname())
	return netip.AddrPortFrom(address, upstream.Port), err
}
