// Package proxy carries the connections of captured pods.
package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"cdk8s-egress.test/bed/ztunnel/dns"
	"cdk8s-egress.test/bed/ztunnel/identity"
	"cdk8s-egress.test/bed/ztunnel/index"
	"cdk8s-egress.test/bed/ztunnel/pod"
	"istio.io/istio/pkg/workloadapi"
)

// How long to wait for a pod that istiod has not told yet.
const workloadTimeout = 5 * time.Second

// Calls to these ports could come back forever.
var ownPorts = []uint16{pod.OutboundPort, pod.PlaintextPort, pod.HbonePort, pod.DNSPort}

var errRecursive = errors.New("attempted recursive call to ourselves")

// Mesh is what all captured pods share.
type Mesh struct {
	Index     *index.Index
	Authority *identity.Authority
	Log       *Log
	Resolver  *dns.Resolver
	// ClusterDNS answers the pods' queries for names that the mesh does not know.
	ClusterDNS string
}

// Pod is a captured pod.
type Pod struct {
	Name, Namespace string
	Identity        identity.ID
	Address         netip.Addr
	Netns           *pod.Netns
	CaptureDNS      bool

	mesh *Mesh
	pool pool
	// ctx ends when the pod is removed.
	ctx context.Context
	end context.CancelFunc
}

// Start listens in the pod, and then redirects its traffic.
func (p *Pod) Start(mesh *Mesh) error {
	p.mesh = mesh
	p.ctx, p.end = context.WithCancel(context.Background())
	p.pool.pod = p
	if err := p.listen(); err != nil {
		p.Stop()
		return err
	}
	return p.Netns.Redirect(p.CaptureDNS)
}

// Stop ends all connections and listeners. The rules in the pod stay: without ztunnel, nothing gets in or out.
func (p *Pod) Stop() {
	p.end()
}

func (p *Pod) listen() error {
	hbone, err := p.hboneHandler()
	if err != nil {
		return err
	}
	handlers := map[uint16]func(*net.TCPConn){
		pod.OutboundPort:  p.outbound,
		pod.PlaintextPort: p.plaintext,
		pod.HbonePort:     hbone,
	}
	for port, handle := range handlers {
		listener, err := p.Netns.Listen(fmt.Sprintf("0.0.0.0:%d", port))
		if err != nil {
			return err
		}
		p.closeAtEnd(listener)
		go accept(listener, handle)
	}
	return p.listenDNS()
}

func (p *Pod) listenDNS() error {
	address := fmt.Sprintf("127.0.0.1:%d", pod.DNSPort)
	tcp, err := p.Netns.Listen(address)
	if err != nil {
		return err
	}
	p.closeAtEnd(tcp)
	udp, err := p.Netns.ListenPacket(address)
	if err != nil {
		return err
	}
	p.closeAtEnd(udp)
	server := dns.Server{Index: p.mesh.Index, Namespace: p.Namespace, Resolver: p.mesh.ClusterDNS, Dial: p.Netns.DialAny}
	server.Serve(tcp, udp)
	return nil
}

func (p *Pod) closeAtEnd(socket interface{ Close() error }) {
	context.AfterFunc(p.ctx, func() { _ = socket.Close() })
}

func accept(listener net.Listener, handle func(*net.TCPConn)) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go handle(connection.(*net.TCPConn))
	}
}

// workload is what istiod knows of the pod.
func (p *Pod) workload() (*workloadapi.Workload, error) {
	timeout := time.After(workloadTimeout)
	for {
		changed := p.mesh.Index.Addresses.Next()
		if found := p.mesh.Index.Pod(p.Namespace, p.Name); found != nil {
			return found, nil
		}
		select {
		case <-changed:
		case <-timeout:
			return nil, fmt.Errorf("istiod does not know the pod %s/%s", p.Namespace, p.Name)
		case <-p.ctx.Done():
			return nil, p.ctx.Err()
		}
	}
}

func isOwnPort(address netip.AddrPort) bool {
	return slices.Contains(ownPorts, address.Port())
}

// identityOf is the identity that istiod expects of a workload.
func identityOf(workload *workloadapi.Workload) identity.ID {
	id := identity.ID{
		TrustDomain:    workload.GetTrustDomain(),
		Namespace:      workload.GetNamespace(),
		ServiceAccount: workload.GetServiceAccount(),
	}
	if id.TrustDomain == "" {
		id.TrustDomain = identity.DefaultTrustDomain
	}
	if id.ServiceAccount == "" {
		id.ServiceAccount = "default"
	}
	return id
}
