package dns

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

const (
	dotsOfAFullName = 5
	attempts        = 3
	queryTimeout    = time.Second
)

// Resolver resolves hosts of ServiceEntries as ztunnel does: from its own pod, whose search domains apply to a name without a trailing dot.
type Resolver struct {
	// Server is the address of the DNS server, or empty for the one in /etc/resolv.conf.
	Server string
	Search []string
}

// server is read anew each time, because the file can change.
func (r *Resolver) server() (string, error) {
	if r.Server != "" {
		return r.Server, nil
	}
	config, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil || len(config.Servers) == 0 {
		return "", errors.Join(errors.New("no DNS server in /etc/resolv.conf"), err)
	}
	return net.JoinHostPort(config.Servers[0], config.Port), nil
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

// ask sends a query again if there is no answer, which UDP does not promise.
func ask(ctx context.Context, server string, query *dns.Msg) (answer *dns.Msg, err error) {
	client := dns.Client{Net: "udp4", Timeout: queryTimeout}
	for range attempts {
		if answer, _, err = client.ExchangeContext(ctx, query, server); err == nil {
			return answer, nil
		}
		log.Printf("dns: node: %s: %v", query.Question[0].Name, err)
	}
	return nil, err
}

func (r *Resolver) query(ctx context.Context, name string) ([]netip.Addr, error) {
	server, err := r.server()
	if err != nil {
		return nil, err
	}
	answer, err := ask(ctx, server, new(dns.Msg).SetQuestion(name, dns.TypeA))
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
