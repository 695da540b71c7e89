// PodSecurityPolicy cases: what the API server does to a pod on its way through the two phases.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	policyv1beta1 "k8s.io/api/policy/v1beta1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/initializer"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/client-go/informers"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/kubernetes/pkg/apis/core"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"
	psp "k8s.io/kubernetes/pkg/security/podsecuritypolicy"
	psputil "k8s.io/kubernetes/pkg/security/podsecuritypolicy/util"
	pspadmission "k8s.io/kubernetes/plugin/pkg/admission/security/podsecuritypolicy"
	saadmission "k8s.io/kubernetes/plugin/pkg/admission/serviceaccount"
	kjson "sigs.k8s.io/json"
)

const tokenVolumeSuffix = "xxxxx"

// A worker's own machinery; the plug-in that keeps state is made once for each worker.
type worker struct {
	aggregator *aggregator
	accounts   *saadmission.Plugin
	world      *world // whose accounts the plug-in sees
	namespace  string
}

func newWorker() *worker {
	w := &worker{aggregator: newAggregator(), accounts: saadmission.NewServiceAccount()}
	*privateField[corelisters.ServiceAccountLister](w.accounts, "serviceAccountLister") = accountLister{w: w}
	*privateField[func(string) string](w.accounts, "generateName") = func(base string) string {
		return base + tokenVolumeSuffix
	}
	return w
}

// Every account exists; the world says more about some.
type accountLister struct {
	corelisters.ServiceAccountLister
	w *worker
}

type accountNamespaceLister struct {
	corelisters.ServiceAccountNamespaceLister
	world     *world
	namespace string
}

func (l accountLister) ServiceAccounts(namespace string) corelisters.ServiceAccountNamespaceLister {
	return accountNamespaceLister{world: l.w.world, namespace: namespace}
}

func (l accountNamespaceLister) Get(name string) (*corev1.ServiceAccount, error) {
	if sa, ok := l.world.accounts[namespacedName{l.namespace, name}]; ok {
		return sa, nil
	}
	sa := &corev1.ServiceAccount{}
	sa.Namespace, sa.Name = l.namespace, name
	return sa, nil
}

// The plug-in over the policies and the authorizer of one world.
type pspPlugin struct {
	mutation   admission.MutationInterface
	validation admission.ValidationInterface
}

func (w *world) pspPlugin() *pspPlugin {
	w.pluginOnce.Do(func() {
		factory := informers.NewSharedInformerFactory(nil, 0)
		store := factory.Policy().V1beta1().PodSecurityPolicies().Informer().GetStore()
		for _, p := range w.policies {
			if err := store.Add(p); err != nil {
				die("policy store: %v", err)
			}
		}
		plugins := admission.NewPlugins()
		pspadmission.Register(plugins)
		plugin, err := plugins.InitPlugin(pspadmission.PluginName, nil, admission.PluginInitializers{
			initializer.New(nil, factory, w.authorizer, nil),
		})
		if err != nil {
			die("the plug-in: %v", err)
		}
		w.plugin = &pspPlugin{plugin.(admission.MutationInterface), plugin.(admission.ValidationInterface)}
	})
	return w.plugin
}

type pspCase struct {
	User *struct {
		Name   string   `json:"name"`
		Groups []string `json:"groups"`
	} `json:"user"`
	Namespace   string              `json:"namespace"`
	Operation   admission.Operation `json:"-"`
	Verb        string              `json:"operation"`
	Pod         *corev1.Pod         `json:"pod"`
	OldPod      *corev1.Pod         `json:"oldPod"`
	Subresource string              `json:"subresource"`
	Resource    string              `json:"resource"`
	Reinvoke    bool                `json:"reinvoke"`
}

func (c *pspCase) user() user.Info {
	if c.User == nil {
		return nil
	}
	return &user.DefaultInfo{Name: c.User.Name, Groups: c.User.Groups}
}

// attributes keeps the audit annotations that a plug-in leaves.
type attributes struct {
	admission.Attributes
	audit map[string]string
}

