package index

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"

	"istio.io/istio/pkg/workloadapi"
)

// Upstream is where a connection goes.
type Upstream struct {
	// Workload is nil if nobody in the mesh has the address.
	Workload *workloadapi.Workload
	// Service is nil if the address is not virtual.
	Service *workloadapi.Service
	Port    uint16
}

// Host is the name of the service, or empty.
func (u Upstream) Host() string {
	return u.Service.GetHostname()
}

// Upstream chooses where a connection from a namespace to an address goes. It fails if the address is virtual, but nobody serves it.
func (x *Index) Upstream(namespace string, destination netip.AddrPort) (Upstream, error) {
	service := x.ServiceAt(destination.Addr(), namespace)
	if service == nil || service.GetLoadBalancing().GetMode() == workloadapi.LoadBalancing_PASSTHROUGH {
		return Upstream{Workload: x.WorkloadAt(destination.Addr()), Service: service, Port: destination.Port()}, nil
	}
	endpoints := x.endpoints(service, uint32(destination.Port()))
	if len(endpoints) == 0 {
		return Upstream{Service: service}, fmt.Errorf("no healthy upstream: %s", destination)
	}
	chosen := endpoints[rand.IntN(len(endpoints))]
	chosen.Service = service
	return chosen, nil
}

// endpoints are the workloads that serve a port of a service.
func (x *Index) endpoints(service *workloadapi.Service, port uint32) []Upstream {
	x.mu.RLock()
	defer x.mu.RUnlock()
	common, listed := targetPort(service.GetPorts(), port)
	var found []Upstream
	for _, workload := range x.workloads {
		ports, serves := workload.GetServices()[nameOf(service)]
		own, _ := targetPort(ports.GetPorts(), port)
		if target := cmp.Or(own, common); listed && serves && target != 0 && usable(service, workload) {
			found = append(found, Upstream{Workload: workload, Port: uint16(target)})
		}
	}
	return found
}

func usable(service *workloadapi.Service, workload *workloadapi.Workload) bool {
	all := service.GetLoadBalancing().GetHealthPolicy() == workloadapi.LoadBalancing_ALLOW_ALL
	return all || workload.GetStatus() == workloadapi.WorkloadStatus_HEALTHY
}

// targetPort is the target of a service's port, which is 0 if each workload has its own, and whether the port is listed.
func targetPort(ports []*workloadapi.Port, port uint32) (uint32, bool) {
	for _, one := range ports {
		if one.GetServicePort() == port {
			return one.GetTargetPort(), true
		}
	}
	return 0, false
}
