package identity

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/url"
	"sync"
	"time"
)

const lifetime = 24 * time.Hour

// Authority issues the certificates of workloads. Its key never leaves the process.
type Authority struct {
	key         crypto.Signer
	certificate *x509.Certificate
	mu          sync.Mutex
	serial      int64
	issued      map[ID]*tls.Certificate
}

// NewAuthority makes an authority with a new key.
func NewAuthority() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := certificateTemplate(1)
	template.Subject = pkix.Name{CommonName: "stand-in for istiod's authority"}
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &Authority{key: key, certificate: certificate, serial: 1, issued: map[ID]*tls.Certificate{}}, err
}

func certificateTemplate(serial int64) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(lifetime)}
}

// certificateOf returns the certificate of a workload. It is issued once.
func (a *Authority) certificateOf(id ID) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if found := a.issued[id]; found != nil {
		return found, nil
	}
	certificate, err := a.issue(id)
	if err == nil {
		a.issued[id] = certificate
	}
	return certificate, err
}

func (a *Authority) issue(id ID) (*tls.Certificate, error) {
	uri, err := url.Parse(id.String())
	if err != nil {
		return nil, err
	}
	a.serial++
	template := certificateTemplate(a.serial)
	template.URIs = []*url.URL{uri}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func (a *Authority) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}
