package dns

import (
	"slices"
	"testing"
)

func hosts(query string) []string {
	var found []string
	for _, one := range spellings(query, "team-a") {
		found = append(found, one.host)
	}
	return found
}

func TestSpellings(t *testing.T) {
	cases := map[string][]string{
		"gateway":                           {"gateway", "gateway.team-a.svc.cluster.local"},
		"gateway.egress":                    {"gateway.egress", "gateway.egress.svc.cluster.local"},
		"gateway.egress.svc":                {"gateway.egress.svc", "gateway.egress.svc.cluster.local"},
		"host.docker.internal":              {"host.docker.internal"},
		"api.example.com.cluster.local":     {"api.example.com.cluster.local", "api.example.com"},
		"api.x.team-a.svc.cluster.local":    {"api.x.team-a.svc.cluster.local", "api.x", "api.x.svc.cluster.local", "api.x.team-a", "api.x.team-a.svc"},
		"a.example.com.svc.cluster.local":   {"a.example.com.svc.cluster.local", "a.example.com", "a.example.com.svc"},
		"deep.name.of.many.labels.internal": {"deep.name.of.many.labels.internal"},
	}
	for query, want := range cases {
		if got := hosts(query); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestAliasIsTheNameWithoutTheSearchDomain(t *testing.T) {
	found := spellings("host.docker.internal.team-a.svc.cluster.local", "team-a")
	if found[0].alias != "" || found[1] != (spelling{"host.docker.internal", "host.docker.internal"}) {
		t.Errorf("got %v", found)
	}
}

func TestPatterns(t *testing.T) {
	if got := patterns("a.b.c"); !slices.Equal(got, []string{"a.b.c", "*.b.c", "*.c"}) {
		t.Errorf("got %q", got)
	}
}
