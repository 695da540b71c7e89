// What the API server would say of whole manifests: which objects are in them, which of these make pods, and the
// answers of the admission plug-in itself.
//
// Nothing of ours decides here what is a pod: documents are split and read by upstream's readers, decoded into upstream's
// types, and the pod is found by upstream's PodSpecExtractor. Kinds that upstream does not know are searched for whatever has the
// shape of a pod template, under any name, and for lists of containers elsewhere.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/pod-security-admission/admission"
	admissionapi "k8s.io/pod-security-admission/admission/api"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/metrics"
	"k8s.io/pod-security-admission/policy"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// One line of the answer: a document that holds no object, or an object.
type manifest struct {
	File       string `json:"file"`
	Line       int    `json:"line"` // of the document; a List's elements share it
	Last       int    `json:"last"` // line of the document's end
	What       string `json:"what"` // empty, none, unreadable, object
	Why        string `json:"why,omitempty"`
	APIVersion string `json:"apiVersion,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name,omitempty"`
	IsRepeated bool   `json:"repeated,omitempty"` // some key stands twice
	Refused    string `json:"refused,omitempty"`  // upstream's decoder refuses it
	Pods       []made `json:"pods,omitempty"`
	// Objects in an OpenShift Template.
	Inside int `json:"inside,omitempty"`
	// Lists of containers that are in no pod template: their controllers make pods in ways of their own.
	Loose []string `json:"loose,omitempty"`
	Value any      `json:"value,omitempty"`

	object *unstructured.Unstructured
}

type made struct {
	Path     string             `json:"path"`
	Role     string             `json:"role"`
	IsKnown  bool               `json:"known"`
	IsMaybe  bool               `json:"maybe,omitempty"` // called a template, and has no containers to show for it
	Refused  string             `json:"refused,omitempty"`
	Verdicts map[string]verdict `json:"verdicts,omitempty"` // by "level:version"; "labels": by the namespace's labels
}

// Messages, "" = allowed.
type verdict struct {
	Enforce string `json:"enforce"`
	Audit   string `json:"audit"`
	Warn    string `json:"warn"`
}

var podPaths = map[string]string{
	"Pod": "", "PodTemplate": "template", "CronJob": "spec.jobTemplate.spec.template",
}

// Versions of these groups that the API server has served; all of them were converted to v1.
var convertedGroups = map[string]string{"apps": "apps/v1", "extensions": "apps/v1", "batch": "batch/v1"}

type silence struct{}

func (silence) RecordEvaluation(metrics.Decision, api.LevelVersion, metrics.Mode, api.Attributes) {}
func (silence) RecordExemption(api.Attributes)                                                    {}
func (silence) RecordError(bool, api.Attributes)                                                  {}

type reviewer struct {
	admission  *admission.Admission
	pairs      []api.LevelVersion
	namespaces map[string]map[string]string // labels
}

func newReviewer(pairs string) *reviewer {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		die("%v", err)
	}
	r := &reviewer{namespaces: map[string]map[string]string{}}
	for _, text := range strings.Split(pairs, ",") {
		level, version, _ := strings.Cut(text, ":")
		l, err := api.ParseLevel(level)
		if err != nil {
			die("%v", err)
		}
		v, err := api.ParseVersion(version)
		if err != nil {
			die("%v", err)
		}
		r.pairs = append(r.pairs, api.LevelVersion{Level: l, Version: v})
	}
	restricted := string(api.LevelRestricted)
	r.admission = &admission.Admission{
		Configuration: &admissionapi.PodSecurityConfiguration{Defaults: admissionapi.PodSecurityDefaults{
			Enforce: restricted, EnforceVersion: api.VersionLatest,
			Audit: restricted, AuditVersion: api.VersionLatest,
			Warn: restricted, WarnVersion: api.VersionLatest,
		}},
		Evaluator:        evaluator,
		Metrics:          silence{},
		PodSpecExtractor: admission.DefaultPodSpecExtractor{},
	}
	if err := r.admission.CompleteConfiguration(); err != nil {
		die("%v", err)
	}
	return r
}

// ---- documents ----------------------------------------------------------------------------------

// The documents of a file, as JSON, each with its place. 'each' gets an error instead of one that cannot be read.
func eachDocument(text []byte, each func(line, last int, document []byte, isRepeated bool, err error)) {
	if utilyaml.IsJSONBuffer(text) {
		decoder := json.NewDecoder(bytes.NewReader(text))
		for {
			var one json.RawMessage
			start := lineAt(text, int(decoder.InputOffset()))
			if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				each(start, lineAt(text, len(text)), nil, false, err)
				return
			}
			var ignored any
			strict, _ := kjson.UnmarshalStrict(one, &ignored)
			each(start, lineAt(text, int(decoder.InputOffset())), one, len(strict) > 0, nil)
		}
	}
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	offset := 0
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			each(lineAt(text, offset), lineAt(text, len(text)), nil, false, err)
			return
		}
		if at := bytes.Index(text[offset:], document); at >= 0 {
			offset += at
		}
		start := lineAt(text, offset)
		offset += len(document)
		last := lineAt(text, offset)
		converted, err := yaml.YAMLToJSON(document)
		if err != nil {
			each(start, last, nil, false, err)
			continue
		}
		_, repeated := yaml.YAMLToJSONStrict(document)
		each(start, last, converted, repeated != nil, nil)
	}
}

