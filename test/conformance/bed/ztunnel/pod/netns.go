// Package pod works in the network namespace of a captured pod: redirection rules, and sockets that they let pass.
package pod

import (
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"github.com/vishvananda/netns"
)

// Netns is the network namespace of a pod.
type Netns struct {
	path   string
	handle netns.NsHandle
}

// Open keeps a namespace open, given the path of its file.
func Open(path string) (*Netns, error) {
	handle, err := netns.GetFromPath(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Netns{path: path, handle: handle}, nil
}

// Close gives the namespace back.
func (n *Netns) Close() error {
	return n.handle.Close()
}

// do runs work on a thread in the namespace. Sockets that it makes stay there.
func (n *Netns) do(work func() error) error {
	runtime.LockOSThread()
	home, err := netns.Get()
	if err != nil {
		return err
	}
	defer home.Close()
	if err := netns.Set(n.handle); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	result := work()
	// A thread that cannot return stays locked: it ends with this goroutine, and nobody else gets it.
	if err := netns.Set(home); err != nil {
		return err
	}
	runtime.UnlockOSThread()
	return result
}

// run executes a program in the namespace.
func (n *Netns) run(input string, command ...string) error {
	return execute(input, append([]string{"nsenter", "--net=" + n.path}, command...)...)
}

func execute(input string, command ...string) error {
	program := exec.Command(command[0], command[1:]...)
	program.Stdin = strings.NewReader(input)
	if output, err := program.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, output)
	}
	return nil
}
