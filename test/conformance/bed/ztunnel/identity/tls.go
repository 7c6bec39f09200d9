package identity

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

var protocols = []string{"h2"}

// ServerConfig accepts clients with a certificate of this authority only.
func (a *Authority) ServerConfig(self ID) (*tls.Config, error) {
	certificate, err := a.certificateOf(self)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{*certificate},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    a.roots(),
		NextProtos:   protocols,
		MinVersion:   tls.VersionTLS13,
	}, nil
}

// ClientConfig shows the certificate of a workload, and accepts only a server with the expected identity.
func (a *Authority) ClientConfig(self, server ID) (*tls.Config, error) {
	certificate, err := a.certificateOf(self)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{*certificate},
		NextProtos:   protocols,
		MinVersion:   tls.VersionTLS13,
		// Workloads have no host names. The chain and the identity are verified below instead.
		InsecureSkipVerify: true,
		VerifyConnection:   func(state tls.ConnectionState) error { return a.verify(state, server) },
	}, nil
}

func (a *Authority) verify(state tls.ConnectionState, expected ID) error {
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	if _, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: a.roots(), KeyUsages: usages}); err != nil {
		return err
	}
	found, err := PeerOf(state)
	if err == nil && found != expected {
		err = fmt.Errorf("the peer is %s, not %s", found, expected)
	}
	return err
}

// PeerOf is the identity in the certificate of the other side.
func PeerOf(state tls.ConnectionState) (ID, error) {
	if len(state.PeerCertificates) == 0 || len(state.PeerCertificates[0].URIs) != 1 {
		return ID{}, errors.New("the peer shows no identity")
	}
	return parse(state.PeerCertificates[0].URIs[0])
}
