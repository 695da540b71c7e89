// The other side of the benchmarks: upstream's own decoders and Pod Security library, on one core.
//
// bench/run calls it, in turn with bench_verdict:
//
//	bench verdict  std|k8s  FILE N   the JSON of one pod to its restricted:latest result
//	bench evaluate std|k8s  FILE N   the result alone, of a pod that was decoded before
//	bench list     std|k8s  FILE     a PodList on standard input or in FILE: read, decode, judge each pod once
//
// std is encoding/json, k8s the decoder of the API server (sigs.k8s.io/json). Prints the nanoseconds of
// processor time of one operation and the verdict, "pass" or "fail:<number of failed checks>"; for a list the
// number of its failed pods. It leaves out the admission plug-in, preparation and messages joined from several
// checks.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"syscall"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kjson "sigs.k8s.io/json"
)

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...)
	os.Exit(1)
}

type decodeFunc func(data []byte, into any) error

var decoders = map[string]decodeFunc{
	"std": json.Unmarshal,
	"k8s": kjson.UnmarshalCaseSensitivePreserveInts,
}

var restricted = api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}

func judge(evaluator policy.Evaluator, pod *corev1.Pod) int {
	failed := 0
	for _, result := range evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			failed++
		}
	}
	return failed
}

func mustDecode(decode decodeFunc, data []byte, into any) {
	if err := decode(data, into); err != nil {
		die("%v", err)
	}
}

// The processor's time in nanoseconds: on a busy machine the clock on the wall would also count waiting.
func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		die("%v", err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func print(started int64, n int, verdict string) {
	fmt.Printf("%.1f %s\n", float64(processorTime()-started)/float64(n), verdict)
}

func verdictOf(failed int) string {
	if failed == 0 {
		return "pass"
	}
	return fmt.Sprintf("fail:%d", failed)
}

func read(path string) []byte {
	var data []byte
	var err error
	if path == "-" {
		data, err = io.ReadAll(os.Stdin)
	} else {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		die("%v", err)
	}
	return data
}

func judgeList(evaluator policy.Evaluator, decode decodeFunc, path string) {
	started := processorTime()
	var list corev1.PodList
	mustDecode(decode, read(path), &list)
	failed := 0
	for i := range list.Items {
		if judge(evaluator, &list.Items[i]) > 0 {
			failed++
		}
	}
	print(started, 1, verdictOf(failed))
}

func main() {
	runtime.GOMAXPROCS(1)
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		die("%v", err)
	}
	if len(os.Args) < 4 || decoders[os.Args[2]] == nil {
		die("usage: bench verdict|evaluate|list std|k8s FILE [N]")
	}
	decode := decoders[os.Args[2]]
	if os.Args[1] == "list" {
		judgeList(evaluator, decode, os.Args[3])
		return
	}
	n := 0
	if len(os.Args) == 5 {
		n, _ = strconv.Atoi(os.Args[4])
	}
	if n < 1 {
		die("N must be a number above 0")
	}
	data := read(os.Args[3])
	var pod corev1.Pod
	mustDecode(decode, data, &pod)
	failed := judge(evaluator, &pod) // also warms up
	started := processorTime()
	switch os.Args[1] {
	case "verdict":
		for range n {
			var pod corev1.Pod
			mustDecode(decode, data, &pod)
			if judge(evaluator, &pod) != failed {
				die("the verdict changed")
			}
		}
	case "evaluate":
		for range n {
			if judge(evaluator, &pod) != failed {
				die("the verdict changed")
			}
		}
	default:
		die("unknown measurement %q", os.Args[1])
	}
	print(started, n, verdictOf(failed))
}