func (a *attributes) AddAnnotation(key, value string) error {
	a.audit[key] = value
	return nil
}

func (c *pspCase) attributes(pod, old *core.Pod) *attributes {
	resource := schema.GroupVersionResource{Version: "v1", Resource: "pods"}
	if c.Resource != "" {
		resource.Resource = c.Resource
	}
	kind := schema.GroupVersionKind{Version: "v1", Kind: "Pod"}
	a := &attributes{audit: map[string]string{}}
	if old != nil {
		a.Attributes = admission.NewAttributesRecord(pod, old, kind, c.Namespace, pod.Name, resource,
			c.Subresource, c.Operation, nil, false, c.user())
	} else {
		a.Attributes = admission.NewAttributesRecord(pod, nil, kind, c.Namespace, pod.Name, resource,
			c.Subresource, c.Operation, nil, false, c.user())
	}
	return a
}

func readPod(from *corev1.Pod, namespace string) (*core.Pod, error) {
	schemeDefault(from)
	pod := convert(from, &core.Pod{})
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace(namespace, &pod.ObjectMeta); err != nil {
		return nil, err
	}
	return pod, nil
}

// addCase answers a C line. A panic of upstream's code is a refusal: it means an object no client could send.
func (w *worker) addCase(out *answer, world *world, text []byte) {
	length := out.Len()
	defer func() {
		if p := recover(); p != nil {
			out.Truncate(length)
			out.start()
			out.add("E", fmt.Sprintf("panic: %v", p))
		}
	}()
	if err := w.runCase(out, world, text); err != nil {
		out.Truncate(length)
		out.start()
		out.add("E", err.Error())
	}
}

func (w *worker) runCase(out *answer, world *world, text []byte) error {
	c := &pspCase{}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(text, c); err != nil {
		return err
	}
	if c.Pod == nil {
		return errors.New("no pod")
	}
	pod, err := readPod(c.Pod, c.Namespace)
	if err != nil {
		return err
	}
	w.world = world
	switch c.Verb {
	case "create":
		c.Operation = admission.Create
		return w.create(out, c, pod)
	case "update":
		c.Operation = admission.Update
		if c.OldPod == nil {
			return errors.New("no old pod")
		}
		old, err := readPod(c.OldPod, c.Namespace)
		if err != nil {
			return err
		}
		ctx := genericapirequest.WithNamespace(context.Background(), c.Namespace)
		// What it refuses is the pod's validation, which is not judged here; it prepares the object first.
		_ = rest.BeforeUpdate(podregistry.Strategy, ctx, pod, old)
		w.addPhase(out, "V", c, pod, old, leaves(pod))
		return nil
	}
	return fmt.Errorf("operation %q", c.Verb)
}

func (w *worker) create(out *answer, c *pspCase, pod *core.Pod) error {
	sent := leaves(pod)
	if err := w.accounts.Admit(context.Background(), c.attributes(pod, nil), nil); err != nil {
		return err
	}
	now := leaves(pod)
	out.add("P")
	out.addChanges(sent, now)
	rounds := 1
	if c.Reinvoke {
		rounds = 2
	}
	for range rounds {
		if now = w.addPhase(out, "M", c, pod, nil, now); now == nil {
			return nil
		}
	}
	podregistry.Strategy.PrepareForCreate(context.Background(), pod)
	prepared := leaves(pod)
	out.add("S")
	out.addChanges(now, prepared)
	w.addPhase(out, "V", c, pod, nil, prepared)
	return nil
}

// What one policy says about the pod.
type policyResult struct {
	name       string
	auth       string
	hasFailed  bool // no provider
	isMutated  bool
	pod        *core.Pod
	errors     field.ErrorList
	failure    string
	errorTexts []string
}

func (r *policyResult) isAuthorised() bool { return r.auth != "-" }

