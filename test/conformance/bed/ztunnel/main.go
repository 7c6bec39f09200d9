// Command ztunnel stands in for Istio's ztunnel on the test bed. See README.md.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"
	"strings"

	"cdk8s-egress.test/bed/ztunnel/dns"
	"cdk8s-egress.test/bed/ztunnel/identity"
	"cdk8s-egress.test/bed/ztunnel/index"
	"cdk8s-egress.test/bed/ztunnel/pod"
	"cdk8s-egress.test/bed/ztunnel/proxy"
	"cdk8s-egress.test/bed/ztunnel/xds"
)

func main() {
	istiod := flag.String("istiod", "127.0.0.1:15010", "istiod's plaintext xDS address")
	resolver := flag.String("resolver", "10.96.0.10:53", "address of the cluster's DNS")
	search := flag.String("search", "istio-system.svc.cluster.local svc.cluster.local cluster.local", "search domains of ztunnel's own pod")
	access := flag.String("access-log", "/dev/stderr", "file for a line about each connection")
	flag.Parse()
	if err := run(*istiod, *resolver, strings.Fields(*search), *access); err != nil {
		log.Fatal(err)
	}
}

func run(istiod, resolver string, search []string, access string) error {
	authority, err := identity.NewAuthority()
	if err != nil {
		return err
	}
	target, err := os.OpenFile(access, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := pod.PrepareNode(); err != nil {
		return err
	}
	mesh := &proxy.Mesh{
		Index: index.New(), Authority: authority, Log: proxy.NewLog(target), Resolver: &dns.Resolver{Search: search}, ClusterDNS: resolver,
	}
	control := newControl(mesh, os.Stdout)
	client := xds.Client{Server: istiod, Index: mesh.Index, Synced: control.markSynced}
	go client.Run(context.Background())
	return obey(control, os.Stdin)
}

// obey carries out the commands of the bed until it closes the input.
func obey(control *control, input io.Reader) error {
	for decoder := json.NewDecoder(input); ; {
		var one command
		if err := decoder.Decode(&one); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		control.execute(one)
	}
}
