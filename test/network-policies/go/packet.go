package main

import (
	"context"
	"net"
	_ "unsafe" // for go:linkname

	v1 "k8s.io/api/core/v1"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
)

// packet has the fields of the type that the evaluation takes, in their order.
type packet struct {
	id      uint32
	family  v1.IPFamily
	srcIP   net.IP
	dstIP   net.IP
	proto   v1.Protocol
	srcPort int
	dstPort int
	payload []byte
}

// The package exports its controller only, not its evaluation.
//
//go:linkname evaluatePacket sigs.k8s.io/kube-network-policies/pkg/networkpolicy.(*Controller).evaluatePacket
func evaluatePacket(controller *networkpolicy.Controller, ctx context.Context, given packet) bool
