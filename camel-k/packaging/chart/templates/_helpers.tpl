{{- define "mehari.name" -}}
{{- if contains "mehari" .Release.Name -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}-operator
{{- else -}}
{{ printf "%s-mehari" .Release.Name | trunc 50 | trimSuffix "-" }}-operator
{{- end -}}
{{- end }}

{{- define "mehari.selector" -}}
app.kubernetes.io/name: mehari-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mehari.labels" -}}
{{ include "mehari.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "mehari.account" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "mehari.name" .) }}
{{- else -}}
{{ required "serviceAccount.name must name the account to use, since serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- /* An image's reference: mehari.image (list $ image) */ -}}
{{- define "mehari.image" -}}
{{- $root := index . 0 -}}{{- $image := index . 1 -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default $root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- /* What the operator may do where graphs live: each verb with its reason. */ -}}
{{- define "mehari.rules" -}}
# Graphs are followed, and never changed: what people wrote stays theirs.
- apiGroups: [mehari.dev]
  resources: [inferencegraphs]
  verbs: [get, list, watch]
# What is live, and what is wrong, is told in the status.
- apiGroups: [mehari.dev]
  resources: [inferencegraphs/status]
  verbs: [patch]
# Objects made for a graph name it as their owner and block its deletion until they are gone, which needs this right
# where the admission plugin OwnerReferencesPermissionEnforcement is on.
- apiGroups: [mehari.dev]
  resources: [inferencegraphs/finalizers]
  verbs: [update]
# Revisions are kept as ControllerRevisions: made once, deleted beyond the history's limit. Deployments run them (renderer
# plain) or are made by Camel K, and tell when they are available.
- apiGroups: [apps]
  resources: [controllerrevisions, deployments]
  verbs: [get, list, watch, create, patch, delete]
# Each revision has a Service, and the graph one, whose selector is the switch; routes lie in ConfigMaps before Camel K 2.11.
- apiGroups: [""]
  resources: [services, configmaps]
  verbs: [get, list, watch, create, patch, delete]
# Pods are read to tell why they aren't ready, never made or changed.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
{{- if eq .Values.podAccess "proxy" }}
# Pods are asked over their management port what they found wrong, and a revision's Service is tried before the switch:
# both through the API server, as podAccess says.
- apiGroups: [""]
  resources: [pods/proxy, services/proxy]
  verbs: [get]
{{- end }}
# Switches, rollbacks and refused revisions are told as Events; why a pod can't mount something, only its Events say.
- apiGroups: [""]
  resources: [events]
  verbs: [create, list]
# A switch waits until the new pods are those that get requests.
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list, watch]
# Each revision's pods are kept from being drained all at once.
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
# Only whom it concerns may reach the management port of a graph's pods.
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
# spec.autoscaling by CPU.
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
# A revision is an Integration (renderer camel-k).
- apiGroups: [camel.apache.org]
  resources: [integrations]
  verbs: [get, list, watch, create, patch, delete]
# Which release of Camel K there is.
- apiGroups: [camel.apache.org]
  resources: [integrationplatforms]
  verbs: [list]
# spec.expose, where the cluster has the Gateway API.
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes]
  verbs: [get, list, watch, create, patch, delete]
# spec.autoscaling by triggers, where the cluster has KEDA.
- apiGroups: [keda.sh]
  resources: [scaledobjects]
  verbs: [get, list, watch, create, patch, delete]
# Metrics of each pod, where the cluster has the Prometheus operator.
- apiGroups: [monitoring.coreos.com]
  resources: [podmonitors]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
