package index

import (
	"maps"
	"slices"

	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

// Dump is the whole index as plain data.
type Dump struct {
	Workloads []*workloadapi.Workload   `json:"workloads"`
	Services  []*workloadapi.Service    `json:"services"`
	Policies  []*security.Authorization `json:"policies"`
}

// Dump copies the index, in the order of names.
func (x *Index) Dump() Dump {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return Dump{Workloads: sorted(x.workloads), Services: sorted(x.services), Policies: sorted(x.policies)}
}

func sorted[T any](values map[string]T) []T {
	found := make([]T, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		found = append(found, values[name])
	}
	return found
}
