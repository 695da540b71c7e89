// The other side of the benchmark: how long upstream takes from a pod's bytes to the plug-in's decision.
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"syscall"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/kubernetes/pkg/apis/core"
	kjson "sigs.k8s.io/json"
)

// The processor's time in nanoseconds: on a busy machine the clock on the wall would also count waiting.
func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		die("%v", err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// decide is what the API server does up to the end of the mutating phase: decoding, defaults, the internal form, the
// ServiceAccount plug-in, the policies. It gives the chosen policy, empty when the pod is denied.
func (w *worker) decide(c *pspCase, text []byte) string {
	served := &corev1.Pod{}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(text, served); err != nil {
		die("%v", err)
	}
	schemeDefault(served)
	pod := convert(served, &core.Pod{})
	pod.Namespace = c.Namespace
	a := c.attributes(pod, nil)
	if err := w.accounts.Admit(context.Background(), a, nil); err != nil {
		die("%v", err)
	}
	if err := w.world.pspPlugin().mutation.Admit(context.Background(), a, nil); err != nil {
		return ""
	}
	return a.audit["podsecuritypolicy.policy.k8s.io/admit-policy"]
}

// bench reads a world and creations from standard input and decides on them in turn, n times, on one core. It prints the
// nanoseconds of one decision and how many of the cases are admitted.
func bench(n int) {
	runtime.GOMAXPROCS(1)
	w := newWorker()
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(make([]byte, 1<<20), maxLine)
	var cases []*pspCase
	var pods [][]byte
	for scanner.Scan() {
		line := append([]byte(nil), scanner.Bytes()...)
		if body, ok := bytes.CutPrefix(line, []byte("W\t")); ok {
			w.world = newWorldSource(body).get(w)
			continue
		}
		body, ok := bytes.CutPrefix(line, []byte("C\t"))
		var raw struct {
			pspCase
			Pod jsonText `json:"pod"`
		}
		if !ok || kjson.UnmarshalCaseSensitivePreserveInts(body, &raw) != nil || raw.Verb != "create" {
			die("a benchmark wants a world and creations")
		}
		raw.Operation = admission.Create
		cases = append(cases, &raw.pspCase)
		pods = append(pods, raw.Pod)
	}
	if err := scanner.Err(); err != nil || w.world == nil || len(cases) == 0 {
		die("a benchmark wants a world and creations: %v", err)
	}
	admitted := 0
	for i := range cases { // also warms up
		if w.decide(cases[i], pods[i]) != "" {
			admitted++
		}
	}
	started := processorTime()
	for i := range n {
		w.decide(cases[i%len(cases)], pods[i%len(cases)])
	}
	fmt.Printf("%.1f admitted:%d\n", float64(processorTime()-started)/float64(n), admitted)
}

type jsonText []byte

func (t *jsonText) UnmarshalJSON(text []byte) error {
	*t = append((*t)[:0], text...)
	return nil
}