func (w *world) authorised(c *pspCase, pod *core.Pod, policy string) string {
	var account user.Info
	if pod.Spec.ServiceAccountName != "" {
		account = serviceaccount.UserInfo(c.Namespace, pod.Spec.ServiceAccountName, "")
	}
	for _, who := range []struct {
		label string
		info  user.Info
	}{{"sa:", account}, {"user:", c.user()}} {
		for _, group := range []string{"policy", "extensions"} {
			if who.info == nil {
				continue
			}
			decision, _, err := w.authorizer.Authorize(context.Background(), authorizer.AttributesRecord{
				User: who.info, Verb: "use", Namespace: c.Namespace, Name: policy, APIGroup: group,
				APIVersion: "*", Resource: "podsecuritypolicies", ResourceRequest: true,
			})
			if err == nil && decision == authorizer.DecisionAllow {
				return who.label + group
			}
		}
	}
	return "-"
}

func (w *world) judge(c *pspCase, p *policyv1beta1.PodSecurityPolicy, pod *core.Pod) *policyResult {
	r := &policyResult{name: p.Name, auth: w.authorised(c, pod, p.Name)}
	provider, err := psp.NewSimpleProvider(p, pod.Namespace, psp.NewSimpleStrategyFactory())
	if err != nil {
		r.hasFailed = true
		r.failure = fmt.Sprintf("error creating provider for PSP %s: %v", p.Name, err)
		r.errorTexts = []string{r.failure}
		return r
	}
	r.pod = pod.DeepCopy()
	if err := provider.MutatePod(r.pod); err != nil {
		die("a mutation fails: %v", err)
	}
	r.isMutated = !apiequality.Semantic.DeepEqual(pod, r.pod)
	r.errors = provider.ValidatePod(r.pod)
	r.errorTexts = texts(r.errors)
	return r
}

// addPhase asks the policies one by one and the plug-in, makes sure that they agree, and writes the
// phase. The pod becomes the admitted one, the result its leaves, nil when it is denied; base are the leaves before.
func (w *worker) addPhase(out *answer, mark string, c *pspCase, pod, old *core.Pod, base map[string]string) map[string]string {
	out.add(mark)
	mayMutate := mark == "M"
	plugin := w.world.pspPlugin()
	original := pod.DeepCopy()
	attributes := c.attributes(pod, old)
	var err error
	if mayMutate {
		err = plugin.mutation.Admit(context.Background(), attributes, nil)
	} else {
		err = plugin.validation.Validate(context.Background(), attributes, nil)
	}
	key := map[bool]string{true: "admit-policy", false: "validate-policy"}[mayMutate]
	chosen := attributes.audit["podsecuritypolicy.policy.k8s.io/"+key]
	if err == nil && chosen == "" {
		if !apiequality.Semantic.DeepEqual(original, pod) {
			die("an ignored request is changed")
		}
		out.add("I", "", "", "0", "0")
		return base
	}

	hint := ""
	if !mayMutate {
		hint = original.Annotations[psputil.ValidatedPSPAnnotation]
	}
	results := w.judgeAll(c, original, hint)
	wanted, denial := selectPolicy(results, mayMutate)
	var admitted map[string]string
	if err != nil {
		message := w.checkDenial(attributes, err, results, mayMutate, wanted, denial)
		out.add("0", "", message, "0")
	} else {
		if wanted == nil || wanted.name != chosen {
			die("the plug-in chose %q, the policies say %+v", chosen, wanted)
		}
		expected := wanted.pod.DeepCopy()
		if mayMutate {
			if expected.Annotations == nil {
				expected.Annotations = map[string]string{}
			}
			expected.Annotations[psputil.ValidatedPSPAnnotation] = chosen
		}
		if !apiequality.Semantic.DeepEqual(expected, pod) {
			die("the plug-in's pod is not that of %q", chosen)
		}
		admitted = leaves(pod)
		out.add("1", chosen, "")
		out.addChanges(base, admitted)
	}
	out.addInt(len(results))
	for _, r := range results {
		addResult(out, r, base)
	}
	return admitted
}

