package index

import (
	"net/netip"
	"strings"

	"istio.io/istio/pkg/workloadapi"
)

// ServiceNamed is the service of a host with a virtual address, as a client in a namespace sees it, or nil.
func (x *Index) ServiceNamed(host, namespace string) *workloadapi.Service {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var found []*workloadapi.Service
	for _, service := range x.byHost[strings.ToLower(host)] {
		if len(service.GetAddresses()) > 0 {
			found = append(found, service)
		}
	}
	return best(found, namespace)
}

// ServiceAt is the service with a virtual address, or nil. Of several ranges, the longest prefix counts.
func (x *Index) ServiceAt(address netip.Addr, namespace string) *workloadapi.Service {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var found []*workloadapi.Service
	longest := 0
	for _, service := range x.services {
		switch bits := prefixLength(service, address); {
		case bits > longest:
			longest, found = bits, []*workloadapi.Service{service}
		case bits == longest && bits > 0:
			found = append(found, service)
		}
	}
	return best(found, namespace)
}

// prefixLength is the length of the service's longest prefix that contains an address, or 0.
func prefixLength(service *workloadapi.Service, address netip.Addr) int {
	longest := 0
	for _, one := range service.GetAddresses() {
		base, ok := netip.AddrFromSlice(one.GetAddress())
		bits := base.BitLen()
		if one.Length != nil {
			bits = int(one.GetLength())
		}
		if ok && netip.PrefixFrom(base, bits).Contains(address) {
			longest = max(longest, bits)
		}
	}
	return longest
}

// best prefers the client's own namespace, then what istiod marks as canonical, then the first by name.
func best(services []*workloadapi.Service, namespace string) *workloadapi.Service {
	var found *workloadapi.Service
	for _, service := range services {
		hidden := service.GetVisibility() == workloadapi.Service_NAMESPACE && service.GetNamespace() != namespace
		if !hidden && (found == nil || isBetter(service, found, namespace)) {
			found = service
		}
	}
	return found
}

func isBetter(one, other *workloadapi.Service, namespace string) bool {
	if own := one.GetNamespace() == namespace; own != (other.GetNamespace() == namespace) {
		return own
	}
	if one.GetCanonical() != other.GetCanonical() {
		return one.GetCanonical()
	}
	return nameOf(one) < nameOf(other)
}

func nameOf(service *workloadapi.Service) string {
	return service.GetNamespace() + "/" + service.GetHostname()
}
