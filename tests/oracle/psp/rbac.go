// Questions for the RBAC authorizer.
package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/kubernetes/pkg/registry/rbac/validation"
	rbacauthorizer "k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
)

func parseQuestion(letter, body string) authorizer.AttributesRecord {
	f := splitFields(body)
	isResource := letter == "Q" || letter == "G"
	if isResource && len(f) != 8 || !isResource && len(f) != 4 {
		die("a question of %d fields: %q", len(f), body)
	}
	who := &user.DefaultInfo{Name: f[0]}
	if f[1] != "" {
		who.Groups = strings.Split(f[1], ",")
	}
	if !isResource {
		return authorizer.AttributesRecord{User: who, Verb: f[2], Path: f[3]}
	}
	return authorizer.AttributesRecord{
		User: who, Verb: f[2], APIGroup: f[3], APIVersion: "*", Resource: f[4], Subresource: f[5],
		Namespace: f[6], Name: f[7], ResourceRequest: true,
	}
}

func (w *world) addDecision(out *answer, letter, body string) {
	decision, reason, err := w.authorizer.Authorize(context.Background(), parseQuestion(letter, body))
	if err != nil {
		die("the authorizer fails: %v", err)
	}
	if decision == authorizer.DecisionAllow {
		out.add("1", reason)
	} else {
		out.add("0", reason)
	}
}

type grantVisitor struct {
	question authorizer.Attributes
	source   string // of the rules that are being visited
	index    int
	grants   []string
}

// visit is handed the rules of one applying binding after the other, each in order, and never stops. The
// source of one binding's rules is one object; bindings differ in their text.
func (v *grantVisitor) visit(source fmt.Stringer, rule *rbacv1.PolicyRule, err error) bool {
	if rule == nil {
		return true
	}
	if text := source.String(); text != v.source {
		v.source, v.index = text, 0
	} else {
		v.index++
	}
	if rbacauthorizer.RuleAllows(v.question, rule) {
		v.grants = append(v.grants, v.source, strconv.Itoa(v.index))
	}
	return true
}

func (w *world) addGrants(out *answer, letter, body string) {
	q := parseQuestion(letter, body)
	if letter == "g" {
		q.ResourceRequest = false
	}
	v := grantVisitor{question: q}
	validation.NewDefaultRuleResolver(w, w, w, w).VisitRulesFor(q.User, q.Namespace, v.visit)
	out.addInt(len(v.grants) / 2)
	out.add(v.grants...)
}

func (w *world) addRules(out *answer, name string) {
	role, ok := w.clusterRoles[name]
	if !ok {
		out.add("-")
		return
	}
	rules := []any{}
	for _, r := range role.Rules {
		rule := map[string]any{}
		for key, list := range map[string][]string{
			"verbs": r.Verbs, "apiGroups": r.APIGroups, "resources": r.Resources,
			"resourceNames": r.ResourceNames, "nonResourceURLs": r.NonResourceURLs,
		} {
			if len(list) > 0 {
				rule[key] = list
			}
		}
		rules = append(rules, rule)
	}
	out.add(string(encode(rules)))
}
