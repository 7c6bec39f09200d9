// Package fsimpl stands in for github.com/hairyhenderson/go-fsimpl, which the module proxy does not serve.
// It has what the Kyverno authorization server calls, written anew: a table of file systems by URL scheme.
package fsimpl

import (
	"fmt"
	"io/fs"
	"net/url"
)

// FSProvider opens a file system for a URL of one of its schemes.
type FSProvider interface {
	Schemes() []string
	New(u *url.URL) (fs.FS, error)
}

type providerFunc struct {
	open    func(*url.URL) (fs.FS, error)
	schemes []string
}

func (p providerFunc) Schemes() []string              { return p.schemes }
func (p providerFunc) New(u *url.URL) (fs.FS, error) { return p.open(u) }

// FSProviderFunc makes a provider of a function.
func FSProviderFunc(open func(*url.URL) (fs.FS, error), schemes ...string) FSProvider {
	return providerFunc{open, schemes}
}

// FSMux finds the provider for a URL by its scheme.
type FSMux map[string]FSProvider

// NewMux makes an empty table.
func NewMux() FSMux { return FSMux{} }

// Add enters a provider under each of its schemes.
func (m FSMux) Add(p FSProvider) {
	for _, scheme := range p.Schemes() {
		m[scheme] = p
	}
}

// Lookup opens the file system that a URL names.
func (m FSMux) Lookup(address string) (fs.FS, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if p, ok := m[u.Scheme]; ok {
		return p.New(u)
	}
	return nil, fmt.Errorf("no file system for %q", address)
}
