// Package dns answers the DNS queries of captured pods, and resolves the hosts of ServiceEntries.
package dns

import "strings"

const (
	clusterDomain = "cluster.local"
	serviceDomain = "svc." + clusterDomain
)

// spelling is a way in which the mesh may know a queried name.
type spelling struct {
	host string
	// alias is the query without a search domain, or empty. The answer tells it as the canonical name.
	alias string
}

// spellings of a query: itself, as a short name of a Kubernetes Service, and both without each search domain of the pod.
func spellings(query, namespace string) []spelling {
	found := expand(query, namespace, "")
	for _, domain := range []string{namespace + "." + serviceDomain, serviceDomain, clusterDomain} {
		if stripped, ok := strings.CutSuffix(query, "."+domain); ok {
			found = append(found, expand(stripped, namespace, stripped)...)
		}
	}
	return found
}

func expand(name, namespace, alias string) []spelling {
	found := []spelling{{name, alias}}
	switch labels := strings.Count(name, ".") + 1; {
	case labels == 1:
		found = append(found, spelling{name + "." + namespace + "." + serviceDomain, alias})
	case labels == 2:
		found = append(found, spelling{name + "." + serviceDomain, alias})
	case labels == 3 && strings.HasSuffix(name, ".svc"):
		found = append(found, spelling{name + "." + clusterDomain, alias})
	}
	return found
}

// patterns are a host and the wildcards that cover it, most specific first.
func patterns(host string) []string {
	found := []string{host}
	for rest := host; ; {
		_, after, more := strings.Cut(rest, ".")
		if !more {
			return found
		}
		found, rest = append(found, "*."+after), after
	}
}
