package proxy

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"

	"cdk8s-egress.test/bed/ztunnel/identity"
	"cdk8s-egress.test/bed/ztunnel/pod"
)

// tunnelled is a CONNECT request that the other side has accepted.
type tunnelled struct {
	io.ReadCloser
	body   *io.PipeWriter
	cancel context.CancelFunc
}

func (t *tunnelled) Write(data []byte) (int, error) {
	return t.body.Write(data)
}

// CloseWrite ends the request's body.
func (t *tunnelled) CloseWrite() error {
	return t.body.Close()
}

// Close resets the request.
func (t *tunnelled) Close() error {
	t.cancel()
	return t.body.CloseWithError(context.Canceled)
}

// tunnel opens a stream to a port of a captured pod.
func (p *Pod) tunnel(parent context.Context, source netip.Addr, target netip.AddrPort, server identity.ID, entry *Entry) (stream, error) {
	gateway := netip.AddrPortFrom(target.Addr(), pod.HbonePort)
	entry.Target, entry.HboneTarget = gateway.String(), target.String()
	entry.SourceIdentity, entry.TargetIdentity = p.Identity.String(), server.String()
	connection, err := p.pool.get(parent, poolKey{source, gateway, server})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(parent)
	reader, writer := io.Pipe()
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Host: target.String()}, Host: target.String(), Header: http.Header{}, Body: reader}
	response, err := connection.RoundTrip(request.WithContext(ctx))
	if err == nil && response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		err = fmt.Errorf("http status: %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return &tunnelled{response.Body, writer, cancel}, nil
}
