package proxy

import (
	"context"
	"errors"
	"fmt"

	"cdk8s-egress.test/bed/ztunnel/policy"
	"istio.io/istio/pkg/workloadapi"
)

var errCut = errors.New("connection closed because it's no longer allowed after a policy update")

// admit decides about a connection to the pod. The context that it returns ends when a changed policy no longer allows the connection.
//
// As in ztunnel, the connection keeps the list of policies that selected the pod when it was opened: a changed policy counts at once, and
// so does a new one for the namespace, but a new one that selects the pod counts for new connections only.
func (p *Pod) admit(parent context.Context, c policy.Connection) (context.Context, context.CancelFunc, error) {
	workload, err := p.workload()
	if err != nil {
		return nil, nil, err
	}
	changed := p.mesh.Index.Policies.Next()
	if err := p.decide(workload, c); err != nil {
		return nil, nil, fmt.Errorf("connection closed due to policy rejection: %w", err)
	}
	ctx, cancel := context.WithCancelCause(parent)
	go p.watch(ctx, cancel, changed, func() error { return p.decide(workload, c) })
	return ctx, func() { cancel(nil) }, nil
}

func (p *Pod) watch(ctx context.Context, cancel context.CancelCauseFunc, changed <-chan struct{}, decide func() error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			changed = p.mesh.Index.Policies.Next()
		}
		if err := decide(); err != nil {
			cancel(fmt.Errorf("%w: %w", errCut, err))
			return
		}
	}
}

func (p *Pod) decide(workload *workloadapi.Workload, c policy.Connection) error {
	return policy.Decide(p.mesh.Index.PoliciesOf(workload), c)
}
