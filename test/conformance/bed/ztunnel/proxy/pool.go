package proxy

import (
	"context"
	"crypto/tls"
	"net/netip"
	"sync"
	"time"

	"cdk8s-egress.test/bed/ztunnel/identity"
	"golang.org/x/net/http2"
)

// A pooled connection lives so long after its last use.
const poolTimeout = 5 * time.Minute

type poolKey struct {
	source netip.Addr
	target netip.AddrPort
	server identity.ID
}

// pool has the tunnels of a pod. Streams to one workload share a connection, which a NetworkPolicy does not cut once it exists.
type pool struct {
	pod         *Pod
	mu          sync.Mutex
	connections map[poolKey]*http2.ClientConn
}

func (l *pool) get(ctx context.Context, key poolKey) (*http2.ClientConn, error) {
	l.mu.Lock()
	found := l.connections[key]
	l.mu.Unlock()
	if found != nil && found.CanTakeNewRequest() {
		return found, nil
	}
	made, err := l.connect(ctx, key)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.connections == nil {
		l.connections = map[poolKey]*http2.ClientConn{}
	}
	l.connections[key] = made
	return made, nil
}

func (l *pool) connect(ctx context.Context, key poolKey) (*http2.ClientConn, error) {
	config, err := l.pod.mesh.Authority.ClientConfig(l.pod.Identity, key.server)
	if err != nil {
		return nil, err
	}
	raw, err := l.pod.Netns.Dial(ctx, key.source, key.target)
	if err != nil {
		return nil, err
	}
	l.pod.closeAtEnd(raw)
	secured := tls.Client(raw, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	transport := &http2.Transport{IdleConnTimeout: poolTimeout}
	return transport.NewClientConn(secured)
}
