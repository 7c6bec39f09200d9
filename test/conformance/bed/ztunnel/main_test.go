package main

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

const inside = "ZTUNNEL_TEST_INSIDE"

// TestMain runs the tests in user, network and mount namespaces of their own, where they are root.
func TestMain(m *testing.M) {
	if os.Getenv(inside) != "" {
		os.Exit(m.Run())
	}
	args := append([]string{"--user", "--map-root-user", "--net", "--mount", "--kill-child", "--fork", os.Args[0]}, os.Args[1:]...)
	again := exec.Command("unshare", args...)
	again.Env = append(os.Environ(), inside+"=yes")
	again.Stdout, again.Stderr = os.Stdout, os.Stderr
	if err := again.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