func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(offset, len(text))], []byte{'\n'})
}

// The objects of one document: itself, or the elements of a List.
func objectsOf(document []byte, each func(object map[string]any, err error)) {
	var value any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(document, &value); err != nil {
		each(nil, err)
		return
	}
	fields, _ := value.(map[string]any)
	items, isList := fields["items"].([]any)
	kind, _ := fields["kind"].(string)
	version, _ := fields["apiVersion"].(string)
	if !isList || !strings.HasSuffix(kind, "List") {
		each(fields, nil)
		return
	}
	for _, item := range items {
		element, _ := item.(map[string]any)
		if element != nil && kind != "List" { // a typed list's elements may leave out what the list says
			if _, has := element["kind"]; !has {
				element["kind"] = strings.TrimSuffix(kind, "List")
			}
			if _, has := element["apiVersion"]; !has {
				element["apiVersion"] = version
			}
		}
		text, err := json.Marshal(element)
		if err != nil {
			each(nil, err)
			continue
		}
		objectsOf(text, each)
	}
}

func readManifests(file string, withValues bool) []*manifest {
	text, err := os.ReadFile(file)
	if err != nil {
		return []*manifest{{File: file, What: "unreadable", Why: err.Error()}}
	}
	var all []*manifest
	eachDocument(text, func(line, last int, document []byte, isRepeated bool, err error) {
		head := manifest{File: file, Line: line, Last: last, IsRepeated: isRepeated}
		switch {
		case err != nil:
			head.What, head.Why = "unreadable", err.Error()
		case withValues:
			head.What = "object"
			head.Value = json.RawMessage(document)
		case bytes.Equal(bytes.TrimSpace(document), []byte("null")):
			head.What = "empty"
		}
		if head.What != "" {
			all = append(all, &head)
			return
		}
		n := len(all)
		objectsOf(document, func(object map[string]any, err error) {
			one := head
			kind, _ := object["kind"].(string)
			version, _ := object["apiVersion"].(string)
			switch {
			case err != nil:
				one.What, one.Why = "unreadable", err.Error()
			case kind == "" || version == "":
				one.What, one.Why = "none", "no apiVersion and kind"
			default:
				u := &unstructured.Unstructured{Object: object}
				one.What, one.APIVersion, one.Kind = "object", version, kind
				one.Namespace, one.Name = u.GetNamespace(), u.GetName()
				if one.Name == "" {
					one.Name = u.GetGenerateName()
				}
				one.object = u
				if inside, ok := object["objects"].([]any); ok && kind == "Template" {
					one.Inside = len(inside)
				}
			}
			all = append(all, &one)
		})
		if len(all) == n { // an empty List
			head.What = "empty"
			all = append(all, &head)
		}
	})
	return all
}

// An object as one of upstream's types; whatever version it is written in, as the one that is stored.
func (m *manifest) decode() (runtime.Object, error) {
	gv, err := schema.ParseGroupVersion(m.APIVersion)
	if err != nil {
		return nil, err
	}
	served := m.object.DeepCopy()
	v1, isConverted := convertedGroups[gv.Group]
	if isConverted && legacyscheme.Scheme.Recognizes(schema.FromAPIVersionAndKind(v1, m.Kind)) {
		served.SetAPIVersion(v1)
	}
	text, err := json.Marshal(served.Object)
	if err != nil {
		return nil, err
	}
	object, _, err := legacyscheme.Codecs.UniversalDeserializer().Decode(text, nil, nil)
	return object, err
}

func (r *reviewer) learnNamespace(m *manifest) {
	object, err := m.decode()
	if namespace, ok := object.(*corev1.Namespace); ok && err == nil {
		r.namespaces[namespace.Name] = namespace.Labels
	}
}

// ---- pods ---------------------------------------------------------------------------------------

func (r *reviewer) findPods(m *manifest) {
	object, err := m.decode()
	if err != nil && runtime.IsNotRegisteredError(err) {
		r.findForeign(m, "", m.object.Object)
		sort.Slice(m.Pods, func(i, j int) bool { return m.Pods[i].Path < m.Pods[j].Path })
		return
	}
	if err != nil {
		m.Refused = err.Error()
		return
	}
	meta, spec, err := r.admission.PodSpecExtractor.ExtractPodSpec(object)
	if err != nil || spec == nil {
		return // no kind that makes pods
	}
	one := made{Role: "controller", IsKnown: true, Path: "spec.template"}
	if path, ok := podPaths[m.Kind]; ok {
		one.Path = path
	}
	if _, ok := object.(*corev1.Pod); ok {
		one.Role = "pod"
	}
	m.Pods = append(m.Pods, one)
	r.judge(m, &m.Pods[len(m.Pods)-1], meta, spec)
}

