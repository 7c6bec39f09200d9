// Package identity names workloads, and proves the names with certificates of an authority that lives in memory.
package identity

import (
	"fmt"
	"net/url"
	"strings"
)

// DefaultTrustDomain is what istiod calls the mesh unless it is configured otherwise.
const DefaultTrustDomain = "cluster.local"

// ID is the SPIFFE identity of a workload. The zero value means that there is none.
type ID struct {
	TrustDomain, Namespace, ServiceAccount string
}

// Known reports whether there is an identity.
func (id ID) Known() bool {
	return id != ID{}
}

// String is the SPIFFE URI, or empty if there is no identity.
func (id ID) String() string {
	if !id.Known() {
		return ""
	}
	return "spiffe://" + id.Principal()
}

// Principal is the identity as policies write it: the URI without its scheme.
func (id ID) Principal() string {
	if !id.Known() {
		return ""
	}
	return fmt.Sprintf("%s/ns/%s/sa/%s", id.TrustDomain, id.Namespace, id.ServiceAccount)
}

// parse reads a SPIFFE URI of the form that istiod uses.
func parse(uri *url.URL) (ID, error) {
	parts := strings.Split(strings.TrimPrefix(uri.Path, "/"), "/")
	if uri.Scheme != "spiffe" || len(parts) != 4 || parts[0] != "ns" || parts[2] != "sa" {
		return ID{}, fmt.Errorf("not the identity of a workload: %s", uri)
	}
	return ID{TrustDomain: uri.Host, Namespace: parts[1], ServiceAccount: parts[3]}, nil
}
