package dns

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

const dotsOfAFullName = 5

// Resolver resolves hosts of ServiceEntries as ztunnel does: from its own pod, whose search domains apply to a name without a trailing dot.
type Resolver struct {
	Server string
	Search []string
}

// Lookup returns one of the IPv4 addresses of a host.
func (r *Resolver) Lookup(ctx context.Context, host string) (netip.Addr, error) {
	for _, name := range r.candidates(host) {
		found, err := r.query(ctx, name)
		if err != nil {
			return netip.Addr{}, err
		}
		if len(found) > 0 {
			return found[rand.IntN(len(found))], nil
		}
	}
	return netip.Addr{}, fmt.Errorf("no ip addresses were resolved for %s", host)
}

func (r *Resolver) candidates(host string) []string {
	if strings.HasSuffix(host, ".") {
		return []string{host}
	}
	var found []string
	for _, domain := range r.Search {
		found = append(found, host+"."+domain+".")
	}
	if strings.Count(host, ".") >= dotsOfAFullName {
		return append([]string{host + "."}, found...)
	}
	return append(found, host+".")
}

func (r *Resolver) query(ctx context.Context, name string) ([]netip.Addr, error) {
	client := dns.Client{Net: "udp4", Timeout: forwardTimeout}
	answer, _, err := client.ExchangeContext(ctx, new(dns.Msg).SetQuestion(name, dns.TypeA), r.Server)
	if err != nil {
		return nil, err
	}
	var found []netip.Addr
	for _, record := range answer.Answer {
		if a, ok := record.(*dns.A); ok {
			address, _ := netip.AddrFromSlice(a.A.To4())
			found = append(found, address)
		}
	}
	return found, nil
}