func holdsContainers(value any) bool {
	list, _ := value.([]any)
	if len(list) == 0 {
		return false
	}
	first, _ := list[0].(map[string]any)
	_, hasName := first["name"]
	_, hasImage := first["image"]
	return hasName || hasImage
}

func (r *reviewer) findForeign(m *manifest, path string, value any) {
	switch v := value.(type) {
	case []any:
		for i, element := range v {
			r.findForeign(m, fmt.Sprintf("%s[%d]", path, i), element)
		}
	case map[string]any:
		spec, _ := v["spec"].(map[string]any)
		if path != "" && spec != nil && holdsContainers(spec["containers"]) {
			r.addForeign(m, path, v, false)
			return
		}
		if spec != nil && strings.HasSuffix(strings.ToLower(path), "template") {
			r.addForeign(m, path, v, true)
		}
		if holdsContainers(v["containers"]) {
			m.Loose = append(m.Loose, strings.TrimPrefix(path+".containers", "."))
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			r.findForeign(m, strings.TrimPrefix(path+"."+name, "."), v[name])
		}
	}
}

func (r *reviewer) addForeign(m *manifest, path string, template map[string]any, isMaybe bool) {
	one := made{Role: "controller", Path: path, IsMaybe: isMaybe}
	text, err := json.Marshal(template)
	pod := &corev1.PodTemplateSpec{}
	if err == nil {
		err = kjson.UnmarshalCaseSensitivePreserveInts(text, pod)
	}
	if err != nil && isMaybe {
		return
	}
	if err != nil {
		one.Refused = err.Error()
	}
	m.Pods = append(m.Pods, one)
	if err == nil {
		r.judge(m, &m.Pods[len(m.Pods)-1], &pod.ObjectMeta, &pod.Spec)
	}
}

// ---- verdicts -----------------------------------------------------------------------------------

func (r *reviewer) judge(m *manifest, one *made, meta *metav1.ObjectMeta, spec *corev1.PodSpec) {
	source := &corev1.Pod{ObjectMeta: *meta, Spec: *spec}
	pod, err := preparations["pod"](source.DeepCopy())
	if err != nil {
		one.Refused = err.Error()
		return
	}
	submitted := pod
	if one.Role != "pod" {
		if submitted, err = preparations["template"](source.DeepCopy()); err != nil {
			one.Refused = err.Error()
			return
		}
	}
	one.Verdicts = map[string]verdict{}
	for _, pair := range r.pairs {
		one.Verdicts[pair.String()] = r.review(m, api.Policy{Enforce: pair, Audit: pair, Warn: pair}, nil, pod, submitted)
	}
	namespace := m.Namespace
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	byLabels, errs := r.admission.PolicyToEvaluate(r.namespaces[namespace])
	one.Verdicts["labels"] = r.review(m, byLabels, errs.ToAggregate(), pod, submitted)
}

// Enforcement sees the pods, audit and warning what was submitted.
func (r *reviewer) review(m *manifest, p api.Policy, policyErr error, pod, submitted *corev1.Pod) verdict {
	attributes := &api.AttributesRecord{Name: "p", Namespace: m.Namespace}
	var v verdict
	made := r.admission.EvaluatePod(context.Background(), p, policyErr, &pod.ObjectMeta, &pod.Spec, attributes, true)
	if !made.Allowed {
		_, v.Enforce, _ = strings.Cut(made.Result.Message, "forbidden: ")
	}
	sent := r.admission.EvaluatePod(context.Background(), p, policyErr, &submitted.ObjectMeta, &submitted.Spec, attributes, false)
	v.Audit = sent.AuditAnnotations[api.AuditViolationsAnnotationKey]
	if len(sent.Warnings) > 0 {
		v.Warn = sent.Warnings[0]
	}
	return v
}

// ---- all ----------------------------------------------------------------------------------------

// Reads names of files, one a line. Namespaces count for all files, wherever they stand, and the last one of a name does.
func reviewManifests(in io.Reader, out *bufio.Writer, pairs string, withValues bool) {
	r := newReviewer(pairs)
	var files []string
	eachLine(in, func(line []byte) { files = append(files, string(line)) })
	each := func(do func(m *manifest)) {
		for _, file := range files {
			for _, m := range readManifests(file, withValues) {
				do(m)
			}
		}
	}
	each(func(m *manifest) {
		if m.object != nil && m.Kind == "Namespace" {
			r.learnNamespace(m)
		}
	})
	each(func(m *manifest) {
		if m.object != nil {
			r.findPods(m)
		}
		writeManifest(out, m)
	})
}

func writeManifest(out *bufio.Writer, m *manifest) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(m); err != nil {
		die("%s: %v", m.File, err)
	}
}
