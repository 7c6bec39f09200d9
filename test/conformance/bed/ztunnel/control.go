package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"sync"

	"cdk8s-egress.test/bed/ztunnel/identity"
	"cdk8s-egress.test/bed/ztunnel/index"
	"cdk8s-egress.test/bed/ztunnel/pod"
	"cdk8s-egress.test/bed/ztunnel/proxy"
)

// addition is a pod to capture.
type addition struct {
	UID            string     `json:"uid"`
	Name           string     `json:"name"`
	Namespace      string     `json:"namespace"`
	ServiceAccount string     `json:"serviceAccount"`
	IP             netip.Addr `json:"ip"`
	// Netns is the path of the file of its network namespace.
	Netns string `json:"netns"`
	// DNSCapture is false for a pod with the annotation ambient.istio.io/dns-capture: "false".
	DNSCapture *bool `json:"dnsCapture"`
}

type removal struct {
	UID string `json:"uid"`
}

// command is a line of the input, which has one of the fields.
type command struct {
	Add    *addition `json:"add"`
	Remove *removal  `json:"remove"`
	Dump   *struct{} `json:"dump"`
}

// event is a line of the output, which has one of the fields. Only an error comes with another one.
type event struct {
	Ready   string      `json:"ready,omitempty"`
	Removed string      `json:"removed,omitempty"`
	Failed  string      `json:"failed,omitempty"`
	Error   string      `json:"error,omitempty"`
	Dump    *index.Dump `json:"dump,omitempty"`
}

// captured is a pod with its namespace.
type captured struct {
	*proxy.Pod
	netns *pod.Netns
}

// control keeps the captured pods.
type control struct {
	mesh   *proxy.Mesh
	pods   map[string]captured
	synced chan struct{}
	once   sync.Once
	mu     sync.Mutex
	output *json.Encoder
}

func newControl(mesh *proxy.Mesh, output io.Writer) *control {
	return &control{mesh: mesh, pods: map[string]captured{}, synced: make(chan struct{}), output: json.NewEncoder(output)}
}

// markSynced says that istiod's index is complete.
func (c *control) markSynced() {
	c.once.Do(func() { close(c.synced) })
}

func (c *control) execute(one command) {
	switch {
	case one.Add != nil:
		c.report(one.Add.UID, c.add(*one.Add), func() {
			<-c.synced
			c.tell(event{Ready: one.Add.UID})
		})
	case one.Remove != nil:
		c.report(one.Remove.UID, c.remove(one.Remove.UID), func() { c.tell(event{Removed: one.Remove.UID}) })
	case one.Dump != nil:
		dump := c.mesh.Index.Dump()
		c.tell(event{Dump: &dump})
	}
}

func (c *control) add(a addition) error {
	if _, exists := c.pods[a.UID]; exists || a.UID == "" {
		return errors.New("the uid is missing or in use")
	}
	netns, err := pod.Open(a.Netns)
	if err != nil {
		return err
	}
	id := identity.ID{TrustDomain: identity.DefaultTrustDomain, Namespace: a.Namespace, ServiceAccount: a.ServiceAccount}
	one := &proxy.Pod{
		Name: a.Name, Namespace: a.Namespace, Identity: id, Address: a.IP, Netns: netns, CaptureDNS: a.DNSCapture == nil || *a.DNSCapture,
	}
	if err := errors.Join(one.Start(c.mesh), pod.Probe(a.IP)); err != nil {
		return errors.Join(err, netns.Close())
	}
	c.pods[a.UID] = captured{one, netns}
	return nil
}

func (c *control) remove(uid string) error {
	one, exists := c.pods[uid]
	if !exists {
		return errors.New("no such pod")
	}
	delete(c.pods, uid)
	one.Stop()
	return errors.Join(pod.Unprobe(one.Address), one.netns.Close())
}

// report tells of a failure, or does what follows a success.
func (c *control) report(uid string, err error, succeeded func()) {
	if err != nil {
		c.tell(event{Failed: uid, Error: err.Error()})
		return
	}
	go succeeded()
}

// tell writes an event.
func (c *control) tell(one event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.output.Encode(one)
}