func addResult(out *answer, r *policyResult, base map[string]string) {
	out.add(r.name, r.auth)
	switch {
	case r.hasFailed:
		out.add("!", "0")
	case r.isMutated:
		out.add("~")
		out.addChanges(base, leaves(r.pod))
	default:
		out.add("=", "0")
	}
	out.addInt(len(r.errorTexts))
	out.add(r.errorTexts...)
}

func (w *worker) judgeAll(c *pspCase, pod *core.Pod, hint string) []*policyResult {
	var results []*policyResult
	for _, p := range w.world.policies {
		if p.Name == hint {
			results = append(results, w.world.judge(c, p, pod))
		}
	}
	for _, p := range w.world.policies {
		if p.Name != hint {
			results = append(results, w.world.judge(c, p, pod))
		}
	}
	return results
}

// selectPolicy gives the policy that must win, or the errors of a denial in name order, policy by policy.
func selectPolicy(results []*policyResult, mayMutate bool) (*policyResult, []*policyResult) {
	var candidate *policyResult
	var denial []*policyResult
	for _, r := range results {
		switch {
		case r.hasFailed || !r.isAuthorised():
		case len(r.errors) > 0:
			denial = append(denial, r)
		case !r.isMutated:
			return r, nil
		case mayMutate && candidate == nil:
			candidate = r
		}
	}
	return candidate, denial
}

// checkDenial makes sure that the plug-in's message is one of ours, in whatever order of the policies, and
// gives it in name order.
func (w *worker) checkDenial(a *attributes, err error, results []*policyResult, mayMutate bool, wanted *policyResult, denial []*policyResult) string {
	var status apierrors.APIStatus
	if !errors.As(err, &status) || !apierrors.IsForbidden(err) {
		die("the denial is no Forbidden: %v", err)
	}
	if wanted != nil {
		die("the plug-in denies, but %q accepts: %v", wanted.name, err)
	}
	got := status.Status().Message
	verb := map[bool]string{true: "admit", false: "validate"}[mayMutate]
	name := a.GetName()
	if name == "" {
		if name = a.GetObject().(*core.Pod).GenerateName; name == "" {
			name = "Unknown"
		}
	}
	head := fmt.Sprintf("%s %q is forbidden: PodSecurityPolicy: ", a.GetResource().Resource, name)
	hasProvider := false
	for _, r := range results {
		hasProvider = hasProvider || !r.hasFailed
	}
	if !hasProvider {
		if got != head+"no providers available to validate pod request" {
			die("unexpected denial %q", got)
		}
		return got
	}
	head += "unable to " + verb + " pod: "
	var blocks []string
	sorted := append([]*policyResult(nil), denial...)
	for i := 1; i < len(sorted); i++ { // the hinted policy stands first
		for j := i; j > 0 && sorted[j].name < sorted[j-1].name; j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	for _, r := range sorted {
		blocks = append(blocks, strings.Join(r.errorTexts, " "))
	}
	body, ok := strings.CutPrefix(got, head+"[")
	body, ok2 := strings.CutSuffix(body, "]")
	if !ok || !ok2 || !isPermutation(body, blocks, make([]bool, len(blocks)), 0) {
		die("the plug-in denies with %q, the policies with %q", got, blocks)
	}
	return head + "[" + strings.Join(blocks, " ") + "]"
}

func isPermutation(text string, blocks []string, isUsed []bool, nUsed int) bool {
	if nUsed == len(blocks) {
		return text == ""
	}
	for i, b := range blocks {
		if isUsed[i] {
			continue
		}
		rest, ok := strings.CutPrefix(text, b)
		if ok && nUsed+1 < len(blocks) {
			rest, ok = strings.CutPrefix(rest, " ")
		}
		if !ok {
			continue
		}
		isUsed[i] = true
		if isPermutation(rest, blocks, isUsed, nUsed+1) {
			return true
		}
		isUsed[i] = false
	}
	return false
}
