// Holds manifests, the output of "helm template", against the code by which an API server itself reads, defaults and validates it, and
// against the "restricted" Pod Security Standard, and looks for names of ports and pods that lead nowhere. Says what is wrong, a line
// each; the exit code is 1 then.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/batch"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	corev1conversion "k8s.io/kubernetes/pkg/apis/core/v1"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	networkingvalidation "k8s.io/kubernetes/pkg/apis/networking/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	policyvalidation "k8s.io/kubernetes/pkg/apis/policy/validation"
	"k8s.io/pod-security-admission/api"
	podsecurity "k8s.io/pod-security-admission/policy"
	"k8s.io/utils/ptr"
)

// An unknown field, or one that stands there twice, is an error.
var decoder = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDecoder()

func main() {
	failed := false
	for _, file := range os.Args[1:] {
		objects, problems := check(file)
		if objects == 0 {
			problems = append(problems, "there is no object")
		}
		for _, problem := range problems {
			failed = true
			fmt.Fprintf(os.Stderr, "%s: %s\n", file, problem)
		}
		fmt.Printf("%s: %d objects, %d problems\n", file, objects, len(problems))
	}
	if failed {
		os.Exit(1)
	}
}

func check(file string) (objects int, problems []string) {
	content, err := os.Open(file)
	if err != nil {
		return 0, []string{err.Error()}
	}
	defer content.Close()
	var pods []*core.PodTemplateSpec
	decoded := map[string]runtime.Object{}
	documents := yaml.NewYAMLReader(bufio.NewReader(content))
	for {
		document, err := documents.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return objects, append(problems, err.Error())
		}
		if isEmpty(document) {
			continue
		}
		objects++
		object, name, err := decode(document)
		if err != nil {
			problems = append(problems, name+": "+err.Error())
			continue
		}
		decoded[name] = object
		errors, pod := validate(object)
		for _, each := range errors {
			problems = append(problems, name+": "+each.Error())
		}
		if pod != nil {
			pods = append(pods, pod)
			for _, each := range append(insecure(pod), withoutPort(pod)...) {
				problems = append(problems, name+": "+each)
			}
		}
	}
	for name, object := range decoded {
		for _, each := range withoutPod(object, pods) {
			problems = append(problems, name+": "+each)
		}
	}
	return objects, problems
}

