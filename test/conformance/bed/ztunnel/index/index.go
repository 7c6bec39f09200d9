// Package index keeps what istiod says about workloads, services and policies.
package index

import (
	"net/netip"
	"strings"
	"sync"

	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

// Index is the current state. The values in it are never changed, only replaced.
type Index struct {
	mu        sync.RWMutex
	workloads map[string]*workloadapi.Workload
	services  map[string]*workloadapi.Service
	policies  map[string]*security.Authorization
	byHost    map[string][]*workloadapi.Service

	// Addresses and Policies fire at each change.
	Addresses, Policies Signal
}

// New returns an empty index.
func New() *Index {
	return &Index{
		workloads: map[string]*workloadapi.Workload{},
		services:  map[string]*workloadapi.Service{},
		policies:  map[string]*security.Authorization{},
		byHost:    map[string][]*workloadapi.Service{},
	}
}

// UpdateAddresses takes over workloads and services, by resource name.
func (x *Index) UpdateAddresses(changed map[string]*workloadapi.Address, removed []string) {
	x.mu.Lock()
	defer x.Addresses.Fire()
	defer x.mu.Unlock()
	for _, name := range removed {
		delete(x.workloads, name)
		delete(x.services, name)
	}
	for name, address := range changed {
		if workload := address.GetWorkload(); workload != nil {
			x.workloads[name] = workload
		} else if service := address.GetService(); service != nil {
			x.services[name] = service
		}
	}
	x.indexHosts()
}

func (x *Index) indexHosts() {
	x.byHost = make(map[string][]*workloadapi.Service, len(x.services))
	for _, service := range x.services {
		host := strings.ToLower(service.GetHostname())
		x.byHost[host] = append(x.byHost[host], service)
	}
}

// UpdatePolicies takes over policies, by resource name.
func (x *Index) UpdatePolicies(changed map[string]*security.Authorization, removed []string) {
	x.mu.Lock()
	defer x.Policies.Fire()
	defer x.mu.Unlock()
	for _, name := range removed {
		delete(x.policies, name)
	}
	for name, policy := range changed {
		x.policies[name] = policy
	}
}

// Pod is the workload of a pod, or nil.
func (x *Index) Pod(namespace, name string) *workloadapi.Workload {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for uid, workload := range x.workloads {
		if strings.HasSuffix(uid, "//Pod/"+namespace+"/"+name) {
			return workload
		}
	}
	return nil
}

// WorkloadAt is the workload with an address, or nil. A pod comes before the endpoint of a ServiceEntry.
func (x *Index) WorkloadAt(address netip.Addr) *workloadapi.Workload {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var found *workloadapi.Workload
	for uid, workload := range x.workloads {
		if hasAddress(workload, address) && (found == nil || isPod(uid) && !isPod(found.GetUid())) {
			found = workload
		}
	}
	return found
}

func isPod(uid string) bool {
	return strings.Contains(uid, "//Pod/")
}

func hasAddress(workload *workloadapi.Workload, address netip.Addr) bool {
	if workload.GetNetworkMode() == workloadapi.NetworkMode_HOST_NETWORK {
		return false
	}
	for _, bytes := range workload.GetAddresses() {
		if found, ok := netip.AddrFromSlice(bytes); ok && found == address {
			return true
		}
	}
	return false
}

// PoliciesOf are the policies for a workload: of the mesh, of its namespace, and those that select it.
// A policy that selects it but has not arrived yet is missing, as it is in ztunnel.
func (x *Index) PoliciesOf(workload *workloadapi.Workload) []*security.Authorization {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var found []*security.Authorization
	for _, policy := range x.policies {
		if covers(policy, workload.GetNamespace()) {
			found = append(found, policy)
		}
	}
	for _, name := range workload.GetAuthorizationPolicies() {
		if policy := x.policies[name]; policy != nil {
			found = append(found, policy)
		}
	}
	return found
}

func covers(policy *security.Authorization, namespace string) bool {
	switch policy.GetScope() {
	case security.Scope_GLOBAL:
		return true
	case security.Scope_NAMESPACE:
		return policy.GetNamespace() == namespace
	}
	return false
}
