// Judges pods with the upstream Pod Security library.
//
// The tests of the Pod Security engine call it: one line `versions<TAB>pod` in, one line of results out.
// With --prepare the pod first goes through the API server's own defaulting and creation strategy; with --manifests
// whole files are read (manifests.go). README.md beside this folder gives the formats. It leaves out exemptions and validation.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kjson "sigs.k8s.io/json"
)

const maxLine = 64 << 20

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "psa: "+format+"\n", args...)
	os.Exit(1)
}

var escaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "\x00", "\\0")

func writeEscaped(out *bufio.Writer, s string) {
	if strings.ContainsAny(s, "\\\t\n\r\x00") {
		s = escaper.Replace(s)
	}
	out.WriteString(s)
}

// A line that could not be judged; its text is the message of the E line.
type refusal struct{ text string }

func (r refusal) Error() string { return r.text }

func parseLine(line []byte) ([]api.Version, *corev1.Pod, error) {
	head, body, ok := bytes.Cut(line, []byte{'\t'})
	if !ok {
		return nil, nil, refusal{"no TAB in the line"}
	}
	var versions []api.Version
	for _, name := range strings.Split(string(head), ",") {
		v, err := api.ParseVersion(name)
		if err != nil {
			return nil, nil, refusal{fmt.Sprintf("version %q: %v", name, err)}
		}
		versions = append(versions, v)
	}
	pod := &corev1.Pod{}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(body, pod); err != nil {
		return nil, nil, refusal{err.Error()}
	}
	return versions, pod, nil
}

func writeResults(out *bufio.Writer, mark string, v api.Version, results []policy.CheckResult) {
	n := 0
	for i := range results {
		if !results[i].Allowed {
			n++
		}
	}
	out.WriteString(mark)
	out.WriteString(v.String())
	out.WriteByte('\t')
	out.WriteString(strconv.Itoa(n))
	for i := range results {
		if results[i].Allowed {
			continue
		}
		out.WriteByte('\t')
		writeEscaped(out, results[i].ForbiddenReason)
		out.WriteByte('\t')
		writeEscaped(out, results[i].ForbiddenDetail)
	}
}

func judge(out *bufio.Writer, evaluator policy.Evaluator, prepare prepareFunc, line []byte) {
	versions, pod, err := parseLine(line)
	if err == nil {
		pod, err = prepare(pod)
	}
	if err != nil {
		out.WriteString("E\t")
		writeEscaped(out, err.Error())
		out.WriteByte('\n')
		return
	}
	for i, v := range versions {
		if i > 0 {
			out.WriteByte('\t')
		}
		baseline := api.LevelVersion{Level: api.LevelBaseline, Version: v}
		writeResults(out, "b:", v, evaluator.EvaluatePod(baseline, &pod.ObjectMeta, &pod.Spec))
		out.WriteByte('\t')
		restricted := api.LevelVersion{Level: api.LevelRestricted, Version: v}
		writeResults(out, "r:", v, evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec))
	}
	out.WriteByte('\n')
}

func eachLine(in io.Reader, do func(line []byte)) {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 1<<20), maxLine)
	for scanner.Scan() {
		do(scanner.Bytes())
	}
	if err := scanner.Err(); err != nil {
		die("standard input: %v", err)
	}
}

func main() {
	prepareName := flag.String("prepare", "none", "what is applied before judging: none, pod or template")
	fixtures := flag.Bool("fixtures", false, "print the module's own fixture pods")
	checks := flag.Bool("checks", false, "print the registry: one line per check and revision")
	coverage := flag.Bool("coverage", false, "count passes and failures per check and revision over the pods on standard input")
	manifests := flag.Bool("manifests", false, "judge the objects of the files that standard input names")
	pairs := flag.String("pairs", "restricted:latest,baseline:latest", "with --manifests: the levels and versions to judge by")
	values := flag.Bool("values", false, "with --manifests: print the value of each document instead")
	flag.Parse()
	if flag.NArg() > 0 {
		die("unexpected argument %q", flag.Arg(0))
	}
	prepare, ok := preparations[*prepareName]
	if !ok {
		die("unknown preparation %q", *prepareName)
	}

	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	switch {
	case *fixtures:
		printFixtures(out)
	case *checks:
		printChecks(out)
	case *manifests:
		reviewManifests(os.Stdin, out, *pairs, *values)
	case *coverage:
		c := newCoverage()
		eachLine(os.Stdin, func(line []byte) {
			versions, pod, err := parseLine(line)
			if err == nil {
				pod, err = prepare(pod)
			}
			if err == nil {
				c.count(versions, pod)
			}
		})
		if !c.print(out) {
			out.Flush()
			die("some check or revision lacks a passing or a failing pod at its first or last version")
		}
	default:
		evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
		if err != nil {
			die("%v", err)
		}
		eachLine(os.Stdin, func(line []byte) { judge(out, evaluator, prepare, line) })
	}
	if err := out.Flush(); err != nil {
		die("standard output: %v", err)
	}
}