// Whether a document has nothing but comments.
func isEmpty(document []byte) bool {
	for _, line := range strings.Split(string(document), "\n") {
		line = strings.TrimSpace(line)
		if line != "" && line != "---" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

func decode(document []byte) (runtime.Object, string, error) {
	object, kind, err := decoder.Decode(document, nil, nil)
	if err != nil {
		return nil, firstLine(document), err
	}
	fill(object)
	name := kind.Kind
	if meta, ok := object.(metav1.Object); ok {
		name += "/" + meta.GetName()
	}
	return object, name, nil
}

func firstLine(document []byte) string {
	return strings.SplitN(strings.TrimSpace(string(document)), "\n", 2)[0]
}

// What a client, or the server before it validates, puts where nothing stands.
func fill(object runtime.Object) {
	_, global := object.(*core.Namespace)
	if meta, ok := object.(metav1.Object); ok && meta.GetNamespace() == "" && !global {
		meta.SetNamespace("default")
	}
	switch it := object.(type) {
	case *core.Service:
		if it.Spec.ClusterIP != "" {
			it.Spec.ClusterIPs = []string{it.Spec.ClusterIP}
		}
		if it.Spec.ExternalTrafficPolicy == core.ServiceExternalTrafficPolicyLocal {
			it.Spec.HealthCheckNodePort = 30000
		}
	case *batch.Job:
		it.Spec.ManualSelector = ptr.To(true)
		it.Spec.Selector = &metav1.LabelSelector{MatchLabels: it.Spec.Template.Labels}
	}
}

func validate(object runtime.Object) (field.ErrorList, *core.PodTemplateSpec) {
	switch it := object.(type) {
	case *apps.Deployment:
		return appsvalidation.ValidateDeployment(it, corevalidation.PodValidationOptions{}), &it.Spec.Template
	case *batch.Job:
		return batchvalidation.ValidateJob(it, batchvalidation.JobValidationOptions{}), &it.Spec.Template
	case *core.Service:
		return corevalidation.ValidateServiceCreate(it), nil
	case *core.ServiceAccount:
		return corevalidation.ValidateServiceAccount(it), nil
	case *core.Namespace:
		return corevalidation.ValidateNamespace(it), nil
	case *core.Secret:
		return corevalidation.ValidateSecret(it), nil
	case *core.ConfigMap:
		return corevalidation.ValidateConfigMap(it), nil
	case *policy.PodDisruptionBudget:
		return policyvalidation.ValidatePodDisruptionBudget(it, policyvalidation.PodDisruptionBudgetValidationOptions{}), nil
	case *networking.NetworkPolicy:
		return networkingvalidation.ValidateNetworkPolicy(it, networkingvalidation.NetworkPolicyValidationOptions{}), nil
	default:
		return field.ErrorList{field.InternalError(nil, fmt.Errorf("%T: nothing here validates it", it))}, nil
	}
}

// What the strictest of the Pod Security Standards has against a pod.
func insecure(template *core.PodTemplateSpec) []string {
	var pod corev1.PodTemplateSpec
	if err := corev1conversion.Convert_core_PodTemplateSpec_To_v1_PodTemplateSpec(template, &pod, nil); err != nil {
		return []string{err.Error()}
	}
	evaluator, err := podsecurity.NewEvaluator(podsecurity.DefaultChecks())
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			problems = append(problems, result.ForbiddenReason+" ("+result.ForbiddenDetail+")")
		}
	}
	return problems
}

// The probes whose port no container has. An API server does not look.
func withoutPort(pod *core.PodTemplateSpec) (problems []string) {
	for _, container := range pod.Spec.Containers {
		for _, probe := range []*core.Probe{container.StartupProbe, container.LivenessProbe, container.ReadinessProbe} {
			if probe != nil && probe.HTTPGet != nil && !hasPort(pod, probe.HTTPGet.Port) {
				problems = append(problems, "a probe asks a port that is not there: "+probe.HTTPGet.Port.String())
			}
		}
	}
	return problems
}

// What selects no pod of these, or a port that those which it selects do not have. An API server does not look at that either.
func withoutPod(object runtime.Object, pods []*core.PodTemplateSpec) (problems []string) {
	var selector metav1.LabelSelector
	var ports []intstr.IntOrString
	switch it := object.(type) {
	case *core.Service:
		selector.MatchLabels = it.Spec.Selector
		for _, port := range it.Spec.Ports {
			ports = append(ports, port.TargetPort)
		}
	case *networking.NetworkPolicy:
		selector = it.Spec.PodSelector
		for _, rule := range it.Spec.Ingress {
			for _, port := range rule.Ports {
				ports = append(ports, *port.Port)
			}
		}
	case *policy.PodDisruptionBudget:
		selector = *it.Spec.Selector
	default:
		return nil
	}
	selects, err := metav1.LabelSelectorAsSelector(&selector)
	if err != nil {
		return []string{err.Error()}
	}
	selected := 0
	for _, pod := range pods {
		if !selects.Matches(labels.Set(pod.Labels)) {
			continue
		}
		selected++
		for _, port := range ports {
			if !hasPort(pod, port) {
				problems = append(problems, "a port that its pods do not have: "+port.String())
			}
		}
	}
	if selected == 0 {
		problems = append(problems, "selects no pod")
	}
	return problems
}

func hasPort(pod *core.PodTemplateSpec, port intstr.IntOrString) bool {
	for _, container := range pod.Spec.Containers {
		for _, each := range container.Ports {
			if each.Name == port.StrVal || each.ContainerPort == port.IntVal {
				return true
			}
		}
	}
	return false
}
