// Reads documents with the YAML reader of Kubernetes' tools, and reports those that differ from their original JSON.
//
// The input on stdin has for each document a line with the size of its YAML in bytes, the YAML, and a line with its JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

const maxReported = 5

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	read, wrong := 0, 0
	for {
		document, expected, err := next(in)
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "invalid input:", err)
			os.Exit(2)
		}
		read++
		if problem := compare(document, expected); problem != "" {
			if wrong++; wrong <= maxReported {
				fmt.Fprintf(os.Stderr, "%s\n%s\nwas: %s\n\n", problem, document, expected)
			}
		}
	}
	fmt.Printf("%d %d\n", read, wrong)
}

// next returns the YAML and the JSON of the next document.
func next(in *bufio.Reader) ([]byte, []byte, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return nil, nil, err
	}
	size, err := strconv.Atoi(strings.TrimSuffix(line, "\n"))
	if err != nil {
		return nil, nil, err
	}
	document := make([]byte, size)
	if _, err := io.ReadFull(in, document); err != nil {
		return nil, nil, err
	}
	expected, err := in.ReadBytes('\n')
	return document, expected, err
}

// compare describes how the result of the reader differs from the original. It is empty if they are equal.
func compare(document, expected []byte) string {
	got, err := yaml.YAMLToJSONStrict(document)
	if err != nil {
		return err.Error()
	}
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		return err.Error()
	}
	if err := json.Unmarshal(expected, &b); err != nil {
		return err.Error()
	}
	if !reflect.DeepEqual(a, b) {
		return "read as: " + string(got)
	}
	return ""
}
