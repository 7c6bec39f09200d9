package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"cdk8s-egress.test/bed/ztunnel/identity"
	"cdk8s-egress.test/bed/ztunnel/policy"
	"golang.org/x/net/http2"
)

const handshakeTimeout = 10 * time.Second

// As large as ztunnel's, so that a stream whose application does not read leaves room for others.
const (
	streamWindow     = 4 << 20
	connectionWindow = 16 << 20
)

// hboneHandler serves tunnels to the pod. Only callers with an identity get in.
func (p *Pod) hboneHandler() (func(*net.TCPConn), error) {
	config, err := p.mesh.Authority.ServerConfig(p.Identity)
	if err != nil {
		return nil, err
	}
	return func(raw *net.TCPConn) {
		defer raw.Close()
		defer context.AfterFunc(p.ctx, func() { _ = raw.Close() })()
		secured := tls.Server(raw, config)
		if err := p.serve(secured, raw); err != nil {
			p.mesh.Log.close(p.inboundEntry(raw.RemoteAddr().String(), raw.LocalAddr().String()), err)
		}
	}, nil
}

func (p *Pod) serve(secured *tls.Conn, raw *net.TCPConn) error {
	ctx, cancel := context.WithTimeout(p.ctx, handshakeTimeout)
	defer cancel()
	if err := secured.HandshakeContext(ctx); err != nil {
		return errors.Join(errors.New("tls handshake error"), err)
	}
	peer, err := identity.PeerOf(secured.ConnectionState())
	if err != nil {
		return err
	}
	source := raw.RemoteAddr().(*net.TCPAddr).AddrPort()
	requests := &tunnelServer{pod: p, peer: peer, source: source, self: raw.LocalAddr().(*net.TCPAddr).AddrPort()}
	server := &http2.Server{MaxUploadBufferPerStream: streamWindow, MaxUploadBufferPerConnection: connectionWindow}
	server.ServeConn(secured, &http2.ServeConnOpts{Context: p.ctx, Handler: requests})
	return nil
}

// tunnelServer serves the requests in one connection.
type tunnelServer struct {
	pod          *Pod
	peer         identity.ID
	source, self netip.AddrPort
}

// refusal is an error with the status that tells it to the caller.
type refusal struct {
	error
	status int
}

// ServeHTTP logs each request, and decides about it.
func (s *tunnelServer) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	entry := s.pod.inboundEntry(s.source.String(), s.self.String())
	entry.HboneTarget, entry.SourceIdentity, entry.TargetIdentity = request.Host, s.peer.String(), s.pod.Identity.String()
	err := s.connect(writer, request, entry)
	s.pod.mesh.Log.close(entry, err)
	var refused refusal
	switch {
	case errors.As(err, &refused):
		writer.WriteHeader(refused.status)
	case err != nil:
		// Resets the stream.
		panic(http.ErrAbortHandler)
	}
}

func (s *tunnelServer) connect(writer http.ResponseWriter, request *http.Request, entry *Entry) error {
	target, err := s.target(request)
	if err != nil {
		return refusal{err, http.StatusBadRequest}
	}
	if isOwnPort(target) {
		return refusal{errRecursive, http.StatusServiceUnavailable}
	}
	c := policy.Connection{Source: s.source.Addr().Unmap(), Destination: target, Peer: s.peer}
	ctx, release, err := s.pod.admit(request.Context(), c)
	if err != nil {
		return refusal{err, http.StatusUnauthorized}
	}
	defer release()
	// The application sees the address of the caller.
	far, err := s.pod.Netns.Dial(ctx, c.Source, target)
	if err != nil {
		return refusal{err, http.StatusServiceUnavailable}
	}
	return answer(ctx, writer, request, tcp(far), entry)
}

func (s *tunnelServer) target(request *http.Request) (netip.AddrPort, error) {
	if request.Method != http.MethodConnect {
		return netip.AddrPort{}, errors.New("not a CONNECT request")
	}
	target, err := netip.ParseAddrPort(request.Host)
	if err == nil && target.Addr() != s.self.Addr().Unmap() {
		err = errors.New("the tunnel is for another address")
	}
	return target, err
}
